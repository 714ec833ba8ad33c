import type { Node } from '@xyflow/react';
import { parseEdge } from '#contract/flow';
import { containersOf, type NoteView, nameOf } from '#renderer/document';
import { isFolded } from './boxes.ts';
import type { Box } from './geometry.ts';
import { handlesAt, portPlaces } from './port-places.ts';
import { firstPort, type Ports } from './ports.ts';
import type { Model } from './use-model.ts';

export type FaceData = {
  ports: Ports;
  folded: boolean;
  /** Nodes inside, at any depth. */
  inside: number;
  /** Ports that something hangs on, as `inputs:in`. */
  joined: readonly string[];
};
export type NoteData = { text: string };
export type DrawnNode = Node<FaceData, 'node' | 'container'> | Node<NoteData, 'note'>;
/**
 * The nodes of a flow as the canvas library wants them: containers before what is in
 * them. What differs in nothing is taken from `before`.
 */
export function drawnNodes(model: Model, before: readonly DrawnNode[] = []): DrawnNode[] {
  const { flow, layout, ports } = model;
  const old = new Map(before.map((node) => [node.id, node]));
  const ids = Object.keys(flow.nodes);
  const inside = new Map<string, number>();
  const chains = new Map(ids.map((id) => [id, containersOf(flow, id)]));
  for (const chain of chains.values()) {
    for (const container of chain) inside.set(container, (inside.get(container) ?? 0) + 1);
  }
  const joined = joinedPorts(model);
  const byDepth = ids.sort((a, b) => (chains.get(a)?.length ?? 0) - (chains.get(b)?.length ?? 0));
  const nodes: DrawnNode[] = byDepth.map((id) => {
    const chain = chains.get(id) ?? [];
    const folded = isFolded(flow, id);
    const own = ports(id);
    const drawn: DrawnNode = withHandles({
      id,
      type: own.container && !folded ? 'container' : 'node',
      ...placed(layout.boxes.get(id)),
      ...(chain[0] === undefined ? {} : { parentId: chain[0] }),
      hidden: chain.some((container) => isFolded(flow, container)),
      data: { ports: own, folded, inside: inside.get(id) ?? 0, joined: joined.get(id) ?? NOTHING },
      ariaLabel: nameOf(flow, id),
    });
    return keep(old.get(id), drawn);
  });
  return [...nodes, ...drawnNotes(model, old)];
}

const NOTHING: readonly string[] = [];

/** By node, the ports that edges begin or end at. */
function joinedPorts({ flow, ports }: Model): Map<string, string[]> {
  const joined = new Map<string, string[]>();
  const add = (id: string, port: string) => {
    const list = joined.get(id);
    if (!list) joined.set(id, [port]);
    else if (!list.includes(port)) list.push(port);
  };
  for (const text of flow.edges ?? []) {
    const edge = parseEdge(text);
    if (!edge || !flow.nodes[edge.from.node] || !flow.nodes[edge.to.node]) continue;
    add(edge.from.node, `outputs:${edge.from.port ?? firstPort(ports(edge.from.node), 'outputs')}`);
    add(edge.to.node, `inputs:${edge.to.port ?? firstPort(ports(edge.to.node), 'inputs')}`);
  }
  return joined;
}

function drawnNotes(model: Model, old: ReadonlyMap<string, DrawnNode>): DrawnNode[] {
  return Object.entries(model.flow.view ?? {}).flatMap(([key, value]): DrawnNode[] => {
    if (!key.startsWith('note:') || typeof value !== 'object' || value === null) return [];
    const { note, at } = value as Partial<NoteView>;
    if (typeof note !== 'string' || !Array.isArray(at)) return [];
    const [x = 0, y = 0, w = 160, h = 80] = at as readonly number[];
    const drawn: DrawnNode = {
      id: key,
      type: 'note',
      ...placed({ x, y, w, h }),
      handles: [],
      data: { text: note },
      ariaLabel: 'Note',
    };
    return [keep(old.get(key), drawn)];
  });
}

/** Told as measured, so that the library need not look at a node in the page to know it. */
function placed(box: Box | undefined) {
  const { x, y, w, h } = box ?? { x: 0, y: 0, w: 0, h: 0 };
  return { position: { x, y }, width: w, height: h, measured: { width: w, height: h } };
}

/** A node with its ports where they are at its size. */
export function withHandles(node: DrawnNode): DrawnNode {
  if (node.type === 'note') return node;
  const size = { w: node.width ?? 0, h: node.height ?? 0 };
  return { ...node, handles: handlesAt(portPlaces(node.data.ports, size, node.type === 'container')) };
}

/** The old object where nothing differs, so that a node is drawn anew only if it changed. */
function keep(old: DrawnNode | undefined, now: DrawnNode): DrawnNode {
  if (!old || old.type !== now.type) return now;
  const data = sameData(old.data, now.data);
  const same =
    data &&
    old.position.x === now.position.x &&
    old.position.y === now.position.y &&
    old.width === now.width &&
    old.height === now.height &&
    old.parentId === now.parentId &&
    Boolean(old.hidden) === Boolean(now.hidden) &&
    old.ariaLabel === now.ariaLabel;
  if (same) return old;
  const kept = { selected: old.selected ?? false, ...(data ? { data: old.data } : {}) };
  return { ...now, ...kept } as DrawnNode;
}

function sameData(a: FaceData | NoteData, b: FaceData | NoteData): boolean {
  if ('text' in a || 'text' in b) return 'text' in a && 'text' in b && a.text === b.text;
  return (
    a.folded === b.folded &&
    a.inside === b.inside &&
    a.ports.container === b.ports.container &&
    a.ports.trigger === b.ports.trigger &&
    sameList(a.ports.inputs, b.ports.inputs) &&
    sameList(a.ports.outputs, b.ports.outputs) &&
    sameList(a.joined, b.joined)
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
