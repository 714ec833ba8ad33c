import { type Edge, type Node, Position } from '@xyflow/react';
import { parseEdge } from '#contract/flow';
import { containersOf, type NoteView, nameOf } from '#renderer/document';
import { isFolded } from './boxes.ts';
import { type Box, CONTAINER_PORT_Y, HEAD_H, LIP_Y, PORT_STEP, PORT_Y } from './geometry.ts';
import { type Lane, Lanes } from './lanes.ts';
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
export type EdgeData = {
  from: string;
  fromPort: string;
  to: string;
  toPort: string;
  /** The port's name, where the node has more than one. */
  label: string | undefined;
  /** Where it goes back to the left. */
  lane: Lane | undefined;
};
export type DrawnEdge = Edge<EdgeData, 'flow'>;

/** The nodes of a flow as the canvas library wants them: containers before what is in them. */
export function drawnNodes(
  model: Model,
  before: readonly DrawnNode[],
  selected: ReadonlySet<string>,
): DrawnNode[] {
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
    const drawn: DrawnNode = {
      id,
      type: own.container && !folded ? 'container' : 'node',
      ...placed(layout.boxes.get(id)),
      ...(chain[0] === undefined ? {} : { parentId: chain[0] }),
      hidden: chain.some((container) => isFolded(flow, container)),
      selected: selected.has(id),
      data: { ports: own, folded, inside: inside.get(id) ?? 0, joined: joined.get(id) ?? NOTHING },
      ariaLabel: nameOf(flow, id),
    };
    return keep(old.get(id), drawn);
  });
  return [...nodes, ...drawnNotes(model, old, selected)];
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

function drawnNotes(
  model: Model,
  old: ReadonlyMap<string, DrawnNode>,
  selected: ReadonlySet<string>,
): DrawnNode[] {
  return Object.entries(model.flow.view ?? {}).flatMap(([key, value]): DrawnNode[] => {
    if (!key.startsWith('note:') || typeof value !== 'object' || value === null) return [];
    const { note, at } = value as Partial<NoteView>;
    if (typeof note !== 'string' || !Array.isArray(at)) return [];
    const [x = 0, y = 0, w = 160, h = 80] = at as readonly number[];
    const drawn: DrawnNode = {
      id: key,
      type: 'note',
      ...placed({ x, y, w, h }),
      selected: selected.has(key),
      data: { text: note },
      ariaLabel: 'Note',
    };
    return [keep(old.get(key), drawn)];
  });
}

function placed(box: Box | undefined) {
  const { x, y, w, h } = box ?? { x: 0, y: 0, w: 0, h: 0 };
  return { position: { x, y }, width: w, height: h };
}

/** The old object where nothing differs, so that a node is drawn anew only if it changed. */
function keep(old: DrawnNode | undefined, now: DrawnNode): DrawnNode {
  if (!old || old.type !== now.type) return now;
  const same =
    old.position.x === now.position.x &&
    old.position.y === now.position.y &&
    old.width === now.width &&
    old.height === now.height &&
    old.parentId === now.parentId &&
    Boolean(old.hidden) === Boolean(now.hidden) &&
    Boolean(old.selected) === Boolean(now.selected) &&
    old.ariaLabel === now.ariaLabel &&
    sameData(old.data, now.data);
  if (same) return old;
  const measured =
    old.measured && old.width === now.width && old.height === now.height ? { measured: old.measured } : {};
  return { ...now, ...measured, ...(sameData(old.data, now.data) ? { data: old.data } : {}) } as DrawnNode;
}

function sameData(a: FaceData | NoteData, b: FaceData | NoteData): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The edges of a flow; those at what is hidden in a folded container are left out. */
export function drawnEdges(model: Model, selected: ReadonlySet<string>): DrawnEdge[] {
  const { flow, ports } = model;
  const lanes = new Lanes(flow, model.layout.boxes);
  const hidden = (id: string) => containersOf(flow, id).some((container) => isFolded(flow, container));
  return (flow.edges ?? []).flatMap((text): DrawnEdge[] => {
    const edge = parseEdge(text);
    if (!edge || !flow.nodes[edge.from.node] || !flow.nodes[edge.to.node]) return [];
    const [from, to] = [edge.from.node, edge.to.node];
    const [outs, ins] = [ports(from), ports(to)];
    const fromPort = edge.from.port ?? firstPort(outs, 'outputs');
    const toPort = edge.to.port ?? firstPort(ins, 'inputs');
    const innerEnd =
      (fromPort === 'each' && isFolded(flow, from)) || (toPort === 'collect' && isFolded(flow, to));
    if (hidden(from) || hidden(to) || innerEnd) return [];
    const inner = fromPort === 'each' || toPort === 'collect';
    const named = outs.outputs.length > 1 && fromPort !== 'each' && fromPort !== 'out';
    return [
      {
        id: text,
        type: 'flow',
        source: from,
        sourceHandle: fromPort,
        target: to,
        targetHandle: toPort,
        selected: selected.has(text),
        data: {
          from,
          fromPort,
          to,
          toPort,
          label: named ? fromPort : undefined,
          lane: inner ? undefined : lanes.laneOf(from, fromPort, to),
        },
        ariaLabel: `${nameOf(flow, from)} to ${nameOf(flow, to)}`,
      },
    ];
  });
}

/** Heights of a face's ports: inputs on the left, outputs on the right; a container's `error` is at its foot. */
export function portTop(ports: Ports, side: 'inputs' | 'outputs', port: string, height: number): number {
  const index = Math.max(0, ports[side].indexOf(port));
  if (!ports.container) return PORT_Y + index * PORT_STEP;
  if (port === 'each' || port === 'collect') return LIP_Y;
  if (port === 'error') return Math.max(HEAD_H + 20, height - 18);
  return CONTAINER_PORT_Y + index * PORT_STEP;
}

export const SIDES = { inputs: Position.Left, outputs: Position.Right } as const;
