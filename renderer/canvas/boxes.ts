import type { Flow } from '#contract/flow';
import { containersOf } from '#renderer/document';
import { autoLayout } from './auto-layout.ts';
import {
  type Box,
  CONTAINER_H,
  CONTAINER_W,
  NODE_H,
  NODE_W,
  PAD,
  PORT_STEP,
  type Point,
} from './geometry.ts';
import type { Ports } from './ports.ts';

export interface Layout {
  /** By node id, relative to the container. Containers are as large as what is inside needs. */
  boxes: ReadonlyMap<string, Box>;
  containers: readonly string[];
  /** Nodes that the file gives no place; it is computed. */
  unplaced: readonly string[];
}

/** Whether a container is folded. */
export function isFolded(flow: Flow, id: string): boolean {
  return flow.view?.[`fold:${id}`] === true;
}

/** Where every node is drawn, and how large. */
export function layOut(flow: Flow, portsOf: (id: string) => Ports): Layout {
  const ids = Object.keys(flow.nodes);
  const unplaced = ids.filter((id) => !placeOf(flow, id));
  const computed = unplaced.length > 0 ? autoLayout(flow, portsOf) : new Map<string, Point>();
  const boxes = new Map<string, Box>();
  const children = childrenByContainer(flow, ids);
  const measure = (id: string): Box => {
    const known = boxes.get(id);
    if (known) return known;
    const place = placeOf(flow, id) ?? { ...(computed.get(id) ?? { x: 0, y: 0 }), w: 0, h: 0 };
    const size = sizeOf(flow, id, portsOf(id), place, (children.get(id) ?? []).map(measure));
    const box = { x: place.x, y: place.y, ...size };
    boxes.set(id, box);
    return box;
  };
  ids.forEach(measure);
  return { boxes, unplaced, containers: ids.filter((id) => portsOf(id).container) };
}

function sizeOf(
  flow: Flow,
  id: string,
  ports: Ports,
  place: Box,
  inside: readonly Box[],
): { w: number; h: number } {
  if (!ports.container || isFolded(flow, id)) return { w: NODE_W, h: nodeHeight(ports) };
  const right = Math.max(0, ...inside.map((box) => box.x + box.w));
  const bottom = Math.max(0, ...inside.map((box) => box.y + box.h));
  return {
    w: Math.max(place.w || CONTAINER_W, right + PAD.right),
    h: Math.max(place.h || CONTAINER_H, bottom + PAD.bottom),
  };
}

/** A node with many ports is higher. */
export function nodeHeight(ports: Ports): number {
  const rows = Math.max(ports.inputs.length, ports.outputs.length);
  return NODE_H + Math.max(0, rows - 3) * PORT_STEP;
}

function childrenByContainer(flow: Flow, ids: readonly string[]): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const id of ids) {
    const container = flow.nodes[id]?.in;
    // A file written by hand may put containers into each other in a circle.
    if (container === undefined || containersOf(flow, id).includes(id)) continue;
    children.set(container, [...(children.get(container) ?? []), id]);
  }
  return children;
}

/** A node's place in the file; undefined where it has none. */
export function placeOf(flow: Flow, id: string): Box | undefined {
  const value = flow.view?.[id];
  if (!Array.isArray(value)) return undefined;
  const [x, y, w = 0, h = 0] = value as unknown[];
  const all = [x, y, w, h];
  if (!all.every((number): number is number => typeof number === 'number')) return undefined;
  const [left = 0, top = 0, width = 0, height = 0] = all;
  return { x: left, y: top, w: width, h: height };
}

/** Where a node is drawn on the canvas as a whole. */
export function absoluteBox(flow: Flow, boxes: ReadonlyMap<string, Box>, id: string): Box {
  const box = boxes.get(id) ?? { x: 0, y: 0, w: NODE_W, h: NODE_H };
  let { x, y } = box;
  for (const container of containersOf(flow, id)) {
    x += boxes.get(container)?.x ?? 0;
    y += boxes.get(container)?.y ?? 0;
  }
  return { x, y, w: box.w, h: box.h };
}
