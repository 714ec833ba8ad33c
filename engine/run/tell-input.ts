import { StepError } from '#contract/error';
import type { Item } from '#contract/node';
import type { RunStarted } from '#contract/run';
import { CHUNK, type RunHost } from './perform/step-run.ts';

/**
 * Journals what a run's trigger gives, chunk by chunk. A short list is told in
 * the same turn as the run's start, so no crash can come between the two. Stops
 * where the run has ended meanwhile.
 */
export async function tellInput(
  host: RunHost,
  event: RunStarted,
  input: AsyncIterable<readonly Item[]>,
): Promise<void> {
  const { trigger } = event;
  let part: Item[] = [];
  let told = 0;
  const tell = (): void => {
    const out = { out: { items: part } };
    host.emit({ type: 'step.checkpoint', step: trigger, from: told, count: part.length, out });
    told += part.length;
    part = [];
  };
  for await (const chunk of input) {
    if (host.state.status !== 'running') return;
    for (const item of chunk) if (part.push(item) === CHUNK) tell();
  }
  if (host.state.status !== 'running') return;
  if (part.length > 0 && told > 0) tell();
  const at = host.services.clock.now();
  const out = told === 0 ? { out: { out: { items: part } } } : {};
  host.emit({ type: 'step.succeeded', at, step: trigger, ms: at - event.at, ...out });
}

/** The same for at most a chunk of items that are at hand: told in one fact, without a promise. */
export function tellItems(
  host: RunHost,
  { trigger, at: startedAt }: RunStarted,
  items: readonly Item[],
): void {
  const at = host.services.clock.now();
  const out = { out: { items } };
  host.emit({ type: 'step.succeeded', at, step: trigger, ms: at - startedAt, out });
}

/** Why a run cannot go on whose input was being read when the engine stopped. */
export function inputLost(): StepError {
  return new StepError('the engine stopped before the input of this run was read completely', {
    code: 'INPUT_INCOMPLETE',
    hint: 'Start the run again with its input.',
    retryable: false,
  });
}
