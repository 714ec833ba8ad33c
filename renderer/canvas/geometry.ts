/** Sizes of what is drawn, in pixels at 100 %. */
export const NODE_W = 168;
export const NODE_H = 72;
export const GRID = 8;
/** Height of the first port; each further one is PORT_STEP below. */
export const PORT_Y = 25;
export const PORT_STEP = 20;
/** A container's first port, in its head. */
export const CONTAINER_PORT_Y = 17;
/** A container's head, and the room around what is inside. */
export const HEAD_H = 31;
export const PAD = { left: 80, right: 112, top: HEAD_H + 25, bottom: 32 } as const;
export const CONTAINER_W = 420;
export const CONTAINER_H = 176;
/** Where the lips `each` and `collect` sit in a container. */
export const LIP_Y = PAD.top + PORT_Y;
export const GAP_X = 64;
export const GAP_Y = 32;

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Point {
  x: number;
  y: number;
}

/** The nearest point of the grid. */
export function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

export function contains(box: Box, point: Point): boolean {
  return point.x >= box.x && point.x <= box.x + box.w && point.y >= box.y && point.y <= box.y + box.h;
}

/** Room kept around what is brought into view. */
const ROOM = 24;

/**
 * By how much the canvas must be moved, so that a box in it is seen as a whole; by nothing
 * where it is. Of a box larger than the canvas the upper left corner is shown.
 */
export function shiftIntoView(box: Box, pane: { w: number; h: number }): Point {
  return { x: shiftAlong(box.x, box.w, pane.w), y: shiftAlong(box.y, box.h, pane.h) };
}

function shiftAlong(start: number, length: number, room: number): number {
  if (start >= 0 && start + length <= room) return 0;
  if (start < 0 || length + 2 * ROOM > room) return ROOM - start;
  return room - ROOM - (start + length);
}

/** Showing everything leaves room for the bar at the foot. */
export const FIT = { padding: { top: '28px', x: '36px', bottom: '68px' }, maxZoom: 1 } as const;
