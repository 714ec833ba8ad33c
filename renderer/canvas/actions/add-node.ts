import { type FlowNode, formatEdge, parseEdge } from '#contract/flow';
import type { NodeDescription } from '#contract/node';
import { edit, type FlowChange, freshId, freshName, type Place } from '#renderer/document';
import { select } from '#renderer/editor';
import { absoluteBox } from '../boxes.ts';
import { type AddRequest, useCanvas } from '../canvas-store.ts';
import { CONTAINER_H, CONTAINER_W, GAP_X, NODE_W, PAD, type Point, snap } from '../geometry.ts';
import { firstPort } from '../ports.ts';
import { type Model, modelNow } from '../use-model.ts';
import { containerAt } from './containers.ts';
import { bakedPlaces, freePlace, placeAfter } from './places.ts';

type Join = Pick<AddRequest, 'at' | 'from' | 'to' | 'edge'>;

/**
 * Adds a node of a type: at a point of the canvas, after a port, before a port, or
 * into an edge; it is joined to what it was asked for, and brought into view. Returns its id.
 */
export function addNode(
  path: string,
  type: NodeDescription,
  join: Join,
  params?: Record<string, unknown>,
): string | undefined {
  const model = modelNow(path);
  if (!model) return undefined;
  const id = freshId(type.title, new Set(Object.keys(model.flow.nodes)));
  const scope = scopeOf(model, join);
  const container = type.kind === 'container';
  const node: FlowNode = {
    type: type.type,
    ...(scope === undefined ? {} : { in: scope }),
    name: freshName(type.title, model.flow),
    ...(params === undefined ? {} : { params }),
  };
  const place = placeFor(model, join, scope, container);
  const at: Place = container ? [place[0], place[1], CONTAINER_W, CONTAINER_H] : place;
  const changes: FlowChange[] = [
    ...bakedPlaces(model),
    ...(join.edge === undefined ? [] : roomFor(model, join.edge, place, container ? CONTAINER_W : NODE_W)),
    { do: 'addNode', id, node, at },
    ...edgesFor(model, id, type, join),
  ];
  edit(path, { do: 'all', changes }, `Add ${node.name}`);
  select([id]);
  useCanvas.getState().view?.show(id);
  return id;
}

/** Adds a node after the chosen one, or where there is room. */
export function addNodeBeside(
  path: string,
  type: NodeDescription,
  chosen: readonly string[],
  middle: Point,
  params?: Record<string, unknown>,
): string | undefined {
  const model = modelNow(path);
  const [one] = chosen;
  if (model && chosen.length === 1 && one !== undefined && model.flow.nodes[one] && type.kind !== 'trigger') {
    const ports = model.ports(one);
    const free = ports.outputs.find((port) => !isJoined(model, one, port)) ?? ports.outputs[0];
    if (free !== undefined)
      return addNode(path, type, { at: undefined, from: { node: one, port: free } }, params);
  }
  return addNode(path, type, { at: middle }, params);
}

function isJoined(model: Model, node: string, port: string): boolean {
  return (model.flow.edges ?? []).some((text) => {
    const edge = parseEdge(text);
    const first = firstPort(model.ports(node), 'outputs');
    return edge?.from.node === node && (edge.from.port ?? first) === port;
  });
}

function scopeOf(model: Model, { at, from, to, edge }: Join): string | undefined {
  if (from) return from.port === 'each' ? from.node : model.flow.nodes[from.node]?.in;
  if (to) return to.port === 'collect' ? to.node : model.flow.nodes[to.node]?.in;
  const parsed = edge === undefined ? undefined : parseEdge(edge);
  if (parsed) {
    return parsed.from.port === 'each' ? parsed.from.node : model.flow.nodes[parsed.from.node]?.in;
  }
  return at && containerAt(model, at, new Set());
}

function placeFor(
  model: Model,
  join: Join,
  scope: string | undefined,
  container: boolean,
): readonly [number, number] {
  const size = container ? { w: CONTAINER_W, h: CONTAINER_H } : { w: NODE_W, h: 72 };
  const wanted = join.at && relativeTo(model, scope, join.at);
  if (join.edge !== undefined && wanted) return [snap(wanted.x - size.w / 2), snap(wanted.y - 25)];
  if (wanted) return pair(freePlace(model, scope, { x: snap(wanted.x), y: snap(wanted.y - 25) }, size));
  if (join.from?.port === 'each' || join.to?.port === 'collect') {
    return pair(freePlace(model, scope, { x: PAD.left, y: PAD.top }, size));
  }
  if (join.from) return pair(placeAfter(model, join.from.node, size, container));
  return pair(freePlace(model, scope, { x: 0, y: 0 }, size));
}

function pair(place: Place): readonly [number, number] {
  return [place[0], place[1]];
}

function relativeTo(model: Model, scope: string | undefined, at: Point): Point {
  if (scope === undefined) return at;
  const box = absoluteBox(model.flow, model.layout.boxes, scope);
  return { x: at.x - box.x, y: at.y - box.y };
}

function edgesFor(model: Model, id: string, type: NodeDescription, { from, to, edge }: Join): FlowChange[] {
  const takes = type.kind !== 'trigger';
  const [out] = type.outputs.names;
  if (edge !== undefined) {
    const parsed = parseEdge(edge);
    if (!parsed || !takes || out === undefined) return [];
    const before = formatEdge(parsed.from, { node: id, port: undefined });
    const after = formatEdge({ node: id, port: undefined }, parsed.to);
    return [
      { do: 'removeEdges', edges: [edge] },
      { do: 'addEdges', edges: [before, after] },
    ];
  }
  const edges: string[] = [];
  if (from && takes) edges.push(formatEdge(outEnd(model, from), { node: id, port: undefined }));
  if (to && out !== undefined) {
    edges.push(formatEdge({ node: id, port: undefined }, inEnd(model, to)));
  }
  return edges.length > 0 ? [{ do: 'addEdges', edges }] : [];
}

/** An edge's end as files write it: the first port is left out. */
export function outEnd(model: Model, end: { node: string; port: string }) {
  const plain = end.port === firstPort(model.ports(end.node), 'outputs') && !model.ports(end.node).container;
  return { node: end.node, port: plain ? undefined : end.port };
}

export function inEnd(model: Model, end: { node: string; port: string }) {
  return {
    node: end.node,
    port: end.port === firstPort(model.ports(end.node), 'inputs') ? undefined : end.port,
  };
}

/** Moves what stands right of an edge's middle further right, where a node would not fit in between. */
function roomFor(model: Model, edge: string, place: readonly [number, number], width: number): FlowChange[] {
  const parsed = parseEdge(edge);
  const target = parsed && model.layout.boxes.get(parsed.to.node);
  if (!parsed || !target || parsed.to.port === 'collect') return [];
  const short = place[0] + width + GAP_X - target.x;
  if (short <= 0) return [];
  const scope = model.flow.nodes[parsed.to.node]?.in;
  const moved = Object.keys(model.flow.nodes).filter((id) => {
    const box = model.layout.boxes.get(id);
    return model.flow.nodes[id]?.in === scope && box !== undefined && box.x >= target.x;
  });
  const places = Object.fromEntries(
    moved.map((id): [string, Place] => {
      const box = model.layout.boxes.get(id) ?? target;
      const x = box.x + snap(short);
      return [id, model.ports(id).container ? [x, box.y, box.w, box.h] : [x, box.y]];
    }),
  );
  return [{ do: 'place', places }];
}
