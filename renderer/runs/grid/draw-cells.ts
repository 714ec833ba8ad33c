import type { Ink } from '../draw/ink.ts';
import { cross, outline } from '../draw/shapes.ts';
import { type LoopTrack, OUTCOME } from '../model/index.ts';
import { CELL, type GridLayout, STEP } from './layout.ts';

/** What the grid shows beyond the outcomes. */
export interface Marks {
  a: number | undefined;
  b: number | undefined;
  /** Where the keyboard is. */
  cursor: number | undefined;
}

interface Picture {
  loop: LoopTrack;
  /** Cells in all, those to come included. */
  count: number;
  layout: GridLayout;
  marks: Marks;
  /** The rows in sight. */
  scrollTop: number;
  height: number;
}

/** Room above the first row, for the ring around a chosen cell. */
export const TOP = 3;

/** Draws the rows of cells in sight, each row with the index of its first. */
export function drawCells(context: CanvasRenderingContext2D, picture: Picture, ink: Ink): void {
  const { loop, count, layout, marks, scrollTop, height } = picture;
  const first = Math.max(0, Math.floor(scrollTop / STEP) - 1);
  const last = Math.min(layout.rows, Math.ceil((scrollTop + height) / STEP) + 1);
  context.textBaseline = 'middle';
  for (let row = first; row < last; row++) {
    const y = row * STEP - scrollTop + TOP;
    context.font = LABEL_FONT;
    context.textAlign = 'right';
    context.fillStyle = ink.quiet;
    context.fillText(String(row * layout.columns), layout.labels - 6, y + CELL / 2 + 0.5);
    for (let column = 0; column < layout.columns; column++) {
      const index = row * layout.columns + column;
      if (index >= count) break;
      drawCell(context, layout.labels + column * STEP, y, loop.outcome(index), ink);
    }
  }
  for (const [letter, index] of [
    ['A', marks.a],
    ['B', marks.b],
  ] as const) {
    if (index === undefined) continue;
    const { x, y } = placeOf(index);
    ring(context, x, y, ink.accent, 2);
    const outcome = loop.outcome(index);
    if (outcome === OUTCOME.failed || outcome === OUTCOME.handled) continue;
    context.font = MARK_FONT;
    context.textAlign = 'center';
    context.fillStyle = ink.text;
    context.fillText(letter, x + CELL / 2, y + CELL / 2 + 1);
  }
  if (marks.cursor !== undefined) {
    const { x, y } = placeOf(marks.cursor);
    context.setLineDash([2, 2]);
    ring(context, x, y, ink.text, 1);
    context.setLineDash([]);
  }

  function placeOf(index: number) {
    const row = Math.floor(index / layout.columns);
    return { x: layout.labels + (index % layout.columns) * STEP, y: row * STEP - scrollTop + TOP };
  }
}

const LABEL_FONT = '10px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';
const MARK_FONT = '700 10px system-ui, sans-serif';

/** A cell: its outcome has a fill, an outline and a mark of its own. */
export function drawCell(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  outcome: number,
  ink: Ink,
): void {
  const box = { x, y, width: CELL, height: CELL };
  const fill = (colour: string) => {
    context.fillStyle = colour;
    context.beginPath();
    context.roundRect(x, y, CELL, CELL, 2);
    context.fill();
  };
  const frame = (colour: string, dash: readonly number[] = []) => {
    context.setLineDash([...dash]);
    outline(context, box, colour);
    context.setLineDash([]);
  };
  const middle = { x: x + CELL / 2, y: y + CELL / 2 };
  switch (outcome) {
    case OUTCOME.done:
      fill(ink.doneBack);
      context.globalAlpha = 0.4;
      frame(ink.done);
      context.globalAlpha = 1;
      break;
    case OUTCOME.retried:
      fill(ink.retryBack);
      context.fillStyle = ink.retry;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + CELL, y);
      context.lineTo(x, y + CELL);
      context.fill();
      frame(ink.retry);
      break;
    case OUTCOME.failed:
      fill(ink.failed);
      cross(context, middle.x, middle.y, 2.6, ink.onState, 1.7);
      break;
    case OUTCOME.handled:
      fill(ink.failedBack);
      frame(ink.failed);
      cross(context, middle.x, middle.y, 2.6, ink.failed, 1.7);
      break;
    case OUTCOME.running:
      fill(ink.runBack);
      frame(ink.run);
      context.fillStyle = ink.run;
      context.beginPath();
      context.moveTo(middle.x - 2, middle.y - 3);
      context.lineTo(middle.x + 3, middle.y);
      context.lineTo(middle.x - 2, middle.y + 3);
      context.fill();
      break;
    case OUTCOME.waiting:
      fill(ink.waitBack);
      frame(ink.wait);
      context.strokeStyle = ink.wait;
      context.lineWidth = 1.3;
      context.beginPath();
      context.moveTo(middle.x, middle.y - 3.5);
      context.lineTo(middle.x, middle.y);
      context.lineTo(middle.x + 2.5, middle.y + 1.8);
      context.stroke();
      break;
    case OUTCOME.skipped:
      frame(ink.skip);
      context.strokeStyle = ink.skip;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x + 3, y + CELL - 3);
      context.lineTo(x + CELL - 3, y + 3);
      context.stroke();
      break;
    case OUTCOME.cancelled:
      frame(ink.skip);
      context.fillStyle = ink.skip;
      context.fillRect(middle.x - 2, middle.y - 2, 4, 4);
      break;
    default:
      frame(ink.line, [2, 2]);
  }
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.roundRect(x - 2, y - 2, CELL + 4, CELL + 4, 3);
  context.stroke();
}
