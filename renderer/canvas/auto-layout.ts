import { Graph, layout } from '@dagrejs/dagre';
import { type Flow, parseEdge } from '#contract/flow';
import { CONTAINER_H, CONTAINER_W, GAP_X, GAP_Y, NODE_W, PAD, type Point, snap } from './geometry.ts';
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
    graph.setGraph({ rankdir: 'LR', nodesep: GAP_Y, ranksep: GAP_X, marginx: 0, marginy: 0 });
    graph.setDefaultEdgeLabel(() => ({}));
    const ids = scopes.get(scope) ?? [];
    for (const id of ids) {
      const ports = portsOf(id);
      const size = ports.container ? place(id) : { w: NODE_W, h: 72 };
      graph.setNode(id, { width: size.w, height: size.h });
    }
    for (const [from, to] of edges.get(scope) ?? []) graph.setEdge(from, to);
    layout(graph);
    return settle(graph, ids, scope !== undefined, places);
  };
  place(undefined);
  // What only hangs in a circle of containers still gets a place.
  for (const scope of scopes.keys()) place(scope);
  return places;
}

/** Takes the places from the graph: tops of ranks in one line where they can be, inside the room of a container. */
function settle(
  graph: Graph,
  ids: readonly string[],
  inside: boolean,
  places: Map<string, Point>,
): { w: number; h: number } {
  const [dx, dy] = inside ? [PAD.left, PAD.top] : [0, 0];
  let right = 0;
  let bottom = 0;
  for (const id of ids) {
    const node = graph.node(id) as { x: number; y: number; width: number; height: number };
    const x = snap(node.x - node.width / 2) + dx;
    const y = snap(node.y - node.height / 2) + dy;
    places.set(id, { x, y });
    right = Math.max(right, x + node.width);
    bottom = Math.max(bottom, y + node.height);
  }
  return {
    w: Math.max(CONTAINER_W, right + PAD.right),
    h: Math.max(CONTAINER_H, bottom + PAD.bottom),
  };
}

/** Edges between two nodes of one scope, by scope; those at a container's lips place nothing. */
function scopeEdges(flow: Flow): Map<string | undefined, [string, string][]> {
  const edges = new Map<string | undefined, [string, string][]>();
  for (const text of flow.edges ?? []) {
    const edge = parseEdge(text);
    if (!edge) continue;
    const [from, to] = [edge.from.node, edge.to.node];
    const scope = flow.nodes[from]?.in;
    if (!flow.nodes[from] || !flow.nodes[to] || scope !== flow.nodes[to]?.in) continue;
    if (edge.from.port === 'each' || edge.to.port === 'collect') continue;
    edges.set(scope, [...(edges.get(scope) ?? []), [from, to]]);
  }
  return edges;
}
