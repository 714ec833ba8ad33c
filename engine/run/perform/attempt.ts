import { StepError } from '#contract/error';
import type { Replay } from '#contract/node';
import { WHOLE_STEP } from '#contract/run';
import { crashPoint } from '#engine/journal';
import { retryDelay } from '../retry.ts';
import { seededRandom } from '../seeded-random.ts';
import { errorAt, retryAfterOf, StepFailure } from './failures.ts';
import type { StepRun } from './step-run.ts';

/**
 * Tries something until it succeeds or the node's retry policy gives up. Attempts
 * and waits are journalled, so that they survive a restart.
 *
 * @param item input index, or undefined for the step as a whole
 * @param replay `once`: its start is on disk before it acts
 * @throws StepFailure with the last attempt's error
 */
export async function attempt<T>(
  run: StepRun,
  item: number | undefined,
  replay: Replay,
  act: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const { compiled, host, key, signal } = run;
  const place = item === undefined ? {} : { item };
  for (;;) {
    signal.throwIfAborted();
    const earlier = run.step.retries?.get(item ?? WHOLE_STEP);
    if (earlier) await host.sleepUntil(earlier.retryAt, signal);
    const number = (earlier?.attempt ?? 0) + 1;
    // What waits for its turn under a rate limit has not begun: no crash leaves it in doubt.
    const giveBack = await run.connection?.reserve(signal);
    try {
      if (replay === 'once') {
        run.emit({ type: 'item.started', at: host.services.clock.now(), step: key, ...place });
        await host.services.journal.flush();
        crashPoint('effect.before');
      }
      const result = await withDeadline(run, act);
      if (replay === 'once') crashPoint('effect.after');
      return result;
    } catch (thrown) {
      signal.throwIfAborted();
      const error = errorAt(thrown, run, item);
      const random = seededRandom(`${run.env.seed}/retry/${item}/${number}`)();
      const delay = retryDelay(compiled.retry, number, error, retryAfterOf(thrown), random);
      if (delay === undefined) throw new StepFailure(error);
      const at = host.services.clock.now();
      run.emit({
        type: 'step.retrying',
        at,
        step: key,
        ...place,
        attempt: number,
        error,
        retryAt: at + delay,
      });
    } finally {
      giveBack?.();
    }
  }
}

/** Holds one attempt to the node's timeout, whether or not the node honours its signal. */
async function withDeadline<T>(run: StepRun, act: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
  const { timeout } = run.compiled;
  if (timeout === undefined) return act(run.signal);
  const { clock } = run.host.services;
  const stop = new AbortController();
  const done = new AbortController();
  const deadline = clock.until(clock.now() + timeout, done.signal).then(() => {
    const error = new StepError(`it took longer than ${run.compiled.node.timeout}`, {
      code: 'TIMEOUT',
      hint: 'Raise the timeout of the node, or let it do less at a time.',
    });
    stop.abort(error);
    throw error;
  });
  try {
    return await Promise.race([act(AbortSignal.any([run.signal, stop.signal])), deadline]);
  } finally {
    deadline.catch(() => undefined);
    done.abort(new Error('the attempt is over'));
  }
}
