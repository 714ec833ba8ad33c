import { type PortOutputs, WHOLE_STEP } from '#contract/run';
import type { StepRun } from './step-run.ts';

/**
 * After a crash: effects that had begun and must not be repeated blindly. By the
 * node's policy they are repeated, left out, or the user is asked, one at a time.
 *
 * @returns `ask` where the step waits for a decision now, its success where nothing is left to do
 */
export function settleDoubts(run: StepRun): 'settled' | 'ask' | { out: PortOutputs } {
  const begun = run.step.begun;
  if (!begun || begun.size === 0) return 'settled';
  const policy = run.compiled.node.inDoubt ?? 'ask';
  const at = run.host.services.clock.now();
  for (const index of [...begun].sort((a, b) => a - b)) {
    const place: { item?: number } = index === WHOLE_STEP ? {} : { item: index };
    if (policy === 'ask') {
      run.emit({ type: 'step.waiting', at, step: run.key, ...place, wait: { for: 'decision' } });
      return 'ask';
    }
    run.emit({
      type: 'step.resumed',
      at,
      step: run.key,
      ...place,
      answer: { by: 'decision', decision: policy },
    });
    if (policy !== 'skip') continue;
    const whole = decided(run, place.item, 'skip');
    if (whole) return whole;
  }
  return 'settled';
}

/**
 * Carries out what the user decided about an effect in doubt. Returns the step's
 * success where the decision was about the step as a whole.
 */
export function decided(
  run: StepRun,
  item: number | undefined,
  decision: 'retry' | 'skip' | 'done',
): { out: PortOutputs } | undefined {
  if (decision === 'retry') return undefined;
  const { mainPort } = run.compiled;
  const count = item === undefined ? run.input.length : 1;
  const pick = Array.from({ length: count }, (_, k) => (item ?? 0) + k);
  // What is done gave results that nobody knows: the items go on as they came.
  const out: PortOutputs = decision === 'done' && mainPort !== undefined ? { [mainPort]: { pick } } : {};
  if (item === undefined) return { out };
  run.emit({ type: 'step.checkpoint', step: run.key, from: item, count: 1, out });
  return undefined;
}
