import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { WholeCall } from '../listen/index.ts';
import { settingsOf } from '../settings.ts';
import { proofsOf } from './index.ts';

const base = {
  path: '',
  method: 'POST',
  respond: 'received',
  deadline: '30s',
  authHeader: 'x-api-key',
  maxSize: 1,
  per: '1m',
} as const;
type Ways = Partial<Parameters<typeof settingsOf>[0]>;

/** The first doubt about a call. */
function doubt(ways: Ways, call: Partial<WholeCall>, secret: Record<string, unknown>): string | undefined {
  const whole: WholeCall = {
    method: 'POST',
    url: '/',
    path: [],
    search: '',
    headers: {},
    remote: '127.0.0.1',
    receivedAt: Date.now(),
    body: Buffer.alloc(0),
    ...call,
  };
  return proofsOf(settingsOf({ ...base, ...ways }))
    .map((proof) => proof.check(whole, secret))
    .find((found) => found !== undefined);
}

const minutes = (count: number): number => count * 60_000;
const seconds = (time: number): string => String(Math.floor(time / 1000));

/** Examples from the services' own documentation. */
const published = [
  {
    signature: 'github',
    key: "It's a Secret to Everybody",
    body: 'Hello, World!',
    headers: {
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    },
    signedAt: undefined,
  },
  {
    signature: 'slack',
    key: '8f742231b10e8888abcd99yyyzzz85a5',
    body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    headers: {
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      'x-slack-request-timestamp': '1531420618',
    },
    signedAt: 1531420618000,
  },
  {
    signature: 'standard',
    key: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    body: '{"test": 2432232314}',
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    signedAt: 1614265330000,
  },
] as const;

describe.each(published)(
  'the published example of $signature',
  ({ signature, key, body, headers, signedAt }) => {
    const receivedAt = signedAt ?? Date.now();
    const call = { headers, body: Buffer.from(body), receivedAt };

    test('is believed', () => {
      expect(doubt({ signature }, call, { key })).toBeUndefined();
    });

    test('is not once anything of it is altered', () => {
      expect(doubt({ signature }, call, { key: `${key.slice(0, -4)}AAAA` })).toBe(
        'The signature does not fit the content.',
      );
      expect(doubt({ signature }, { ...call, body: Buffer.from(`${body} `) }, { key })).toMatch(/signature/);
      for (const [name, value] of Object.entries(headers)) {
        const last = value.at(-2) === 'a' ? 'b' : 'a';
        const altered = { ...headers, [name]: value.slice(0, -2) + last + value.slice(-1) };
        expect(doubt({ signature }, { ...call, headers: altered }, { key })).toBeDefined();
        const { [name]: _, ...rest } = headers as Record<string, string>;
        expect(doubt({ signature }, { ...call, headers: rest }, { key })).toBeDefined();
      }
    });

    test.runIf(signedAt)('is not when it was received long after it was signed', () => {
      expect(doubt({ signature }, { ...call, receivedAt: receivedAt + minutes(4) }, { key })).toBeUndefined();
      expect(doubt({ signature }, { ...call, receivedAt: receivedAt + minutes(6) }, { key })).toMatch(
        /five minutes/,
      );
      expect(doubt({ signature }, { ...call, receivedAt: receivedAt - minutes(6) }, { key })).toMatch(
        /five minutes/,
      );
    });
  },
);

describe('Twilio', () => {
  const key = '12345';
  const body = Buffer.from(
    'CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212',
  );
  const form = { 'content-type': 'application/x-www-form-urlencoded', host: 'mycompany.com' };

  test('the published example is believed, an altered one is not', () => {
    const headers = { ...form, 'x-twilio-signature': '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' };
    const call = { url: '/myapp.php?foo=1&bar=2', search: 'foo=1&bar=2', headers, body };
    expect(doubt({ signature: 'twilio' }, call, { key })).toBeUndefined();
    const behindRelay = {
      ...call,
      url: '?foo=1&bar=2',
      headers: { ...headers, 'x-forwarded-prefix': '/myapp.php' },
    };
    expect(doubt({ signature: 'twilio' }, behindRelay, { key })).toBeUndefined();
    expect(doubt({ signature: 'twilio' }, { ...call, url: '/myapp.php?foo=1&bar=3' }, { key })).toBeDefined();
    const more = Buffer.concat([body, Buffer.from('&Digits=12')]);
    expect(doubt({ signature: 'twilio' }, { ...call, body: more }, { key })).toBeDefined();
  });

  test('a body that is no form has its hash in the address', () => {
    const json = Buffer.from('{"a":1}');
    const search = 'bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862';
    const url = `/sms?${search}`;
    const signature = createHmac('sha1', key).update(`https://mycompany.com${url}`).digest('base64');
    const headers = { host: 'mycompany.com', 'x-twilio-signature': signature };
    expect(doubt({ signature: 'twilio' }, { url, search, headers, body: json }, { key })).toBeUndefined();
    expect(
      doubt({ signature: 'twilio' }, { url, search, headers, body: Buffer.from('{"a":2}') }, { key }),
    ).toMatch(/hash/);
  });
});

