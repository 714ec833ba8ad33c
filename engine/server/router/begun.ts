import type { StartOutcome } from '../start-run.ts';

interface Refusals {
  NOT_TRUSTED(about: { data: { hash: string } }): Error;
  INVALID_FLOW(about: { message: string; data: { message: string } }): Error;
}

/** The run that was started, or why it was not. */
export function begun(outcome: StartOutcome, errors: Refusals): { run: string } {
  if ('run' in outcome) return outcome;
  if (outcome.refused === 'NOT_TRUSTED') throw errors.NOT_TRUSTED({ data: { hash: outcome.hash } });
  throw errors.INVALID_FLOW({ message: outcome.message, data: { message: outcome.message } });
}
