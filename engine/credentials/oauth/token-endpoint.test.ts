import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient } from '#engine/http';
import { type Given, type Got, memoryStore, serveAnswers } from '#test/oauth';
import { makeOAuthSigner } from './make-signer.ts';

const http = createHttpClient({ privateNetwork: 'allow' });
afterAll(() => http.close());

const SECRET = 'sesame "open" / 100%';

/** What a signed request carries when the token endpoint answers this way, and what the endpoint was asked. */
async function signWith(
  answer: Given | ((got: Got) => Given),
  values: Record<string, unknown> = {},
  now = Date.now,
) {
  const asked: Got[] = [];
  const server = await serveAnswers((got) => {
    asked.push(got);
    return typeof answer === 'function' ? answer(got) : answer;
  });
  onTestFinished(server.close);
  const store = memoryStore();
  const fields = { grant: 'clientCredentials', clientId: 'me', clientSecret: SECRET };
  const id = store.add({ tokenUrl: `${server.url}/token`, ...fields, ...values });
  const signer = makeOAuthSigner(await store.open(id), { store, http, now });
  const request = {
    method: 'GET',
    url: new URL('https://api.example.com/x?a=1'),
    headers: {} as Record<string, string>,
    body: undefined,
  };
  const sign = () => signer.sign(request, new AbortController().signal);
  return { sign, request, asked, store, signer, host: new URL(server.url).host };
}

/** The error that signing ends with. */
async function refusal(answer: Given, values = {}): Promise<{ text: string; error: unknown }> {
  const { sign } = await signWith(answer, values);
  const error: unknown = await Promise.resolve(sign()).then(
    () => expect.unreachable('it should be refused'),
    (reason) => reason,
  );
  const { message, hint, detail, cause } = error as Error & { hint: string; detail: unknown };
  return { error, text: `${message} | ${hint} | ${JSON.stringify(detail)} | ${String(cause)}` };
}

describe('answers that hold a token', () => {
  const token = { access_token: 'abc', expires_in: 60 };

  it.each<[string, Given]>([
    ['JSON', { body: token }],
    [
      'JSON that says it is a web page',
      { body: JSON.stringify(token), headers: { 'content-type': 'text/html' } },
    ],
    ['a life in a string', { body: { access_token: 'abc', expires_in: '60' } }],
    [
      'a form',
      {
        body: 'access_token=abc&expires_in=60&scope=a%20b',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
    ],
  ])('%s', async (_, answer) => {
    const { sign, request, store } = await signWith(answer);
    await sign();
    expect(request.headers.authorization).toBe('Bearer abc');
    const { tokens } = store.stateOf('c1') as { tokens: { expiresAt: number; obtainedAt: number } };
    expect(tokens.expiresAt - tokens.obtainedAt).toBe(60_000);
  });

  it.each([undefined, 0, -1, 'never', null])(
    'expires_in %s: good until it is refused',
    async (expires_in) => {
      let time = 1e12;
      const { sign, asked } = await signWith({ body: { access_token: 'abc', expires_in } }, {}, () => time);
      await sign();
      time += 3e11;
      await sign();
      expect(asked).toHaveLength(1);
    },
  );

  it('goes into the header or parameter of choice', async () => {
    const header = await signWith({ body: token }, { headerName: 'X-Auth', headerPrefix: '' });
    await header.sign();
    expect(header.request.headers).toEqual({ 'x-auth': 'abc' });
    const query = await signWith({ body: token }, { tokenPlace: 'query', queryName: 'key' });
    await query.sign();
    await query.sign();
    expect(query.request.url.href).toBe('https://api.example.com/x?a=1&key=abc');
  });
});

describe('answers that hold none', () => {
  it.each<[string, Given, RegExp]>([
    [
      'a web page',
      { body: '<!DOCTYPE html><title>Log in</title>', headers: { 'content-type': 'text/html' } },
      /with a web page instead of a token \| Check the token address/,
    ],
    ['nothing', { body: '' }, /with nothing instead of a token/],
    ['other text', { body: 'hello' }, /neither JSON nor a form/],
    ['a list', { body: '[1]' }, /neither JSON nor a form/],
    ['no token', { body: { token_type: 'bearer' } }, /sent no token: its answer has no access_token/],
    ['a token of two lines', { body: { access_token: 'a\r\nx: y' } }, /something that cannot be a token/],
    ['a number', { body: { access_token: 5 } }, /something that cannot be a token/],
    ['far too much', { body: { access_token: 'a'.repeat(2_000_000) } }, /more than 1048576 bytes/],
    [
      'a failure',
      { status: 500, body: '<h1>boom</h1>' },
      /cannot give tokens now: it answered with status 500/,
    ],
    ['a wrong address', { status: 404, body: '<h1>what?</h1>' }, /status 404 \| Check the token address/],
    [
      'a redirect',
      { status: 307, headers: { location: 'https://evil.example/collect?x=1' } },
      /sends token requests on to https:\/\/evil\.example\/collect, which is not followed/,
    ],
    [
      'a no',
      { status: 401, body: { error: 'invalid_client', error_description: 'No such client.' } },
      /refused to give a token \(invalid_client: No such client\) \| Check client id and secret/,
    ],
    [
      'a no with status 200',
      { body: { ok: false, error: 'bad_code' } },
      /refused to give a token \(bad_code\)/,
    ],
    [
      'a no of another shape',
      { status: 400, body: { error: { code: 190, type: 'OAuthException', message: 'Bad token' } } },
      /OAuthException: Bad token/,
    ],
  ])('%s', async (_, answer, sentence) => {
    const { text } = await refusal(answer);
    expect(text).toMatch(/^127\.0\.0\.1:\d+ /);
    expect(text).toMatch(sentence);
  });

  it('may be asked again where the service is away or busy, as late as it says', async () => {
    const { error } = await refusal({ status: 503, headers: { 'retry-after': '7' } });
    expect(error).toMatchObject({ kind: 'step', retryable: true, retryAfter: 7000, code: 'HTTP_503' });
    expect((await refusal({ status: 429 })).error).toMatchObject({ retryable: true });
    expect((await refusal({ body: '<html>' })).error).toMatchObject({ retryable: false });
    expect((await refusal({ status: 400, body: { error: 'invalid_client' } })).error).toMatchObject({
      kind: 'user',
    });
  });

  it.each([SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1)])(
    'never repeats a secret, not even written as %s',
    async (echo) => {
      const body = { error: 'invalid_request', error_description: `got ${echo}\n${'x'.repeat(5000)}` };
      const { text } = await refusal({ status: 400, body });
      expect(text).toContain('got ••••••');
      expect(text).not.toMatch(/sesame|open/);
      expect(text.length).toBeLessThan(800);
    },
  );
});

