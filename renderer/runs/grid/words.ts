import { formatMs } from '#renderer/ui';
import { type LoopTrack, OUTCOME, type OutcomeName, outcomeName, STEP } from '../model/index.ts';

/** What each outcome is called in the legend. */
export const OUTCOME_WORDS: Readonly<Record<OutcomeName, string>> = {
  none: 'to come',
  running: 'running',
  waiting: 'waiting',
  done: 'done',
  retried: 'after retries',
  failed: 'failed',
  handled: 'failed, handled by the flow',
  skipped: 'ended early',
  cancelled: 'stopped',
};

/** How an iteration went: `failed at Reserve stock in 61 ms`. */
export function iterationText(loop: LoopTrack, index: number, nameOf: (node: string) => string): string {
  const { outcome, begin, end } = loop.iteration(index);
  const words = outcome === OUTCOME.retried ? 'done after retries' : OUTCOME_WORDS[outcomeName(outcome)];
  const took = end === undefined ? '' : ` in ${formatMs(Math.max(0, end - begin))}`;
  const failed = failedNode(loop, index);
  return failed === undefined ? `${words}${took}` : `${words} at ${nameOf(failed)}${took}`;
}

/** The node inside at which an iteration failed. */
export function failedNode(loop: LoopTrack, index: number): string | undefined {
  return loop.inside.find((_, nr) => loop.step(index, nr).status === STEP.failed);
}

/** The iteration as it is written everywhere: `[12]`, with those around it `[3][12]`. */
export function indexText(loop: LoopTrack, index: number): string {
  const around = loop.around ? indexText(loop.around.loop, loop.around.index) : '';
  return `${around}[${index}]`;
}
