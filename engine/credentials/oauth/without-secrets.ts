import { Masker } from '../mask/index.ts';

const LONGEST_ANSWER = 300;

/** What another side says, fit for a sentence: one line, not too long, and without these secrets, however written. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const masker = new Masker();
  masker.learn(secrets);
  const line = masker
    .text(text)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line.length > LONGEST_ANSWER ? `${line.slice(0, LONGEST_ANSWER)}…` : line;
}
