import type { GraphNode, ScopeGraph } from '#contract/flow';
import { cannotRetry } from './cannot-retry.ts';
import type { KeptScope } from './kept-facts.ts';
import type { PastScope } from './run-outline.ts';
import type { PathPart } from './step-path.ts';

/**
 * What of a past run one step needs to run by itself: the nodes before it, and of
 * the loops around it only its own iteration.
 *
 * @param path the way to the step
 * @param graph the scope as it is to run
 * @throws UserError `CANNOT_RETRY` where what comes before the step had not ended
 */
export function planOnly(past: PastScope, path: readonly PathPart[], graph: ScopeGraph): KeptScope {
  const kept: KeptScope = { again: new Set(), loops: new Map() };
  const [part, ...rest] = path;
  const node = graph.nodes.find(({ id }) => id === part?.node);
  if (!part || !node) return kept;
  const before = upstream(node);
  for (const id of before) {
    if (!past.ended.has(id))
      throw cannotRetry(`"${id}" comes before "${node.id}" and did not run to its end in that run`);
  }
  for (const { id } of [...graph.nodes, ...past.graph.nodes]) if (!before.has(id)) kept.again.add(id);
  if (rest.length === 0) return kept;
  const loop = past.loops.get(part.node);
  const scope = loop?.scopes.get(part.index ?? -1);
  if (!loop || !scope || !node.inner || part.index === undefined) {
    throw cannotRetry(`iteration ${part.index} of "${part.node}" did not begin in that run`);
  }
  kept.again.delete(part.node);
  const repeats = node.shape.container === 'repeat';
  kept.loops.set(part.node, {
    retried: node.shape.container === 'forEach' ? { begun: 0, again: [part.index] } : undefined,
    // What goes round in a repeat follows from the iterations before.
    last: repeats ? part.index : Number.POSITIVE_INFINITY,
    scopes: new Map([[part.index, planOnly(scope, rest, node.inner)]]),
    others: repeats,
  });
  return kept;
}

/** Ids of the nodes that come before one in its scope. */
function upstream(start: GraphNode): Set<string> {
  const found = new Set<string>();
  const queue = [start];
  for (let node = queue.pop(); node; node = queue.pop()) {
    for (const { from } of node.incoming) {
      if (!from || found.has(from.id)) continue;
      found.add(from.id);
      queue.push(from);
    }
  }
  return found;
}
