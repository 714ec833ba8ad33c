import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeConnectionType, secretFields } from '#contract/connection';
import type { Credential } from '../credential.ts';
import type { RequestSigner, SignableRequest, SignerServices } from '../signer.ts';
import { connectionTypes } from './index.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
let now = NOW;
const services = { now: () => now } as SignerServices;
const signal = new AbortController().signal;

function signerOf(type: string, given: Record<string, unknown>): RequestSigner {
  const definition = connectionTypes.get(type);
  const values = definition?.fields.parse(given) ?? {};
  const signer = definition?.signer?.({ name: 'test', type, values } as unknown as Credential, services);
  if (!signer) throw new Error(`${type} does not sign`);
  return signer;
}

async function signed(signer: RequestSigner, more: Partial<SignableRequest> = {}): Promise<SignableRequest> {
  const url = new URL('https://api.example.com/v1/things?b=2&a=1');
  const request: SignableRequest = { method: 'POST', url, headers: {}, body: undefined, ...more };
  await signer.sign(request, signal);
  return request;
}

describe('every connection type', () => {
  it.each([...connectionTypes.values()])(
    '$type is described by JSON alone, with labels for all of its fields',
    (type) => {
      const description = describeConnectionType(type);
      expect(JSON.parse(JSON.stringify(description))).toEqual(description);
      const { properties } = description.fields as { properties: Record<string, { label?: string }> };
      for (const property of Object.values(properties)) expect(property.label).toBeTypeOf('string');
      expect(secretFields(description).length).toBeGreaterThan(0);
      expect(type.signer !== undefined || type.hostsOf !== undefined).toBe(true);
    },
  );
});

describe('http.apiKey', () => {
  const key = 'key-0123456789';
  it.each([
    [{ name: 'X-Key' }, { 'x-key': key }, '?b=2&a=1'],
    [{ name: 'Authorization', prefix: 'Token ' }, { authorization: `Token ${key}` }, '?b=2&a=1'],
    [{ name: 'api_key', place: 'query' }, {}, `?b=2&a=1&api_key=${key}`],
    [{ name: 'session', place: 'cookie' }, { cookie: `session=${key}` }, '?b=2&a=1'],
  ])('sends it as %o says', async (values, headers, search) => {
    const request = await signed(signerOf('http.apiKey', { key, ...values }));
    expect(request.headers).toEqual(headers);
    expect(request.url.search).toBe(search);
  });

  it('adds its cookie to those of the request', async () => {
    const signer = signerOf('http.apiKey', { key, name: 's', place: 'cookie' });
    expect((await signed(signer, { headers: { cookie: 'a=b' } })).headers.cookie).toBe(`a=b; s=${key}`);
  });
});