describe('Stripe', () => {
  const key = 'whsec_test';
  const receivedAt = 1_700_000_000_000;
  const body = Buffer.from('{"id":"evt_1"}');
  const v1 = (text: string, with_ = key): string => createHmac('sha256', with_).update(text).digest('hex');
  const good = v1(`1700000000.${body}`);
  const check = (header: string, at = receivedAt): string | undefined =>
    doubt(
      { signature: 'stripe' },
      { headers: { 'stripe-signature': header }, body, receivedAt: at },
      { key },
    );

  test('one of several signatures is enough while a key is replaced', () => {
    expect(check(`t=1700000000,v1=${v1('x', 'old')},v1=${good},v0=aa`)).toBeUndefined();
  });

  test('another time, key, scheme or nothing at all is not', () => {
    expect(check(`t=1700000001,v1=${good}`)).toBeDefined();
    expect(check(`t=1700000000,v0=${good}`)).toBeDefined();
    expect(check(`t=1700000000,v1=${v1(`1700000000.${body}`, 'old')}`)).toBeDefined();
    expect(check('')).toBeDefined();
    expect(check(`t=1700000000,v1=${good}`, receivedAt + minutes(10))).toMatch(/five minutes/);
  });
});

test('Shopify signs in base64', () => {
  const body = Buffer.from('{"id":1}');
  const signature = createHmac('sha256', 'hush').update(body).digest('base64');
  const headers = { 'x-shopify-hmac-sha256': signature };
  expect(doubt({ signature: 'shopify' }, { headers, body }, { key: 'hush' })).toBeUndefined();
  expect(
    doubt({ signature: 'shopify' }, { headers, body: Buffer.from('{"id":2}') }, { key: 'hush' }),
  ).toBeDefined();
});

test('an own way to sign is described by its parts, and signs bytes that are no text', () => {
  const receivedAt = Date.now();
  const body = Buffer.from([0xff, 0x00, 0xfe, 0x80]);
  const time = seconds(receivedAt);
  const hmac = {
    header: 'X-Sign',
    algorithm: 'sha512',
    encoding: 'base64',
    prefix: 'v2:',
    signed: '{timestamp}.{body}.end',
    timestamp: 'x-time',
  } as const;
  const signature = createHmac('sha512', 'k').update(`${time}.`).update(body).update('.end').digest('base64');
  const headers = { 'x-sign': `v2:${signature}`, 'x-time': time };
  const ways: Ways = { signature: 'hmac', hmac };
  expect(doubt(ways, { headers, body, receivedAt }, { key: 'k' })).toBeUndefined();
  expect(
    doubt(ways, { headers, body: Buffer.from([0xfe, 0x00, 0xfe, 0x80]), receivedAt }, { key: 'k' }),
  ).toBeDefined();
  expect(
    doubt(ways, { headers: { 'x-sign': headers['x-sign'] }, body, receivedAt }, { key: 'k' }),
  ).toBeDefined();
});

test('without a key nobody is believed', () => {
  const signatures = [
    'github',
    'stripe',
    'slack',
    'shopify',
    'twilio',
    'standard',
    'zoom',
    'dropbox',
    'meta',
    'x',
    'hmac',
  ] as const;
  for (const signature of signatures) expect(doubt({ signature }, {}, {})).toMatch(/no key/);
  for (const auth of ['basic', 'bearer', 'header', 'jwt'] as const)
    expect(doubt({ auth }, {}, {})).toBeDefined();
});

