import { type ErrorShape, toErrorShape } from '#contract/error';
import { readCalledFlow } from './called-flow.ts';
import { chooseTrigger } from './choose-trigger.ts';
import { errorRunId, type Failure, failureItem, readFailure } from './error-flow.ts';
import { type HostedRuns, once } from './hosted-runs.ts';
import type { ErrorFlowOutcome, RunHandle } from './run-handle.ts';

/** Hears of error flows that cannot be started; they are tried again the next time. */
export type OnErrorFlowProblem = (problem: { run: string; error: ErrorShape }) => void;

/** Runs the error flow of a run that has just failed, to its end. */
export async function runErrorFlow(runs: HostedRuns, failure: Failure): Promise<ErrorFlowOutcome> {
  try {
    const handle = await startErrorFlow(runs, failure, false);
    const { run, status } = await handle.result;
    return { run, status };
  } catch (error) {
    return { error: toErrorShape(error) };
  }
}

/** Starts the error flows that a crash kept failed runs from starting. */
export async function startOwed(
  runs: HostedRuns,
  steps: boolean,
  onProblem: OnErrorFlowProblem | undefined,
): Promise<RunHandle[]> {
  const handles: RunHandle[] = [];
  for (const record of runs.journal.runs({ only: 'owing', limit: Number.MAX_SAFE_INTEGER })) {
    if (runs.has(record.id)) continue; // it has just ended here
    try {
      const failure = readFailure(runs.journal, record);
      if (failure) handles.push(await startErrorFlow(runs, failure, steps));
    } catch (error) {
      onProblem?.({ run: record.id, error: toErrorShape(error) });
    }
  }
  return handles;
}

async function startErrorFlow(runs: HostedRuns, failure: Failure, steps: boolean): Promise<RunHandle> {
  const { run, trust, vars, path: callerPath = '.' } = failure.start;
  const { flow, path, text } = await readCalledFlow(failure.errorFlow, runs.folder(callerPath, trust));
  const compiled = runs.compile(flow);
  const trigger = chooseTrigger(compiled, undefined, 'trigger.failure');
  const input = once([failureItem(failure)]);
  const id = errorRunId(run);
  return runs.launch({ id, compiled, text, path, trust, trigger, input, vars, parent: { run }, steps });
}
