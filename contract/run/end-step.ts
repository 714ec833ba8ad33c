import type { ErrorShape } from '#contract/error';
import type { GraphNode } from '#contract/flow';
import type { Item } from '#contract/node';
import type { PortOutputs } from './events.ts';
import { loopOutputs } from './loop-outputs.ts';
import { endIteration, endLoopAt } from './loops.ts';
import { discard } from './output-list.ts';
import { closeScope, enqueue, settleEdge } from './scopes.ts';
import type { RunState, Scope, Step } from './state.ts';
import { addOutputs, catchItems } from './step-outputs.ts';
import { totalsOf } from './totals.ts';

/** A step has given all that it gives. */
export function succeed(
  state: RunState,
  step: Step,
  event: {
    at: number;
    ms: number;
    out?: PortOutputs;
    end?: 'next' | 'stopLoop';
    response?: RunState['response'];
  },
): void {
  step.status = 'succeeded';
  step.ms = event.ms;
  if (step.loop) step.outputs = loopOutputs(state, step, step.loop);
  if (event.out) addOutputs(state, step, event.out, step.settled);
  if (event.response) state.response = event.response;
  const totals = totalsOf(state, step.node);
  totals.ms += event.ms;
  for (const output of step.outputs.values()) totals.itemsOut += output.length;
  if (event.end) endIterationEarly(state, step.scope, event.end);
  else endNode(state, step.scope, step.node, step);
}

/** A step failed: so does its scope, unless a try around it catches the items. */
export function fail(
  state: RunState,
  step: Step,
  error: ErrorShape,
  ms: number,
  caught: readonly Item[] | undefined,
): void {
  step.status = 'failed';
  step.error = error;
  step.ms = ms;
  const totals = totalsOf(state, step.node);
  totals.failed++;
  totals.ms += ms;
  const scope = step.scope;
  if (caught) {
    step.outputs.clear();
    catchItems(step, caught);
    endNode(state, scope, step.node, step);
    return;
  }
  scope.error = error;
  closeScope(state, scope);
  if (scope.owner) endIteration(state, scope);
}

/** A node has ended: its edges are settled and what nobody needs any more is let go. */
export function endNode(state: RunState, scope: Scope, node: GraphNode, step: Step | undefined): void {
  scope.open--;
  if (step) {
    scope.running--;
    step.input = undefined;
    step.ahead = undefined;
  }
  for (const edge of node.incoming) {
    const source = edge.from ? scope.steps[edge.from.index] : undefined;
    if (source && --source.consumers === 0) releaseOutputs(state, source);
  }
  for (const edge of node.outgoing) {
    settleEdge(state, scope, edge, (step?.outputs.get(edge.fromPort)?.length ?? 0) > 0);
  }
  if (scope.open > 0) enqueue(state, scope);
  else if (scope.owner) endIteration(state, scope);
}

function releaseOutputs(state: RunState, step: Step): void {
  // Who debugs may ask for any of them.
  if (state.retain === 'all' || state.debug || state.retain.has(step.node.id)) return;
  for (const output of step.outputs.values()) {
    discard(state, output);
    output.list = undefined;
    output.builder = undefined;
  }
}

/** `Next` and `Stop loop`: ends the innermost loop's iteration, whatever containers stand between. */
function endIterationEarly(state: RunState, from: Scope, end: 'next' | 'stopLoop'): void {
  let scope = from;
  while (scope.owner && scope.owner.node.shape.container === 'try') scope = scope.owner.scope;
  const loop = scope.owner?.loop;
  if (!loop) return;
  closeScope(state, scope);
  if (end === 'stopLoop') endLoopAt(state, loop, scope.index);
  endIteration(state, scope);
}