describe('signing in', () => {
  const authorization = (text: string): Partial<WholeCall> => ({ headers: { authorization: text } });

  test('a user name and a password (RFC 7617)', () => {
    const secret = { user: 'Aladdin', password: 'open sesame' };
    expect(
      doubt({ auth: 'basic' }, authorization('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='), secret),
    ).toBeUndefined();
    expect(
      doubt({ auth: 'basic' }, authorization('Basic QWxhZGRpbjpvcGVuIHNlc2FtZT=='), {
        ...secret,
        password: 'x',
      }),
    ).toBeDefined();
    expect(doubt({ auth: 'basic' }, {}, secret)).toBeDefined();
  });

  test('a bearer token, and a secret in a header', () => {
    expect(doubt({ auth: 'bearer' }, authorization('bearer abc'), { token: 'abc' })).toBeUndefined();
    expect(doubt({ auth: 'bearer' }, authorization('Bearer abcd'), { token: 'abc' })).toBeDefined();
    const call = { headers: { 'x-key': 'abc' } };
    expect(doubt({ auth: 'header', authHeader: 'X-Key' }, call, { key: 'abc' })).toBeUndefined();
    expect(doubt({ auth: 'header', authHeader: 'X-Key' }, call, { key: 'abd' })).toBeDefined();
  });
});

describe('JWT', () => {
  const token = (header: object, claims: object, key: Parameters<typeof sign>[2] | string): string => {
    const text = [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const bytes =
      typeof key === 'string'
        ? createHmac('sha256', key).update(text).digest()
        : sign('sha256', Buffer.from(text), key);
    return `${text}.${bytes.toString('base64url')}`;
  };
  const check = (
    text: string,
    secret: Record<string, unknown>,
    receivedAt = Date.now(),
  ): string | undefined =>
    doubt({ auth: 'jwt' }, { headers: { authorization: `Bearer ${text}` }, receivedAt }, secret);

  test('the well-known example with a shared key', () => {
    const example =
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c';
    expect(check(example, { key: 'your-256-bit-secret' })).toBeUndefined();
    expect(check(`${example.slice(0, -3)}A5c`, { key: 'your-256-bit-secret' })).toBeDefined();
    expect(check(example, { key: 'your-256-bit-secret', algorithm: 'HS512' })).toMatch(/HS256, not HS512/);
  });

  test('the example of RFC 7515 A.3 with a public key, and only that', () => {
    const key = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
        y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      },
    });
    const pem = key.export({ type: 'spki', format: 'pem' }).toString();
    const example =
      'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';
    const then = 1_300_819_000_000;
    expect(check(example, { publicKey: pem }, then)).toBeUndefined();
    expect(check(example, { publicKey: pem, issuer: 'joe' }, then)).toBeUndefined();
    expect(check(example, { publicKey: pem, issuer: 'jane' }, then)).toMatch(/"iss"/);
    expect(check(example, { publicKey: pem })).toBe('The token has expired.');
  });

  test('a public key is never taken for a shared one, and "none" for no signature', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(check(token({ alg: 'RS256' }, {}, privateKey), { publicKey: pem })).toBeUndefined();
    expect(check(token({ alg: 'HS256' }, {}, pem), { publicKey: pem })).toMatch(/no key for tokens/);
    expect(check(token({ alg: 'none' }, {}, ''), { publicKey: pem })).toBeDefined();
    expect(check(token({ alg: 'none' }, {}, ''), { key: 'k' })).toBeDefined();
  });

  test('times and audiences count', () => {
    const now = Date.now();
    const claims = (given: object): string | undefined =>
      check(token({ alg: 'HS256' }, given, 'k'), { key: 'k', audience: 'me' });
    const at = (shift: number): number => Math.floor((now + shift) / 1000);
    expect(claims({ aud: ['you', 'me'], exp: at(minutes(5)) })).toBeUndefined();
    expect(claims({ aud: 'you' })).toMatch(/"aud"/);
    expect(claims({ aud: 'me', exp: at(-minutes(5)) })).toMatch(/expired/);
    expect(claims({ aud: 'me', nbf: at(minutes(5)) })).toMatch(/not valid yet/);
    expect(claims({ aud: 'me', exp: 'soon' })).toMatch(/expired/);
  });
});
