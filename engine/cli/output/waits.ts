import type { RunResult } from '#engine/host';
import type { Style } from './style.ts';

type ErrorFlow = NonNullable<RunResult['errorFlow']>;
type Waiting = NonNullable<RunResult['waiting']>[number];

const REASONS: Readonly<Record<string, string>> = {
  approval: 'waits for an approval',
  call: 'waits for a call',
  decision: 'is in doubt: it had begun when the engine died, and nobody knows whether it happened',
  flow: 'waits for the flow it called',
  time: 'waits',
};

/** Says what a step waits for. */
export function formatWait({ step, item, for: reason, until, link }: Waiting, style: Style): string {
  const which = item === undefined ? step : `${step}, item ${item + 1},`;
  const time = until === undefined ? '' : ` until ${new Date(until).toLocaleString('sv')}`;
  return `${style('yellow', 'waiting')}: ${which} ${REASONS[reason] ?? 'waits'}${time}${link === undefined ? '' : `\n  ${link}`}`;
}

/** Says what became of a failed run's error flow. */
export function formatErrorFlow(outcome: ErrorFlow): string {
  if ('error' in outcome) return `The error flow could not be started: ${outcome.error.message}`;
  return `The error flow ${outcome.status} (run ${outcome.run})`;
}
