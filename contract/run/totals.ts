import type { GraphNode } from '#contract/flow';
import type { NodeTotals, RunState } from './state.ts';

/** Counts of a node over all its steps, to be added to. */
export function totalsOf(state: RunState, node: GraphNode): NodeTotals {
  let totals = state.totals.get(node.id);
  if (!totals) {
    totals = { steps: 0, failed: 0, skipped: 0, itemsIn: 0, itemsOut: 0, retries: 0, ms: 0 };
    state.totals.set(node.id, totals);
  }
  return totals;
}