describe('http.basic and http.bearer', () => {
  it('put the login and the token into the Authorization header, and keep both secret', async () => {
    const basic = signerOf('http.basic', { user: 'Aladdin', password: 'open sesame' });
    expect((await signed(basic)).headers.authorization).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
    expect(basic.secrets()).toEqual(expect.arrayContaining(['open sesame', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==']));
    const bearer = signerOf('http.bearer', { token: ' tok-1 \n' });
    expect((await signed(bearer)).headers.authorization).toBe('Bearer tok-1');
  });
});

describe('http.hmac', () => {
  const body = { body: 'Hi There' };
  it.each([
    ['sha256', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      'sha384',
      'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6',
    ],
    [
      'sha512',
      '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
    ],
  ])('signs test case 1 of RFC 4231 with %s', async (algorithm, signature) => {
    const values = { secret: '0b'.repeat(20), secretEncoding: 'hex', toSign: '{{body}}', algorithm };
    expect((await signed(signerOf('http.hmac', values), body)).headers['x-signature']).toBe(signature);
  });

  it('signs test case 2 of RFC 4231', async () => {
    const values = { secret: 'Jefe', toSign: 'what do ya want {{contentType}}?' };
    const request = await signed(signerOf('http.hmac', values), {
      headers: { 'content-type': 'for nothing' },
    });
    expect(request.headers['x-signature']).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('fills in what the recipe names', async () => {
    const values = {
      secret: 'not needed here',
      keyId: 'k1',
      headers: { 'X-All': '{{keyId}} {{method}} {{host}} {{path}} {{query}} {{timestamp}} {{bodyHash}}' },
    };
    const hash = createHash('sha256').update('Hi There').digest('hex');
    expect((await signed(signerOf('http.hmac', values), body)).headers['x-all']).toBe(
      `k1 POST api.example.com /v1/things b=2&a=1 ${NOW / 1000} ${hash}`,
    );
  });

  it('refuses a name that stands for nothing, and a stream whose bytes it should sign', async () => {
    const odd = signerOf('http.hmac', { secret: 'long enough', toSign: '{{nothing}}' });
    await expect(signed(odd)).rejects.toMatchObject({ code: 'CREDENTIAL_INVALID' });
    const stream = signed(signerOf('http.hmac', { secret: 'long enough' }), { body: 'stream' });
    await expect(stream).rejects.toMatchObject({ code: 'CONNECTION_BODY' });
  });
});

describe('http.jwt', () => {
  const claimsOf = (request: SignableRequest): Record<string, unknown> => {
    const [, payload = ''] = request.headers.authorization?.split('.') ?? [];
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  };

  it('signs its claims, and makes a new token only when the old one ends', async () => {
    now = NOW;
    const at = NOW / 1000;
    const signer = signerOf('http.jwt', {
      key: 'a shared secret of some length',
      issuer: 'me',
      audience: 'you',
      claims: { until: '{{expires}}', text: 'at {{now}}', id: '{{uuid}}' },
    });
    const first = await signed(signer);
    expect(claimsOf(first)).toMatchObject({
      ...{ iss: 'me', aud: 'you', iat: at - 30, nbf: at - 30, exp: at + 300 },
      ...{ until: at + 300, text: `at ${at}` },
    });
    now = NOW + 200_000;
    expect((await signed(signer)).headers.authorization).toBe(first.headers.authorization);
    now = NOW + 295_000;
    const later = await signed(signer);
    expect(claimsOf(later).exp).toBe(at + 595);
    expect(later.headers.authorization).toBe(`Bearer ${signer.secrets()[1]}`);
  });
});

describe('types with a host of their own', () => {
  it.each([
    [
      'database.url',
      { url: 'mongodb://u:p@a.example.com:1,b.example.com/db' },
      ['a.example.com', 'b.example.com'],
    ],
    ['database.url', { url: 'postgres://localhost/x' }, ['localhost']],
    ['amqp.url', { url: 'amqps://u:p@[::1]:5671/v' }, ['::1']],
    ['redis.url', { url: 'redis://redis.example.com' }, ['redis.example.com']],
    ['mqtt.broker', { url: 'mqtts://mqtt.example.com:8883' }, ['mqtt.example.com']],
    [
      'nats.server',
      { servers: 'a.example.com:4222, tls://b.example.com' },
      ['a.example.com', 'b.example.com'],
    ],
    ['mail.smtp', { host: 'smtp.example.com' }, ['smtp.example.com']],
    ['ssh.key', { host: 'h', user: 'u', method: 'password', password: 'p' }, ['h']],
  ])('%s tells it', (type, values, hosts) => {
    const definition = connectionTypes.get(type);
    expect(definition?.hostsOf?.(definition.fields.parse(values))).toEqual(hosts);
  });

  it('a database URL keeps its password secret, as written and as meant', () => {
    const definition = connectionTypes.get('database.url');
    const values = definition?.fields.parse({ url: 'mysql://me:p%40ss%2Fword@db/x' });
    expect(definition?.secretsOf?.(values ?? {})).toEqual(['p%40ss%2Fword', 'p@ss/word']);
  });

  it.each(['amqp.url', 'redis.url'])('%s keeps the password in its URL secret', (type) => {
    const definition = connectionTypes.get(type);
    const values = definition?.fields.parse({ url: `${type.slice(0, -4)}://me:p%40ss@host/x` });
    expect(definition?.secretsOf?.(values ?? {})).toEqual(['p%40ss', 'p@ss']);
  });

  it('a URL of a broker that cannot be read is told, without what stands in it', () => {
    const parsed = connectionTypes.get('amqp.url')?.fields.safeParse({ url: 'amqp://me:p/ss@host' });
    expect(parsed?.error?.issues[0]?.message).toContain('cannot be read');
  });

  it('ssh.key wants what its method needs', () => {
    const parse = (values: object) =>
      connectionTypes.get('ssh.key')?.fields.safeParse({ host: 'h', user: 'u', ...values });
    expect(parse({})?.error?.issues[0]?.path).toEqual(['key']);
    expect(parse({ method: 'password' })?.error?.issues[0]?.path).toEqual(['password']);
  });
});
