import { type ErrorShape, toErrorShape } from '#contract/error';
import type { Item } from '#contract/node';
import { CAUGHT, type PortOutputs } from '#contract/run';
import { errorAt, failedItem } from './perform/failures.ts';
import type { StepSuccess } from './perform/perform.ts';
import type { StepRun } from './perform/step-run.ts';

/** Journals that a step has done what it was to do. */
export function endWithSuccess(run: StepRun, success: StepSuccess): void {
  const caught = run.compiled.onError === 'catch' ? nothingButCaught(run, success.out) : undefined;
  if (caught) {
    emitFailed(run, caught.error, caught.untold);
    return;
  }
  const at = run.host.services.clock.now();
  run.host.emit(
    {
      type: 'step.succeeded',
      at,
      step: run.key,
      ms: at - run.startedAt,
      ...success,
      ...(run.toRemember.length > 0 ? { remember: run.toRemember } : {}),
    },
    run,
  );
}

/**
 * Journals that a step failed as a whole, or what its error policy makes of it.
 *
 * @param items the failed ones, by default its input
 */
export function endWithFailure(run: StepRun, thrown: unknown, items?: readonly Item[]): void {
  const { compiled } = run;
  const error = errorAt(thrown, run);
  if (compiled.onError === 'stop') {
    emitFailed(run, error, undefined);
    return;
  }
  voidOutputs(run);
  const failed = (items ?? run.input.toArray()).map((item) => failedItem(item, error, compiled));
  if (failed.length === 0) failed.push(failedItem({ json: {} }, error, compiled));
  if (compiled.onError === 'catch') {
    emitFailed(run, error, failed);
    return;
  }
  const port = compiled.onError === 'route' ? 'error' : compiled.mainPort;
  endWithSuccess(run, { out: port === undefined ? {} : { [port]: { items: failed, from: 'all' } } });
}

/** All items leave as failed, so what some of them gave before must not leave as well. */
function voidOutputs(run: StepRun): void {
  run.toRemember.length = 0;
  const begun = run.begun;
  if (!begun || (begun.outputs.size === 0 && !begun.caught)) return;
  run.host.emit({ type: 'step.started', at: run.startedAt, step: run.key }, run);
}

function emitFailed(run: StepRun, error: ErrorShape, caught: readonly Item[] | undefined): void {
  const at = run.host.services.clock.now();
  run.host.emit(
    {
      type: 'step.failed',
      at,
      step: run.key,
      ms: at - run.startedAt,
      error,
      ...(caught ? { caught } : {}),
    },
    run,
  );
}

/** Where a step inside a try gave nothing but failed items, it failed; `untold` are those of no checkpoint. */
function nothingButCaught(
  run: StepRun,
  out: PortOutputs | undefined,
): { error: ErrorShape; untold: readonly Item[] } | undefined {
  const last = out?.[CAUGHT];
  const untold = last && 'items' in last ? last.items : [];
  const [first] = run.begun?.caught ?? untold;
  if (!first) return undefined;
  const gaveMore =
    Object.keys(out ?? {}).some((port) => port !== CAUGHT) || (run.begun?.outputs.size ?? 0) > 0;
  if (gaveMore) return undefined;
  const { error } = first.json as { error?: ErrorShape };
  return { error: error ?? toErrorShape('nothing was caught'), untold };
}
