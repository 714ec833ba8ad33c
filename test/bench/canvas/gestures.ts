import type { Page } from 'playwright-core';

/** Milliseconds between frames while a gesture goes on, and what the page itself worked in each. */
export interface Frames {
  p50: number;
  p95: number;
  workP50: number;
  workP95: number;
}

export type Gesture = 'pan' | 'zoom' | 'drag';
/** Each frame of a gesture, in milliseconds. */
export interface Recorded {
  frames: number[];
  work: number[];
}

/** Where a canvas is in the window. */
export interface Pane {
  x: number;
  y: number;
  width: number;
  height: number;
}

const MOVES = 60;

/** Where the canvas of a page is. */
export async function paneOf(page: Page): Promise<Pane> {
  const pane = await page.locator('.react-flow').boundingBox();
  if (!pane) throw new Error('the canvas is not seen');
  return pane;
}

/** What one page is to do in each frame of a gesture; in the page, see RECORDER. */
const STEPS: Readonly<Record<Gesture, (x: number, y: number) => string>> = {
  pan: (x, y) => `step = (nr) => wheel(${x}, ${y}, { deltaX: 6, deltaY: nr % 30 < 15 ? 10 : -4 })`,
  zoom: (x, y) => `step = (nr) => wheel(${x}, ${y}, { deltaY: nr % 60 < 30 ? 12 : -12, ctrlKey: true })`,
  // To and fro, in steps that are longer than those of our grid: every one moves the node.
  drag: (x, y) => `
    const [left, top] = middleNode(${x}, ${y});
    const at = (nr) => { const far = Math.abs(30 - (nr + 30) % 60); return [left + far * 8, top + far * 6]; };
    mouse(document.elementFromPoint(left, top), 'mousedown', left, top);
    step = (nr) => mouse(window, 'mousemove', ...at(nr));
    last = () => mouse(window, 'mouseup', ...at(${MOVES}))`,
};

export const GESTURES = Object.keys(STEPS) as Gesture[];

/** Pans, zooms or drags a node as a user would, one step per frame, and times the frames. */
export async function measureGesture(page: Page, pane: Pane, gesture: Gesture): Promise<Recorded> {
  await page.bringToFront();
  await page.evaluate(RECORDER);
  return record(page, STEPS[gesture](pane.x + pane.width / 2, pane.y + pane.height / 2));
}

function record(page: Page, gesture: string): Promise<Recorded> {
  return page.evaluate(
    `(() => { let step; let last = () => undefined; ${gesture}; return recordFrames(step, last, ${MOVES}); })()`,
  );
}

/** The value below which a share of the values is; to a tenth. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
}

/**
 * In the page: events are dispatched at the beginning of each frame, so that both
 * canvases are given exactly the same; work is from there until the page yields to
 * its next task, after scripts, style, layout and paint.
 */
const RECORDER = `
window.wheel = (clientX, clientY, rest) =>
  document.elementFromPoint(clientX, clientY).dispatchEvent(
    new WheelEvent('wheel', { bubbles: true, cancelable: true, clientX, clientY, view: window, ...rest }));
window.middleNode = (x, y) => {
  const far = ([left, top]) => Math.hypot(left - x, top - y);
  return [...document.querySelectorAll('.react-flow__node')]
    .map((node) => node.getBoundingClientRect())
    .map(({ left, top, width, height }) => [left + width / 2, top + height / 3])
    .sort((a, b) => far(a) - far(b))[0];
};
window.mouse = (target, type, clientX, clientY) =>
  target.dispatchEvent(new MouseEvent(type, {
    bubbles: true, cancelable: true, clientX, clientY, view: window, button: 0, buttons: type === 'mouseup' ? 0 : 1 }));
window.recordFrames = (step, last, moves) => new Promise((resolve) => {
  const frames = [];
  const work = [];
  let before;
  let nr = 0;
  const { port1, port2 } = new MessageChannel();
  let begun = 0;
  port1.onmessage = () => work.push(performance.now() - begun);
  const frame = (now) => {
    if (before !== undefined) frames.push(now - before);
    before = now;
    if (nr === moves) {
      last();
      requestAnimationFrame(() => resolve({ frames, work }));
      return;
    }
    begun = performance.now();
    step(nr++);
    port2.postMessage(0);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
});
0;
`;
