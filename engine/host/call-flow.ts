import { UserError } from '#contract/error';
import type { FlowCall } from '#engine/run';
import { readCalledFlow } from './called-flow.ts';
import { chooseTrigger } from './choose-trigger.ts';
import { foldRun } from './history.ts';
import { flowGone, type HostedRuns, once } from './hosted-runs.ts';
import { finalItems } from './run-outputs.ts';

/** Flows that call flows that call flows: a flow that calls itself must end somewhere. */
const MAX_DEPTH = 32;

/** Starts the flow that a step calls, once for a step however often it is asked. */
export async function callFlow(
  runs: HostedRuns,
  call: FlowCall,
  callerPath: string,
  caller: string,
): Promise<void> {
  const earlier = runs.journal.run(call.run);
  if (earlier) {
    // Asked again after a crash: the called run answers when it ends, if it has not ended already.
    if (earlier.finishedAt !== undefined && call.wait) answerAgain(runs, call, caller);
    return;
  }
  if (depthOf(runs, caller) >= MAX_DEPTH) {
    throw new UserError(`flows call each other more than ${MAX_DEPTH} deep`, {
      code: 'CALLS_TOO_DEEP',
      hint: 'A flow that calls itself needs a condition that ends it.',
    });
  }
  const { trust = false, vars = {} } = runs.get(caller) ?? {};
  const { flow, path, text } = await readCalledFlow(call.flow, runs.folder(callerPath, trust));
  const compiled = runs.compile(flow);
  const trigger = chooseTrigger(compiled, undefined, 'trigger.flow');
  const input = once(call.items);
  await runs.launch({ id: call.run, compiled, text, path, trust, trigger, input, vars, parent: call.parent });
}

function answerAgain(runs: HostedRuns, call: FlowCall, caller: string): void {
  const state = foldRun(runs.journal, call.run, runs.catalogue)?.state;
  const gone = { status: 'failed', error: flowGone(call.flow) } as const;
  const ended = state ? { ...state, items: finalItems(state) } : gone;
  runs.get(caller)?.answerCall(call.parent.step, { id: call.run, ...ended });
}

function depthOf(runs: HostedRuns, run: string): number {
  let depth = 0;
  for (let at = runs.get(run); at?.parent; at = runs.get(at.parent.run)) depth++;
  return depth;
}
