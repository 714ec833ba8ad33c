import type { Ink } from '../draw/ink.ts';
import { dashed, hatched, octagon, outline } from '../draw/shapes.ts';
import { FAILED_ATTEMPT, type OpenStep, RETRY_DELAY, type Segment, WAIT, WORK } from '../model/index.ts';
import { laneBox, type WaterfallRow } from './rows.ts';
import type { Range } from './time-axis.ts';

/** What is drawn of a row besides its node. */
export interface RowPicture {
  row: WaterfallRow;
  /** Its steps that go on. */
  open: readonly OpenStep[];
  range: Range;
  now: number;
  width: number;
}

/** Steps that together fill so little of the time that bars would lie. */
const SPARSE_STEPS = 20;
const SPARSE_SHARE = 0.05;

/** Whether a row is drawn as one box: a container, or many steps that took next to no time. */
export function isOutlined({ row, now }: Pick<RowPicture, 'row' | 'now'>): boolean {
  const { node, track } = row;
  if (node.inner) return true;
  if (track.begin === undefined || track.steps < SPARSE_STEPS || track.retries > 0) return false;
  return track.ms / Math.max(1, (track.end ?? now) - track.begin) < SPARSE_SHARE;
}

/** Draws when a node worked, waited and retried. */
export function drawRow(context: CanvasRenderingContext2D, picture: RowPicture, ink: Ink): void {
  const { row, range, width } = picture;
  const scale = width / (range.to - range.from);
  const xOf = (at: number) => (at - range.from) * scale;
  if (isOutlined(picture)) {
    const colour = row.node.inner ? ink.work : ink.idle;
    for (const { begin, end } of outlines(picture)) {
      if (end < range.from || begin > range.to) continue;
      const x = Math.max(-2, xOf(begin));
      outline(
        context,
        { x, y: 6, width: Math.max(2, Math.min(width + 2, xOf(end)) - x), height: 13 },
        colour,
      );
    }
    return;
  }
  const lanes = row.track.lanes.count;
  const all = segmentsOf(picture);
  const marked: number[] = [];
  for (const kind of [WORK, WAIT, RETRY_DELAY, FAILED_ATTEMPT]) {
    for (const segment of all) {
      if (segment.kind !== kind || segment.end < range.from || segment.begin > range.to) continue;
      if (kind === FAILED_ATTEMPT) {
        // Marks upon marks would hide the work: one stands for those close behind it.
        const x = xOf(segment.begin);
        const before = marked[segment.lane];
        if (before !== undefined && Math.abs(x - before) < MARKS_APART) continue;
        marked[segment.lane] = x;
      }
      drawSegment(context, segment, { xOf, lanes, width, ink });
    }
  }
}

/** Pixels from one failed attempt to the next that is drawn. */
const MARKS_APART = 13;

interface Scale {
  xOf(at: number): number;
  lanes: number;
  width: number;
  ink: Ink;
}

function drawSegment(
  context: CanvasRenderingContext2D,
  segment: Segment,
  { xOf, lanes, width, ink }: Scale,
): void {
  const { y, height } = laneBox(segment.lane, lanes);
  const x = Math.max(-4, xOf(segment.begin));
  const wide = Math.min(width + 4, xOf(segment.end)) - x;
  const box = { x, y, width: wide, height };
  switch (segment.kind) {
    case WORK:
      context.fillStyle = ink.work;
      // A hair between neighbours keeps them apart, where there is room for one.
      context.fillRect(x, y, Math.max(1.5, wide > 4 ? wide - 0.75 : wide), height);
      break;
    case WAIT:
      hatched(context, { ...box, width: Math.max(3, wide) }, ink.wait);
      break;
    case RETRY_DELAY:
      if (wide >= 3) dashed(context, box, ink.retry);
      else {
        context.fillStyle = ink.retry;
        context.fillRect(x, y, Math.max(1, wide), height);
      }
      break;
    case FAILED_ATTEMPT:
      octagon(context, xOf(segment.begin), y + height / 2, lanes > 1 ? 8 : 12, ink);
  }
}

/** Every stretch of a node, those that go on included. */
function segmentsOf({ row, open, now }: RowPicture): Segment[] {
  const { segments } = row.track;
  const all = Array.from({ length: segments.length }, (_, index) => segments.at(index));
  for (const step of open) {
    all.push({ ...step.current(now), lane: step.lane, iteration: step.index, count: 1 });
  }
  return all;
}

/** The boxes of a container's steps, from begin to end; of many small steps, one around all. */
function outlines(picture: RowPicture): { begin: number; end: number }[] {
  const { row, open, now } = picture;
  const { track } = row;
  if (!row.node.inner || track.segments.length > 400) {
    return [{ begin: track.begin ?? now, end: open.length > 0 ? now : (track.end ?? now) }];
  }
  const boxes = segmentsOf(picture).filter(({ kind }) => kind === WORK);
  return boxes.map(({ begin, end }) => ({ begin, end }));
}

/** What lies under the pointer; of several, the shortest. */
export function segmentAt(picture: RowPicture, x: number, y: number): Segment | undefined {
  const { row, range, width } = picture;
  const perPixel = (range.to - range.from) / width;
  const at = range.from + x * perPixel;
  const near = perPixel * 4;
  const lanes = row.track.lanes.count;
  let best: Segment | undefined;
  for (const segment of segmentsOf(picture)) {
    if (segment.begin - near > at || segment.end + near < at) continue;
    const box = laneBox(segment.lane, lanes);
    if (lanes > 1 && (y < box.y - 1 || y > box.y + box.height + 1)) continue;
    if (!best || segment.end - segment.begin <= best.end - best.begin) best = segment;
  }
  return best;
}
