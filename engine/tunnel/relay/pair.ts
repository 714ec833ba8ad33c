import { createHash, randomBytes } from 'node:crypto';
import { UserError } from '#contract/error';
import { newSealKeys, PAIR_PATH, type PairRequest, pairAnswer } from '#engine/relay-link';
import type { Pairing } from './pairing-file.ts';

const PATIENCE = 20_000;

export interface PairOptions {
  /** Of the relay; plain `http` only on this machine. */
  url: string;
  /** From `flowbench relay code`. */
  code: string;
  /** Under which the relay's operator sees this machine. */
  name: string;
  /** Whether the relay seals what it stores to a key that only this machine has. */
  seal: boolean;
}

/**
 * Makes this machine a device of a relay.
 *
 * @throws UserError `BAD_URL`, `NO_RELAY`, `BAD_CODE`
 */
export async function pairWith({ url, code, name, seal }: PairOptions): Promise<Pairing> {
  const base = relayUrl(url);
  const key = newKey();
  const sealKeys = seal ? newSealKeys() : undefined;
  const request: PairRequest = {
    code,
    name: name.slice(0, 100) || 'desktop',
    keyHash: hashOf(key),
    ...(sealKeys && { sealKey: sealKeys.publicKey }),
  };
  const response = await fetch(base + PAIR_PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((cause) => {
    throw noRelay(base, cause);
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.status === 403) {
    throw new UserError('The relay does not take this code: it is not valid, has been used, or is too old.', {
      code: 'BAD_CODE',
      hint: 'Make a new one on the relay with: flowbench relay code.',
    });
  }
  if (response.status === 429) {
    throw new UserError('There were too many attempts to pair.', {
      code: 'BAD_CODE',
      hint: 'Try again in a minute.',
    });
  }
  const paired = pairAnswer.safeParse(answer);
  if (response.status !== 201 || !paired.success) throw noRelay(base);
  return { url: base, ...paired.data, key, ...(sealKeys && { seal: sealKeys }) };
}

export function newKey(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function relayUrl(text: string): string {
  const url = URL.parse(text);
  const isHere = url !== null && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isHere))) {
    throw new UserError(`"${text}" is no address of a relay.`, {
      code: 'BAD_URL',
      hint: 'It begins with https://; plain http:// is taken only on this machine.',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function noRelay(base: string, cause?: unknown): UserError {
  return new UserError(`No Flowbench relay answers at ${base}.`, {
    code: 'NO_RELAY',
    hint: 'Check the address, and whether the relay and the proxy before it run.',
    ...(cause === undefined ? {} : { cause }),
  });
}
