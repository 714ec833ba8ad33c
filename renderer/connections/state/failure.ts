import { dataOf, sentenceOf } from '#renderer/api';

/** A refusal as it is shown in place. */
export interface Failure {
  message: string;
  hint: string | undefined;
}

/** What a call that failed says: one sentence, and what to do. */
export function failureOf(thrown: unknown): Failure {
  const data = dataOf(thrown);
  const hint =
    typeof data === 'object' && data !== null && 'hint' in data && typeof data.hint === 'string'
      ? data.hint
      : undefined;
  return { message: sentenceOf(thrown), hint };
}
