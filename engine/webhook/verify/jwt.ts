import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import {
  type Doubt,
  headerOf,
  keyOf,
  NO_KEY,
  type Proof,
  type SecretValues,
  sameText,
  secretText,
} from './check.ts';
import { signParts } from './hmac.ts';

/** Milliseconds by which clocks may differ. */
const LEEWAY = 60_000;
const HMACS = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;
/** Algorithms with a public key, and the kind of key each needs: a public key is never taken for a shared one. */
const PUBLIC = {
  RS256: { hash: 'sha256', type: 'rsa' },
  RS384: { hash: 'sha384', type: 'rsa' },
  RS512: { hash: 'sha512', type: 'rsa' },
  ES256: { hash: 'sha256', type: 'ec' },
  ES384: { hash: 'sha384', type: 'ec' },
  EdDSA: { hash: undefined, type: 'ed25519' },
} as const;

/**
 * A signed token (JWT) in `Authorization: Bearer …`. Its algorithm has to be the one of
 * the connection, else one that suits the kind of key there; `none` never does.
 */
export const jwt: Proof = {
  secretHeaders: ['authorization'],
  check(call, secret) {
    const [scheme = '', token = ''] = (headerOf(call, 'authorization') ?? '').split(' ', 2);
    if (scheme.toLowerCase() !== 'bearer') return 'It has no bearer token.';
    const [head = '', body = '', signature = '', ...more] = token.split('.');
    const header = parsed(head);
    const claims = parsed(body);
    if (!header || !claims || more.length > 0) return 'The bearer token is no JWT.';
    const bytes = Buffer.from(signature, 'base64url');
    return (
      doubtSignature(String(header.alg), `${head}.${body}`, bytes, secret) ??
      doubtClaims(claims, call.receivedAt, secret)
    );
  },
};

function doubtSignature(alg: string, text: string, signature: Buffer, secret: SecretValues): Doubt {
  const expected = secretText(secret, 'algorithm');
  if (expected !== undefined && alg !== expected) return `The token is signed with ${alg}, not ${expected}.`;
  const pem = secretText(secret, 'publicKey') ?? keyOf(secret);
  if (pem === undefined) return NO_KEY;
  const isPem = pem.includes('-----BEGIN');
  if (alg in HMACS && !isPem) {
    const mac = signParts(HMACS[alg as keyof typeof HMACS], pem, [text]).toString('base64url');
    return sameText(signature.toString('base64url'), mac)
      ? undefined
      : 'The signature of the token is wrong.';
  }
  const way = isPem && alg in PUBLIC ? PUBLIC[alg as keyof typeof PUBLIC] : undefined;
  const key = way && publicKey(pem);
  if (!way || key?.asymmetricKeyType !== way.type)
    return `The connection has no key for tokens signed with ${alg}.`;
  const good = verify(way.hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature);
  return good ? undefined : 'The signature of the token is wrong.';
}

function doubtClaims(claims: Record<string, unknown>, now: number, secret: SecretValues): Doubt {
  const time = (name: string): number | undefined =>
    typeof claims[name] === 'number' ? (claims[name] as number) * 1000 : undefined;
  const [ends, begins] = [time('exp'), time('nbf')];
  if (claims.exp !== undefined && (ends === undefined || ends + LEEWAY < now))
    return 'The token has expired.';
  if (claims.nbf !== undefined && (begins === undefined || begins - LEEWAY > now)) {
    return 'The token is not valid yet.';
  }
  for (const [claim, name] of [
    ['iss', 'issuer'],
    ['aud', 'audience'],
  ] as const) {
    const wanted = secretText(secret, name, claim);
    const given = [claims[claim]].flat();
    if (wanted !== undefined && !given.includes(wanted))
      return `The token is not for this: its "${claim}" is wrong.`;
  }
  return undefined;
}

function parsed(part: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function publicKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}
