import type { Page } from 'playwright-core';

/** Milliseconds between frames while a gesture goes on, and what the page itself worked in each. */
export interface Frames {
  p50: number;
  p95: number;
  workP50: number;
  workP95: number;
}

export type Gestures = Record<'pan' | 'zoom' | 'drag', Frames>;

const MOVES = 60;

/** Pans, zooms and drags a node as a user would, one step per frame, and times the frames. */
export async function measureGestures(page: Page): Promise<Gestures> {
  const pane = await page.locator('.react-flow').boundingBox();
  if (!pane) throw new Error('the canvas is not seen');
  const [x, y] = [pane.x + pane.width / 2, pane.y + pane.height / 2];
  await page.evaluate(RECORDER);
  const pan = await record(
    page,
    `step = (nr) => wheel(${x}, ${y}, { deltaX: 6, deltaY: nr % 30 < 15 ? 10 : -4 })`,
  );
  const zoom = await record(
    page,
    `step = (nr) => wheel(${x}, ${y}, { deltaY: nr % 60 < 30 ? 12 : -12, ctrlKey: true })`,
  );
  const node = page.locator('.react-flow__node').nth(8);
  const box = await node.boundingBox();
  if (!box) throw new Error('no node is seen');
  const [left, top] = [box.x + box.width / 2, box.y + 14];
  const drag = await record(
    page,
    `const at = (nr) => [${left} + nr * 2, ${top} + nr];
     const target = document.elementFromPoint(${left}, ${top});
     mouse(target, 'mousedown', ...at(0));
     step = (nr) => mouse(window, 'mousemove', ...at(nr));
     last = () => mouse(window, 'mouseup', ...at(${MOVES}))`,
  );
  return { pan, zoom, drag };
}

async function record(page: Page, gesture: string): Promise<Frames> {
  const { frames, work } = await page.evaluate<{ frames: number[]; work: number[] }>(
    `(() => { let step; let last = () => undefined; ${gesture}; return recordFrames(step, last, ${MOVES}); })()`,
  );
  return { p50: at(frames, 0.5), p95: at(frames, 0.95), workP50: at(work, 0.5), workP95: at(work, 0.95) };
}

function at(values: readonly number[], share: number): number {
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
