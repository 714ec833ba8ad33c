import type { GraphNode } from '#contract/flow';
import { inputOf, isEdited, portInput } from './debug.ts';
import type { ItemList } from './item-list.ts';
import { discard } from './output-list.ts';
import { outputOn } from './scopes.ts';
import type { RunState, Scope, Step, StepPlace } from './state.ts';
import { totalsOf } from './totals.ts';

/** A step begins with what was delivered to its node; one that had begun starts over. @param at milliseconds since 1970 */
export function beginStep(state: RunState, { scope, node }: StepPlace, key: string, at: number): Step {
  const earlier = scope.steps[node.index];
  if (earlier) return beginAgain(state, earlier, at);
  removeReady(scope, node);
  if (state.debug && state.debug.passed.size > 0) state.debug.passed.delete(key);
  const input = inputOf(state, scope, node);
  const step: Step = {
    key,
    node,
    scope,
    status: 'running',
    startedAt: at,
    ms: 0,
    attempts: 1,
    error: undefined,
    input,
    inputCounts: countInputs(state, scope, node, input),
    outputs: new Map(),
    caught: undefined,
    consumers: node.outgoing.length,
    settled: 0,
    ahead: undefined,
    parts: undefined,
    retries: undefined,
    begun: undefined,
    wait: undefined,
    loop: undefined,
    queued: false,
  };
  scope.steps[node.index] = step;
  scope.running++;
  const totals = totalsOf(state, node);
  totals.steps++;
  totals.itemsIn += input.length;
  return step;
}

/** After a crash a step that keeps no results of single items starts over: what it had given is void. */
function beginAgain(state: RunState, step: Step, at: number): Step {
  step.startedAt = at;
  for (const output of step.outputs.values()) discard(state, output);
  step.outputs = new Map();
  step.caught = undefined;
  step.settled = 0;
  step.ahead = undefined;
  step.parts = undefined;
  step.loop = undefined;
  return step;
}

function countInputs(
  state: RunState,
  scope: Scope,
  node: GraphNode,
  input: ItemList,
): Record<string, number> {
  if (isEdited(state, scope, node)) {
    const ports = node.shape.inputs.map(
      (port) => [port, portInput(state, scope, node, port).length] as const,
    );
    return Object.fromEntries(ports);
  }
  const [first] = node.incoming;
  if (node.incoming.length === 1 && first) return { [first.toPort]: input.length };
  const counts: Record<string, number> = {};
  for (const edge of node.incoming) {
    counts[edge.toPort] = (counts[edge.toPort] ?? 0) + (outputOn(scope, edge)?.length ?? 0);
  }
  return counts;
}

/** A node no longer waits for its turn. */
export function removeReady(scope: Scope, node: GraphNode): void {
  const at = scope.ready.indexOf(node.index);
  if (at >= 0) scope.ready.splice(at, 1);
}
