import { createHash, randomBytes } from 'node:crypto';
import type { SignableRequest } from '../signer.ts';
import type { DigestChallenge } from './read-challenge.ts';

/**
 * The `Authorization` header that answers a challenge (RFC 7616, 3.4).
 *
 * @param count how often the nonce is used with this one, from 1
 * @param cnonce random text of ours; for tests
 */
export function answerChallenge(
  challenge: DigestChallenge,
  { user, password }: { user: string; password: string },
  { method, url, body }: Pick<SignableRequest, 'method' | 'url' | 'body'>,
  count: number,
  cnonce = randomBytes(16).toString('base64url'),
): string {
  const { realm, nonce, opaque, algorithm, session, qop, userhash } = challenge;
  const hash = (data: string | Uint8Array): string => createHash(challenge.hash).update(data).digest('hex');
  const nc = count.toString(16).padStart(8, '0');
  const uri = url.pathname + url.search;

  const login = hash(`${user}:${realm}:${password}`);
  const key = session ? hash(`${login}:${nonce}:${cnonce}`) : login;
  const asked = [method, uri, ...(qop === 'auth-int' ? [hash(bytesOf(body))] : [])].join(':');
  const proof = qop ? [nonce, nc, cnonce, qop] : [nonce];
  const response = hash([key, ...proof, hash(asked)].join(':'));

  const fields = [
    `username="${quotable(userhash ? hash(`${user}:${realm}`) : user)}"`,
    `realm="${quotable(realm)}"`,
    `nonce="${quotable(nonce)}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque="${quotable(opaque)}"`]),
    ...(qop ? [`qop=${qop}`, `nc=${nc}`] : []),
    ...(qop || session ? [`cnonce="${cnonce}"`] : []),
    ...(userhash ? ['userhash=true'] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}

function bytesOf(body: SignableRequest['body']): string | Uint8Array {
  return body ?? '';
}

function quotable(text: string): string {
  return text.replaceAll(/["\\]/g, '\\$&');
}
