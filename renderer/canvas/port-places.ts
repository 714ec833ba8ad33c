import { type NodeHandle, Position } from '@xyflow/react';
import { CONTAINER_PORT_Y, HEAD_H, LIP_Y, PORT_STEP, PORT_Y } from './geometry.ts';
import type { Ports } from './ports.ts';

/** Widths of the lips of a container: its inner ports sit on their edges. */
export const EACH_W = 46;
export const COLLECT_W = 62;
/** Across the circle of a port. */
const PORT = 9;

/** Where a port of a face is. */
export interface PortPlace {
  side: 'inputs' | 'outputs';
  port: string;
  /** The middle of its circle, from the upper left corner of the face. */
  x: number;
  y: number;
  /** Its name, where it is to be written beside it. */
  label: string | undefined;
}

/**
 * The ports of a face: inputs on the left, outputs on the right. An open container has
 * `error` at its foot, and `each` and `collect` on its lips.
 */
export function portPlaces(ports: Ports, { w, h }: { w: number; h: number }, open: boolean): PortPlace[] {
  const at = (side: 'inputs' | 'outputs', x: number) =>
    ports[side].map((port, index): PortPlace => {
      const named = open ? port === 'error' : ports[side].length > 1;
      const y = open ? openTop(port, index, h) : PORT_Y + index * PORT_STEP;
      return { side, port, x, y, label: named ? port : undefined };
    });
  const outer = [...at('inputs', 0), ...at('outputs', w)];
  if (!open) return outer;
  return [
    ...outer,
    { side: 'outputs', port: 'each', x: EACH_W, y: LIP_Y, label: undefined },
    { side: 'inputs', port: 'collect', x: w - COLLECT_W, y: LIP_Y, label: undefined },
  ];
}

function openTop(port: string, index: number, height: number): number {
  return port === 'error' ? Math.max(HEAD_H + 20, height - 18) : CONTAINER_PORT_Y + index * PORT_STEP;
}

export const SIDES = {
  inputs: { type: 'target', position: Position.Left },
  outputs: { type: 'source', position: Position.Right },
} as const;

/**
 * Ports as the canvas library wants to know them. Told so, it need not put a node into
 * the page to measure it: a large flow opens with what is in view only.
 */
export function handlesAt(places: readonly PortPlace[]): NodeHandle[] {
  return places.map(({ side, port, x, y }) => ({
    id: port,
    ...SIDES[side],
    x: x - PORT / 2,
    y: y - PORT / 2,
    width: PORT,
    height: PORT,
  }));
}
