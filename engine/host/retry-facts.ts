import { UserError } from '#contract/error';
import type { FlowGraph, GraphEdge, GraphNode } from '#contract/flow';
import type { RunEvent } from '#contract/run';

/**
 * What a retry from a step takes over of an earlier run: all facts of the nodes
 * that had ended and do not come after that step, in their order.
 *
 * Only steps outside of containers can be retried from: a container goes round
 * again as a whole. With another version of the flow, every node that is taken
 * over must still be there, of the same type and wired the same.
 *
 * @param events the earlier run's facts
 * @param from id of the node to retry from; undefined: whatever had not ended
 * @returns which of the events to take over
 * @throws UserError `CANNOT_RETRY` with the reason
 */
export function retryFacts(
  events: Iterable<RunEvent>,
  graphs: { old: FlowGraph; now: FlowGraph },
  from: string | undefined,
  trigger: string,
): (event: RunEvent) => boolean {
  const kept = keptNodes(events, graphs.now, from, trigger);
  for (const id of kept) checkSame(graphs.old.nodes.get(id), graphs.now.nodes.get(id), id);
  if (from !== undefined) {
    const missing = upstream(rootNode(graphs.now, from)).find(({ id }) => !kept.has(id));
    if (missing)
      throw cannot(`"${missing.id}" comes before "${from}" and did not run to its end in that run`);
  }
  // Where the engine came back, what had been half told was told again.
  return (event) => event.type === 'run.resumed' || ('step' in event && kept.has(rootIdOf(event.step)));
}

/** The node outside of all containers that a step belongs to: `orders` of `orders/each[3]/post`. */
export function rootIdOf(step: string): string {
  const slash = step.indexOf('/');
  return slash < 0 ? step : step.slice(0, slash);
}

function keptNodes(
  events: Iterable<RunEvent>,
  now: FlowGraph,
  from: string | undefined,
  trigger: string,
): Set<string> {
  const ended = new Set([trigger]);
  for (const event of events) {
    if (event.type !== 'step.succeeded' && event.type !== 'step.skipped') continue;
    if (!event.step.includes('/')) ended.add(event.step);
  }
  if (from === undefined) return ended;
  for (const id of downstream(rootNode(now, from))) if (id !== trigger) ended.delete(id);
  return ended;
}

function rootNode(graph: FlowGraph, id: string): GraphNode {
  const node = graph.nodes.get(id);
  if (node?.scope === graph.root) return node;
  if (!node) throw cannot(`the flow has no node "${id}"`);
  const container = outermost(node);
  throw cannot(
    `"${id}" is inside of "${container}", which goes round only as a whole: retry from "${container}"`,
  );
}

function outermost(node: GraphNode): string {
  let at = node;
  while (at.scope.container) at = at.scope.container;
  return at.id;
}

function downstream(start: GraphNode): Set<string> {
  const found = new Set<string>();
  const queue = [start];
  for (let node = queue.pop(); node; node = queue.pop()) {
    if (found.has(node.id)) continue;
    found.add(node.id);
    for (const { to } of node.outgoing) if (to) queue.push(to);
  }
  return found;
}

function upstream(start: GraphNode): GraphNode[] {
  const found = new Set<GraphNode>();
  const queue = start.incoming.map(({ from }) => from);
  for (let node = queue.pop(); node; node = queue.pop()) {
    if (found.has(node) || node.shape.trigger) continue;
    found.add(node);
    queue.push(...node.incoming.map(({ from }) => from));
  }
  return [...found];
}

/** What a node took and gave fits only where the node, its inside and its wires are what they were. */
function checkSame(then: GraphNode | undefined, now: GraphNode | undefined, id: string): void {
  if (!then || !now) throw cannot(`"${id}" had run, and the flow no longer has it`);
  if (signature(then) === signature(now)) return;
  throw cannot(`"${id}" had run, and its type, its wires or what is inside of it are no longer the same`);
}

function signature(node: GraphNode): string {
  const wires = (edges: readonly GraphEdge[]): string[] =>
    edges.map(({ from, fromPort, to, toPort }) => `${from?.id}:${fromPort}->${to?.id}:${toPort}`);
  const { inner } = node;
  return JSON.stringify([
    node.id,
    node.node.type,
    node.node.in ?? null,
    wires(node.incoming),
    inner && [inner.nodes.map(signature), wires(inner.entry), wires(inner.exit)],
  ]);
}

function cannot(why: string): UserError {
  return new UserError(`This run cannot be retried from there: ${why}.`, {
    code: 'CANNOT_RETRY',
    hint: 'Choose an earlier step, or start the flow again.',
  });
}
