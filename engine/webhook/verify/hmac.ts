import { createHmac } from 'node:crypto';
import type { HmacScheme } from '#contract/node';
import type { WholeCall } from '../listen/index.ts';
import {
  type Doubt,
  doubtTime,
  headerOf,
  NO_KEY,
  type Proof,
  type SecretValues,
  sameText,
  signingKey,
  WRONG_SIGNATURE,
} from './check.ts';

export function hmacProof(scheme: HmacScheme): Proof {
  return { secretHeaders: [], check: (call, secret) => checkHmac(scheme, call, secret) };
}

function checkHmac(scheme: HmacScheme, call: WholeCall, secret: SecretValues): Doubt {
  const key = signingKey(secret);
  if (key === undefined) return NO_KEY;
  const given = headerOf(call, scheme.header);
  if (given === undefined) return `It has no signature: the header ${scheme.header} is missing.`;
  const time = scheme.timestamp === undefined ? undefined : headerOf(call, scheme.timestamp);
  const expected =
    scheme.prefix +
    signParts(scheme.algorithm, key, partsOf(scheme.signed, call.body, time ?? '')).toString(scheme.encoding);
  if (!sameText(normal(given, scheme), normal(expected, scheme))) return WRONG_SIGNATURE;
  // Only a time that is signed says anything.
  return scheme.timestamp === undefined ? undefined : doubtTime(time, call.receivedAt);
}

/** The bytes of the body stay as they are: text would change what is not UTF-8. */
function partsOf(template: string, body: Buffer, time: string): (string | Buffer)[] {
  return template.split(/(\{body\}|\{timestamp\})/).map((part) => {
    if (part === '{body}') return body;
    return part === '{timestamp}' ? time : part;
  });
}

export function signParts(
  algorithm: HmacScheme['algorithm'],
  key: string | Buffer,
  parts: readonly (string | Buffer)[],
): Buffer {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** Hexadecimal digits may be of either case. */
function normal(signature: string, { encoding }: HmacScheme): string {
  const trimmed = signature.trim();
  return encoding === 'hex' ? trimmed.toLowerCase() : trimmed;
}
