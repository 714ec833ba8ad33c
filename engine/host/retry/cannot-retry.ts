import { UserError } from '#contract/error';

/** Why a run cannot be retried from a step. */
export function cannotRetry(
  why: string,
  hint = 'Choose an earlier step, or start the flow again.',
): UserError {
  return new UserError(`This run cannot be retried from there: ${why}.`, { code: 'CANNOT_RETRY', hint });
}
