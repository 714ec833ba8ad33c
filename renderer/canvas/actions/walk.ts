import { parseEdge } from '#contract/flow';
import { absoluteBox, isFolded } from '../boxes.ts';
import type { Model } from '../use-model.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The node that an arrow key leads to: along the edges to the left and right, and
 * into containers; up and down to the nearest neighbour. Undefined at the end.
 */
export function walk(model: Model, from: string, direction: Direction): string | undefined {
  if (direction === 'right')
    return nearest(model, from, follow(model, from, 'from', 'to')) ?? beside(model, from, direction);
  if (direction === 'left')
    return nearest(model, from, follow(model, from, 'to', 'from')) ?? beside(model, from, direction);
  return beside(model, from, direction);
}

function follow(model: Model, id: string, here: 'from' | 'to', there: 'from' | 'to'): string[] {
  const inner = here === 'from' ? 'each' : 'collect';
  const ends = (model.flow.edges ?? []).flatMap((text) => {
    const edge = parseEdge(text);
    if (!edge || edge[here].node !== id || !model.flow.nodes[edge[there].node]) return [];
    return [{ node: edge[there].node, inside: edge[here].port === inner }];
  });
  const folded = isFolded(model.flow, id);
  const inside = folded ? [] : ends.filter((end) => end.inside);
  return (inside.length > 0 ? inside : ends.filter((end) => !end.inside)).map((end) => end.node);
}

function nearest(model: Model, from: string, ids: readonly string[]): string | undefined {
  const here = absoluteBox(model.flow, model.layout.boxes, from);
  const far = (id: string) => Math.abs(absoluteBox(model.flow, model.layout.boxes, id).y - here.y);
  return [...ids].sort((a, b) => far(a) - far(b))[0];
}

function beside(model: Model, from: string, direction: Direction): string | undefined {
  const here = absoluteBox(model.flow, model.layout.boxes, from);
  const scope = model.flow.nodes[from]?.in;
  let best: { id: string; far: number } | undefined;
  for (const [id, node] of Object.entries(model.flow.nodes)) {
    if (id === from || node.in !== scope) continue;
    const box = absoluteBox(model.flow, model.layout.boxes, id);
    const [dx, dy] = [box.x - here.x, box.y - here.y];
    const along = { left: -dx, right: dx, up: -dy, down: dy }[direction];
    const across = direction === 'left' || direction === 'right' ? Math.abs(dy) : Math.abs(dx);
    if (along <= 0) continue;
    const far = along + across * 2;
    if (!best || far < best.far) best = { id, far };
  }
  return best?.id;
}

/** The first node in the order of the file. */
export function firstNode(model: Model): string | undefined {
  return Object.keys(model.flow.nodes)[0];
}
