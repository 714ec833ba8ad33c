import type { GraphNode } from '#contract/flow';
import { type RunState, type Scope, scopeAt } from '#contract/run';

/** The open scope and the node that a step's key names; undefined where its iteration has ended. */
export function findPlace(state: RunState, key: string): { scope: Scope; node: GraphNode } | undefined {
  const slash = key.lastIndexOf('/') + 1;
  const scope = slash === 0 ? state.root : scopeAt(state, key.slice(0, slash));
  const node = state.graph.nodes.get(key.slice(slash));
  return scope && node && { scope, node };
}
