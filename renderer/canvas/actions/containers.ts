import { containersOf, edit, type Place } from '#renderer/document';
import { absoluteBox, isFolded } from '../boxes.ts';
import { contains, HEAD_H, PAD, type Point, snap } from '../geometry.ts';
import { type Model, modelNow } from '../use-model.ts';
import { bakedPlaces } from './places.ts';

/** The innermost open container at a point of the canvas; not one of `without` or inside of them. Asked with every step of a drag. */
export function containerAt(model: Model, point: Point, without: ReadonlySet<string>): string | undefined {
  let found: string | undefined;
  let depth = -1;
  for (const id of model.layout.containers) {
    if (without.has(id) || isFolded(model.flow, id)) continue;
    const chain = containersOf(model.flow, id);
    if (chain.some((outer) => without.has(outer) || isFolded(model.flow, outer))) continue;
    if (chain.length <= depth || !contains(absoluteBox(model.flow, model.layout.boxes, id), point)) continue;
    found = id;
    depth = chain.length;
  }
  return found;
}

/** A dragged node: where it is now on the canvas as a whole. */
export interface Dropped {
  id: string;
  x: number;
  y: number;
}

/**
 * Ends a drag: nodes get their new places, and go into the container they were
 * dropped on, or out of the one they left.
 */
export function dropNodes(path: string, dropped: readonly Dropped[], pointer: Point): void {
  const model = modelNow(path);
  if (!model) return;
  const nodes = dropped.filter(({ id }) => model.flow.nodes[id]);
  const ids = new Set(nodes.map(({ id }) => id));
  // What is inside of a dragged container comes along by itself.
  const outer = nodes.filter(
    ({ id }) => !containersOf(model.flow, id).some((container) => ids.has(container)),
  );
  const container = containerAt(model, pointer, ids);
  const origin =
    container === undefined ? { x: 0, y: 0 } : absoluteBox(model.flow, model.layout.boxes, container);
  const places = Object.fromEntries(
    outer.map(({ id, x, y }) => [
      id,
      placeInside(model, id, container, { x: x - origin.x, y: y - origin.y }),
    ]),
  );
  const moves = outer.some(({ id }) => model.flow.nodes[id]?.in !== container);
  const notes = notePlaces(model, dropped);
  if (outer.length === 0 && notes.length === 0) return;
  const move = moves ? ({ do: 'moveInto', container, places } as const) : ({ do: 'place', places } as const);
  const changes =
    outer.length > 0 ? [move, ...bakedPlaces(model).map((bake) => without(bake, ids)), ...notes] : notes;
  edit(path, changes.length === 1 && changes[0] ? changes[0] : { do: 'all', changes });
}

type Bake = ReturnType<typeof bakedPlaces>[number];

/** Places are baked for all but the nodes that were just placed. */
function without(bake: Bake, ids: ReadonlySet<string>): Bake {
  if (bake.do !== 'place') return bake;
  return {
    do: 'place',
    places: Object.fromEntries(Object.entries(bake.places).filter(([id]) => !ids.has(id))),
  };
}

function placeInside(model: Model, id: string, container: string | undefined, at: Point): Place {
  const x = snap(container === undefined ? at.x : Math.max(at.x, PAD.left - 24));
  const y = snap(container === undefined ? at.y : Math.max(at.y, HEAD_H + 9));
  const box = model.layout.boxes.get(id);
  return model.ports(id).container && box && !isFolded(model.flow, id) ? [x, y, box.w, box.h] : [x, y];
}

function notePlaces(model: Model, dropped: readonly Dropped[]) {
  return dropped.flatMap(({ id, x, y }) => {
    const value = model.flow.view?.[id];
    if (!id.startsWith('note:') || typeof value !== 'object' || value === null || !('at' in value)) return [];
    const [, , w = 160, h = 80] = value.at as readonly number[];
    return [{ do: 'setView', key: id, value: { ...value, at: [snap(x), snap(y), w, h] } } as const];
  });
}
