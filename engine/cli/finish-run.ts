import type { RunHandle, RunResult } from '#engine/host';
import type { Terminal } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { formatDuration } from './output/duration.ts';
import { formatError } from './output/errors.ts';
import { writeOutputs } from './output/outputs.ts';
import { showProgress } from './output/progress.ts';
import { formatErrorFlow, formatWait } from './output/waits.ts';
import { writeJson } from './output/write-json.ts';

/** The exit code that tells how a run went. */
export function exitCodeOf(status: RunResult['status']): number {
  if (status === 'succeeded') return EXIT.succeeded;
  return status === 'waiting' ? EXIT.waiting : EXIT.failed;
}

export interface FollowOptions {
  /** Shows no progress. */
  quiet: boolean;
  /** The run is journalled: it can go on after this process. */
  durable: boolean;
}

/**
 * Shows a run's progress until it has ended. Ctrl+C cancels it, pressed again it
 * ends the process. A terminal that closes or a machine that shuts down ends the
 * process at once where the run can be resumed, and cancels the run where not.
 */
export async function followRun(
  run: RunHandle,
  terminal: Terminal,
  { quiet, durable }: FollowOptions,
): Promise<RunResult> {
  const progress = showProgress(terminal.err, run.flowName, quiet);
  const unsubscribe = run.subscribe((_event, _step, state) => progress.update(state));
  const stopListening = terminal.onStop(durable ? ['SIGINT'] : ['SIGINT', 'SIGTERM', 'SIGHUP'], () =>
    run.cancel(),
  );
  try {
    return await run.result;
  } finally {
    stopListening();
    unsubscribe();
    await progress.stop();
  }
}

/** Writes what became of a run: one JSON object, or tables for people with the rest on standard error. */
export async function reportRun(
  result: RunResult,
  flowName: string,
  startedAt: number,
  terminal: Terminal,
  json: boolean,
): Promise<number> {
  const { out, outStyle, err, errStyle } = terminal;
  if (json) {
    await writeJson(out, jsonOf(result));
    return exitCodeOf(result.status);
  }
  await writeOutputs(out, outStyle, result.outputs);
  for (const wait of result.waiting ?? []) await err.write(`${formatWait(wait, errStyle)}\n`);
  if (result.error) await err.write(`${formatError(result.error, errStyle)}\n`);
  if (result.errorFlow) await err.write(`${formatErrorFlow(result.errorFlow)}\n`);
  const took = formatDuration(performance.now() - startedAt);
  const colour = { succeeded: 'green', failed: 'red', cancelled: 'yellow', waiting: 'yellow' } as const;
  await err.write(
    `${flowName} ${errStyle(colour[result.status], result.status)} after ${took} (run ${result.run})\n`,
  );
  return exitCodeOf(result.status);
}

/** The object of `--json`, its keys in the order the documentation has them. */
export function jsonOf({ run, status, outputs, steps, waiting, error }: RunResult): object {
  return { run, status, outputs, steps, waiting, error: error ?? null };
}
