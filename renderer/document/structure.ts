import { type Flow, formatEdge, parseEdge } from '#contract/flow';

/** Nodes directly in a container, or in the flow itself. */
export function childrenOf(flow: Flow, container: string | undefined): string[] {
  return Object.keys(flow.nodes).filter((id) => flow.nodes[id]?.in === container);
}

/** The nodes and, for containers among them, everything inside at any depth. */
export function withInsides(flow: Flow, ids: Iterable<string>): Set<string> {
  const all = new Set(ids);
  for (const id of Object.keys(flow.nodes)) {
    if (containersOf(flow, id).some((container) => all.has(container))) all.add(id);
  }
  return all;
}

/** The containers around a node, innermost first. Stops where a hand-written file goes in circles. */
export function containersOf(flow: Flow, id: string): string[] {
  const chain: string[] = [];
  let at = flow.nodes[id]?.in;
  while (at !== undefined && flow.nodes[at] && !chain.includes(at)) {
    chain.push(at);
    at = flow.nodes[at]?.in;
  }
  return chain;
}

/** The scope an edge end is in: a container's `each` and `collect` are in its inside. */
function scopeOfEnd(flow: Flow, node: string, port: string | undefined): string | undefined {
  return port === 'each' || port === 'collect' ? node : flow.nodes[node]?.in;
}

/** Whether both ends of an edge are nodes of the flow and in the same scope. */
export function staysInScope(flow: Flow, text: string): boolean {
  const edge = parseEdge(text);
  if (!edge || !flow.nodes[edge.from.node] || !flow.nodes[edge.to.node]) return false;
  return scopeOfEnd(flow, edge.from.node, edge.from.port) === scopeOfEnd(flow, edge.to.node, edge.to.port);
}

/** An edge with one node's id replaced; the text as it was where the node is not in it. */
export function renameInEdge(text: string, from: string, to: string): string {
  const edge = parseEdge(text);
  if (!edge || (edge.from.node !== from && edge.to.node !== from)) return text;
  const end = (side: 'from' | 'to') => (edge[side].node === from ? { ...edge[side], node: to } : edge[side]);
  return formatEdge(end('from'), end('to'));
}

/** Whether an edge begins or ends at one of the nodes. */
export function touches(text: string, ids: ReadonlySet<string>): boolean {
  const edge = parseEdge(text);
  return edge !== undefined && (ids.has(edge.from.node) || ids.has(edge.to.node));
}

/** What a node is called: its name, else its id. */
export function nameOf(flow: Flow, id: string): string {
  return flow.nodes[id]?.name ?? id;
}
