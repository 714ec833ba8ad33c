import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import type { WaitAnswer } from '#contract/run';

/** The words by which a waiting step is answered. */
export const ANSWERS = ['approved', 'rejected', 'call', 'retry', 'skip', 'done'] as const;

/**
 * An answer as the interpreter takes it.
 *
 * @param word what the user says; `call` stands for the call that the step waits for
 * @throws UserError for any other word
 */
export function toWaitAnswer(
  word: string,
  about: { comment?: string; items?: readonly Item[] } = {},
): WaitAnswer {
  switch (word) {
    case 'approved':
    case 'rejected': {
      const comment = about.comment === undefined ? {} : { comment: about.comment };
      return { by: 'approval', approved: word === 'approved', ...comment };
    }
    case 'call':
      return { by: 'call', items: about.items ?? [{ json: {} }] };
    case 'retry':
    case 'skip':
    case 'done':
      return { by: 'decision', decision: word };
    default:
      throw new UserError(`"${word}" is not an answer`, {
        code: 'USAGE',
        hint: `Answer ${ANSWERS.join(', ')}: approvals with approved or rejected, doubts with retry, skip or done.`,
      });
  }
}
