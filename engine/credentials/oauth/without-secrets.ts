/** Shorter texts are no secrets worth the name, and would blacken every other word. */
const SHORTEST = 4;
const LONGEST_ANSWER = 300;

/** What another side says, fit for a sentence: one line, not too long, and without these secrets, however written. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const written = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  const masked = written.reduce((masked, secret) => masked.replaceAll(secret, '•••'), text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const line = masked.replaceAll(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
  return line.length > LONGEST_ANSWER ? `${line.slice(0, LONGEST_ANSWER)}…` : line;
}
