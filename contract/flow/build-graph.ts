import { parseEdge } from './edge.ts';
import type { FlowGraph, GraphEdge, GraphNode, NodeShape, ScopeGraph } from './graph.ts';
import { findCycles, placeEdge } from './place-edges.ts';
import type { Problem } from './problem.ts';
import type { Flow } from './schema.ts';

/** Where a node's type is unknown its ports are not checked: one problem per mistake is enough. */
const UNKNOWN_SHAPE: NodeShape = { inputs: [], outputs: [], trigger: false, runOnEmpty: false };

/**
 * Resolves a flow's containers and edges. The graph is whole only where no
 * problem is an error.
 *
 * @param shapes what the catalogue says of each node id; missing for unknown types
 */
export function buildGraph(
  flow: Flow,
  shapes: ReadonlyMap<string, NodeShape>,
): { graph: FlowGraph; problems: Problem[] } {
  const problems: Problem[] = [];
  const root: ScopeGraph = { container: undefined, nodes: [], entry: [], exit: [] };
  const nodes = new Map<string, GraphNode>();
  for (const [id, node] of Object.entries(flow.nodes)) {
    const shape = shapes.get(id) ?? UNKNOWN_SHAPE;
    const graphNode: GraphNode = {
      id,
      index: -1,
      node,
      shape,
      scope: root,
      inner: undefined,
      incoming: [],
      outgoing: [],
    };
    if (shape.container) graphNode.inner = { container: graphNode, nodes: [], entry: [], exit: [] };
    nodes.set(id, graphNode);
  }
  for (const node of nodes.values()) {
    const scope = scopeOf(node, nodes, root, shapes, problems);
    node.scope = scope;
    node.index = scope.nodes.push(node) - 1;
  }
  const edges: GraphEdge[] = [];
  const seen = new Set<string>();
  for (const text of flow.edges ?? []) {
    const parsed = parseEdge(text);
    if (!parsed) {
      problems.push({
        severity: 'error',
        code: 'BAD_EDGE',
        edge: text,
        message: `"${text}" is not an edge`,
        hint: 'Write edges as "from -> to" or "from:port -> to:port".',
      });
      continue;
    }
    const placed = placeEdge(parsed, nodes, shapes);
    if ('severity' in placed) {
      problems.push(placed);
      continue;
    }
    if (seen.has(identity(placed))) {
      problems.push({
        severity: 'warning',
        code: 'DOUBLE_EDGE',
        edge: text,
        message: `"${text}" stands twice; its items are delivered twice`,
        hint: 'Remove one of the two.',
      });
    }
    seen.add(identity(placed));
    edges.push(placed);
  }
  connect(edges, nodes);
  problems.push(...findCycles(nodes));
  return { graph: { root, nodes }, problems };
}

function scopeOf(
  node: GraphNode,
  nodes: ReadonlyMap<string, GraphNode>,
  root: ScopeGraph,
  shapes: ReadonlyMap<string, NodeShape>,
  problems: Problem[],
): ScopeGraph {
  const inside = node.node.in;
  if (inside === undefined) return root;
  const report = (message: string, hint: string): ScopeGraph => {
    problems.push({ severity: 'error', code: 'BAD_CONTAINER', node: node.id, message, hint });
    return root;
  };
  const container = nodes.get(inside);
  if (!container)
    return report(`it is in "${inside}", which does not exist`, 'Name the id of a container node.');
  if (!container.inner) {
    if (!shapes.has(inside)) return root;
    return report(
      `it is in "${inside}", which is a ${container.node.type} and holds no nodes`,
      'Only control.forEach, control.repeat and control.try hold nodes.',
    );
  }
  for (let up: GraphNode | undefined = container, depth = 0; up; up = nodes.get(up.node.in ?? ''), depth++) {
    if (up === node) return report('it is inside itself', 'Take one of the containers out.');
    if (depth > nodes.size) break; // a container further out is inside itself, and is told so
  }
  return container.inner;
}

/** Attaches edges to their ends; a node's incoming edges are grouped by port in declared order. */
function connect(edges: readonly GraphEdge[], nodes: ReadonlyMap<string, GraphNode>): void {
  for (const edge of edges) {
    (edge.from ? edge.from.outgoing : edge.scope.entry).push(edge);
    (edge.to ? edge.to.incoming : edge.scope.exit).push(edge);
  }
  for (const node of nodes.values()) {
    const order = (edge: GraphEdge): number => node.shape.inputs.indexOf(edge.toPort);
    node.incoming.sort((a, b) => order(a) - order(b));
  }
}

/** What makes an edge the same as another. */
function identity({ from, fromPort, to, toPort }: GraphEdge): string {
  return JSON.stringify([from?.id, fromPort, to?.id, toPort]);
}
