import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { type JwtAlgorithm, signJwt } from './sign-jwt.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const pem = ({ privateKey }: { privateKey: KeyObject }) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('signing', () => {
  it.each([
    ['RS256', rsa],
    ['RS384', rsa],
    ['RS512', rsa],
    ['PS256', rsa],
    ['PS384', rsa],
    ['PS512', rsa],
    ['ES256', ec('P-256')],
    ['ES384', ec('P-384')],
    ['ES512', ec('P-521')],
    ['EdDSA', ed],
  ] as const)('%s is what another library verifies', async (algorithm, pair) => {
    const token = signJwt({ algorithm, key: pem(pair), header: { kid: 'k1' }, claims: { sub: 'ada' } });
    const { payload, protectedHeader } = await jwtVerify(token, pair.publicKey);
    expect(payload).toEqual({ sub: 'ada' });
    expect(protectedHeader).toEqual({ alg: algorithm, typ: 'JWT', kid: 'k1' });
  });

  it.each(['HS256', 'HS384', 'HS512'] as const)('%s takes a shared secret', async (algorithm) => {
    const key = 'a shared secret that is long enough for all of the algorithms: é';
    const token = signJwt({ algorithm, key, claims: { sub: 'ada' } });
    expect((await jwtVerify(token, new TextEncoder().encode(key))).payload).toEqual({ sub: 'ada' });
  });

  it('takes a key with its line breaks written out, as JSON files have it', async () => {
    const key = pem(rsa).replaceAll('\n', '\\n');
    await jwtVerify(signJwt({ algorithm: 'RS256', key, claims: {} }), rsa.publicKey);
  });
});

describe('keys that do not do', () => {
  const encrypted = rsa.privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
    .toString();

  it.each<[string, JwtAlgorithm, string, RegExp]>([
    ['not a key', 'RS256', 'sesame-open', /cannot be read/],
    ['a broken key', 'RS256', pem(rsa).replace('MII', 'sesame-'), /cannot be read/],
    ['a protected key', 'RS256', encrypted, /passphrase/],
    ['a key of another kind', 'ES256', pem(rsa), /ES256 needs another kind/],
    ['a key of another curve', 'ES256', pem(ec('P-384')), /ES256 needs another kind/],
    ['an elliptic key for RSA', 'PS256', pem(ec('P-256')), /PS256 needs another kind/],
    ['an RSA key for EdDSA', 'EdDSA', pem(rsa), /EdDSA needs another kind/],
  ])('%s is refused in a sentence without the key', (_, algorithm, key, sentence) => {
    const attempt = () => signJwt({ algorithm, key, claims: {} });
    expect(attempt).toThrow(sentence);
    expect(attempt).not.toThrow(/sesame|BEGIN RSA|MII/);
    expect(attempt).toThrow(expect.objectContaining({ code: 'JWT_KEY', kind: 'user' }));
  });
});
