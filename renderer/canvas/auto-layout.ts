import { Graph, layout } from '@dagrejs/dagre';
import { type Flow, parseEdge } from '#contract/flow';
import {
  CONTAINER_H,
  CONTAINER_PORT_Y,
  CONTAINER_W,
  GAP_X,
  GAP_Y,
  NODE_H,
  NODE_W,
  PAD,
  PORT_Y,
  type Point,
  snap,
} from './geometry.ts';
import type { Ports } from './ports.ts';

/**
 * Places for all nodes, left to right along the edges, from the innermost
 * containers outwards. Relative to each node's container, on the grid.
 */
export function autoLayout(flow: Flow, portsOf: (id: string) => Ports): Map<string, Point> {
  const places = new Map<string, Point>();
  const scopes = new Map<string | undefined, string[]>();
  for (const [id, node] of Object.entries(flow.nodes)) {
    const scope = node.in !== undefined && flow.nodes[node.in] ? node.in : undefined;
    scopes.set(scope, [...(scopes.get(scope) ?? []), id]);
  }
  const edges = scopeEdges(flow);
  const seen = new Set<string | undefined>();
  const place = (scope: string | undefined): { w: number; h: number } => {
    // Containers in a circle: only in files that cannot run, but they must open.
    if (seen.has(scope)) return { w: CONTAINER_W, h: CONTAINER_H };
    seen.add(scope);
    const graph = new Graph();
    graph.setGraph({ rankdir: 'LR', nodesep: GAP_Y, ranksep: GAP_X, align: 'UL', marginx: 0, marginy: 0 });
    graph.setDefaultEdgeLabel(() => ({}));
    const ids = scopes.get(scope) ?? [];
    for (const id of ids) {
      const ports = portsOf(id);
      const size = ports.container ? place(id) : { w: NODE_W, h: 72 };
      graph.setNode(id, { width: size.w, height: size.h });
    }
    // The lips of a container stand first and last, so that edges to them get a way of their own.
    if (scope !== undefined) for (const lip of LIPS) graph.setNode(lip, { width: 1, height: 24 });
    for (const [from, to] of edges.get(scope) ?? []) graph.setEdge(from, to);
    layout(graph);
    return settle(graph, ids, scope !== undefined, places);
  };
  place(undefined);
  // What only hangs in a circle of containers still gets a place.
  for (const scope of scopes.keys()) place(scope);
  return places;
}

/** Containers stand lower by this, so that edges to their first port are level. */
export const LEVEL = PORT_Y - CONTAINER_PORT_Y;
/** A flow wider than this goes on in a new line below, like text. */
const LINE_W = 1120;
const LINE_GAP = 64;

interface Drawn {
  id: string;
  /** Left and top, as the library placed it. */
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Takes the places from the graph, in lines that are not too wide, inside the room of a container. */
function settle(
  graph: Graph,
  ids: readonly string[],
  inside: boolean,
  places: Map<string, Point>,
): { w: number; h: number } {
  const nodes = ids.map((id): Drawn => {
    const { x, y, width: w, height: h } = graph.node(id) as Record<'x' | 'y' | 'width' | 'height', number>;
    return { id, x: x - w / 2, y: y - h / 2, w, h };
  });
  let [right, bottom] = [0, 0];
  let top: number = inside ? PAD.top : 0;
  const left = inside ? PAD.left : 0;
  for (const line of linesOf(nodes)) {
    const [startX, startY] = [Math.min(...line.map(({ x }) => x)), Math.min(...line.map(({ y }) => y))];
    for (const { id, x, y, w, h } of line) {
      const at = { x: snap(x - startX) + left, y: snap(y - startY) + top + (h > NODE_H * 2 ? LEVEL : 0) };
      places.set(id, at);
      right = Math.max(right, at.x + w);
      bottom = Math.max(bottom, at.y + h);
    }
    top = snap(bottom) + LINE_GAP;
  }
  return { w: Math.max(CONTAINER_W, right + PAD.right), h: Math.max(CONTAINER_H, bottom + PAD.bottom) };
}

/** Nodes in lines: whole ranks go to the next line where one would become too wide. */
function linesOf(nodes: readonly Drawn[]): Drawn[][] {
  const ranks = new Map<number, Drawn[]>();
  for (const node of nodes) {
    const middle = Math.round(node.x + node.w / 2);
    ranks.set(middle, [...(ranks.get(middle) ?? []), node]);
  }
  const lines: Drawn[][] = [];
  let start = 0;
  for (const [, rank] of [...ranks].sort(([a], [b]) => a - b)) {
    const line = lines.at(-1);
    const end = Math.max(...rank.map(({ x, w }) => x + w));
    if (line && end - start <= LINE_W) {
      line.push(...rank);
      continue;
    }
    lines.push([...rank]);
    start = Math.min(...rank.map(({ x }) => x));
  }
  return lines;
}

const [EACH_LIP, COLLECT_LIP] = ['each:', 'collect:'];
const LIPS = [EACH_LIP, COLLECT_LIP];

/** Edges by the scope they are in; those at a container's lips begin or end at the lip. */
function scopeEdges(flow: Flow): Map<string | undefined, [string, string][]> {
  const edges = new Map<string | undefined, [string, string][]>();
  for (const text of flow.edges ?? []) {
    const edge = parseEdge(text);
    if (!edge || !flow.nodes[edge.from.node] || !flow.nodes[edge.to.node]) continue;
    const [enters, leaves] = [edge.from.port === 'each', edge.to.port === 'collect'];
    const scope = enters ? edge.from.node : flow.nodes[edge.from.node]?.in;
    if (scope !== (leaves ? edge.to.node : flow.nodes[edge.to.node]?.in)) continue;
    const ends: [string, string] = [enters ? EACH_LIP : edge.from.node, leaves ? COLLECT_LIP : edge.to.node];
    edges.set(scope, [...(edges.get(scope) ?? []), ends]);
  }
  return edges;
}
