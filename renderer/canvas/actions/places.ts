import type { FlowChange, Place } from '#renderer/document';
import {
  type Box,
  CONTAINER_PORT_Y,
  GAP_X,
  GAP_Y,
  NODE_H,
  NODE_W,
  overlaps,
  PAD,
  PORT_Y,
  type Point,
  snap,
} from '../geometry.ts';
import type { Model } from '../use-model.ts';

/**
 * Places for the nodes that the file gives none: once one node has a place of its
 * own the others keep theirs, instead of being laid out anew around it.
 */
export function bakedPlaces(model: Model): FlowChange[] {
  if (model.layout.unplaced.length === 0) return [];
  const places = Object.fromEntries(
    model.layout.unplaced.map((id) => [id, placeOfBox(model, id, model.layout.boxes.get(id))]),
  );
  return [{ do: 'place', places }];
}

/** What the file says of a box: containers with their size. */
export function placeOfBox(model: Model, id: string, box: Box | undefined): Place {
  const { x, y, w, h } = box ?? { x: 0, y: 0, w: NODE_W, h: NODE_H };
  return model.ports(id).container ? [x, y, w, h] : [x, y];
}

/** The free place nearest below a wanted one, among the nodes of a scope. */
export function freePlace(
  model: Model,
  scope: string | undefined,
  wanted: Point,
  size = { w: NODE_W, h: NODE_H },
): Place {
  const others = Object.keys(model.flow.nodes)
    .filter((id) => model.flow.nodes[id]?.in === scope)
    .flatMap((id) => model.layout.boxes.get(id) ?? []);
  const room = (y: number): Box => ({ x: wanted.x - GAP_Y / 2, y: y - 8, w: size.w + GAP_Y, h: size.h + 16 });
  let y = wanted.y;
  for (let tries = 0; tries < 200 && others.some((box) => overlaps(room(y), box)); tries++) y += 16;
  const [left, top] = scope === undefined ? [-1e6, -1e6] : [PAD.left, PAD.top];
  return [snap(Math.max(wanted.x, left)), snap(Math.max(y, top))];
}

/** Right of a node, in its scope, so that the edge between their first ports is level. */
export function placeAfter(
  model: Model,
  id: string,
  size: { w: number; h: number },
  container: boolean,
): Place {
  const box = model.layout.boxes.get(id) ?? { x: 0, y: 0, w: NODE_W, h: NODE_H };
  const from = model.ports(id).container ? CONTAINER_PORT_Y : PORT_Y;
  const y = box.y + from - (container ? CONTAINER_PORT_Y : PORT_Y);
  return freePlace(model, model.flow.nodes[id]?.in, { x: box.x + box.w + GAP_X, y }, size);
}