describe("a request of one's own", () => {
  const login = {
    grant: 'custom',
    username: 'ada "x"',
    password: 'p&w',
    tokenPath: 'data.session',
    lifePath: 'data.until',
    headerPrefix: 'Session',
  };

  it('is filled in as JSON or a form wants it', async () => {
    const answer = { body: { data: { session: 's1' } } };
    const json = await signWith(answer, {
      ...login,
      tokenBody: '{"user":"{{username}}","pass":"{{ password }}"}',
      tokenHeaders: { 'X-App': '{{clientId}}' },
    });
    await json.sign();
    expect(JSON.parse(json.asked[0]?.body ?? '')).toEqual({ user: 'ada "x"', pass: 'p&w' });
    expect(json.asked[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-app': 'me' });
    expect(json.request.headers.authorization).toBe('Session s1');
    const form = await signWith(answer, { ...login, tokenBody: 'u={{username}}&p={{password}}' });
    await form.sign();
    expect(Object.fromEntries(new URLSearchParams(form.asked[0]?.body))).toEqual({ u: 'ada "x"', p: 'p&w' });
  });

  it.each<[string, unknown, object]>([
    ['a date', '2030-01-01T00:10:00Z', {}],
    ['seconds since 1970', Date.parse('2030-01-01T00:10:00Z') / 1000, {}],
    ['milliseconds since 1970', Date.parse('2030-01-01T00:10:00Z'), {}],
    ['nothing, but a life is given', undefined, { tokenLife: '10m' }],
  ])('understands %s as the end, whatever our clock says', async (_, until, more) => {
    const theirs = Date.parse('2030-01-01T00:00:00Z');
    // Ours is two hours behind.
    const ours = theirs - 2 * 3_600_000;
    const headers = { date: new Date(theirs).toUTCString() };
    const answer = { headers, body: { data: { session: 's1', until } } };
    const { sign, store } = await signWith(answer, { ...login, ...more }, () => ours);
    await sign();
    expect(store.stateOf('c1')).toMatchObject({ tokens: { expiresAt: ours + 600_000 } });
  });

  it.each(['{{nothing}}', '{{refreshToken}}', '{{tokenUrl}}'])(
    'says that %s stands for nothing',
    async (tokenBody) => {
      expect((await refusal({}, { ...login, tokenBody })).text).toContain(`"${tokenBody}"`);
    },
  );

  it.each(['https://{{username}}/token', 'https://x{{username}}.example/', 'https://x:{{username}}/'])(
    'has a host of its own: %s',
    async (tokenUrl) => {
      await expect(signWith({}, { ...login, tokenUrl })).rejects.toThrow('not a web address');
    },
  );
});

it.each([
  ['http://login.example.com/token', /Token address must start with https:\/\//],
  ['ftp://x', /Token address is not a web address/],
  ['https://a:b@login.example.com/token', /Token address must not have a name and password/],
])('secrets are not sent to %s', async (tokenUrl, sentence) => {
  await expect(signWith({}, { tokenUrl })).rejects.toThrow(sentence);
});

describe('a service with a certificate of its company', () => {
  const folder = join(import.meta.dirname, '..', '..', 'http', 'fixtures');
  const pem = (name: string) => readFileSync(join(folder, name), 'utf8');

  it('is asked where the connection trusts its authority, and only there', async () => {
    const server = createServer({ key: pem('test-key.pem'), cert: pem('test-cert.pem') }, (_, response) =>
      response.end('{"access_token":"abc"}'),
    );
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const tokenUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    const trusting = await signWith({}, { tokenUrl, ca: pem('test-cert.pem') });
    await trusting.sign();
    expect(trusting.request.headers.authorization).toBe('Bearer abc');
    expect(trusting.signer.tls).toEqual({ ca: pem('test-cert.pem') });
    expect((await refusal({}, { tokenUrl })).error).toMatchObject({ code: 'TLS' });
    await expect(signWith({}, { tokenUrl, ca: 'nonsense' })).rejects.toThrow('certificate authority');
  });
});
