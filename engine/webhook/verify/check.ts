import { createHash, timingSafeEqual } from 'node:crypto';
import type { WholeCall } from '../listen/index.ts';

/** Values of the credential that fills the trigger's connection slot. */
export type SecretValues = Readonly<Record<string, unknown>>;

/** Why a call is not believed: one sentence, without a secret in it. Undefined where it is. */
export type Doubt = string | undefined;

/** One way for a caller to prove who it is. */
export interface Proof {
  /** Headers that hold what must not be kept. */
  readonly secretHeaders: readonly string[];
  check(call: WholeCall, secret: SecretValues): Doubt;
}

/** Milliseconds by which a signed time may differ from when the call was received: older calls may be repetitions. */
export const TOLERANCE = 5 * 60_000;

/** Compares texts in a time that does not tell where they differ, nor how long the secret one is. */
export function sameText(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

export function headerOf(call: WholeCall, name: string): string | undefined {
  const value = call.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** The first of these fields that the credential has, as text. */
export function secretText(secret: SecretValues, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = secret[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** Names under which connection types keep a shared key. */
export function keyOf(secret: SecretValues): string | undefined {
  return secretText(secret, 'key', 'secret', 'token', 'value', 'password');
}

/** The same as what signs: some services show it as the text of bytes. */
export function signingKey(secret: SecretValues): string | Buffer | undefined {
  const key = keyOf(secret);
  const encoding = secret.secretEncoding;
  return key !== undefined && (encoding === 'base64' || encoding === 'hex')
    ? Buffer.from(key, encoding)
    : key;
}

/** @param seconds since 1970, as the caller wrote them */
export function doubtTime(seconds: string | undefined, receivedAt: number): Doubt {
  const time =
    seconds === undefined || !/^\d{1,12}$/.test(seconds.trim()) ? Number.NaN : Number(seconds) * 1000;
  if (Number.isNaN(time)) return 'The signed time is missing or is no time.';
  if (Math.abs(receivedAt - time) <= TOLERANCE) return undefined;
  return `It was signed at ${new Date(time).toISOString()}, more than five minutes from when it was received.`;
}

export const NO_KEY = "The trigger's connection has no key to check it with.";
export const WRONG_SIGNATURE = 'The signature does not fit the content.';
