import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignInNews } from '#contract/connection';
import { createHttpClient } from '#engine/http';
import { type MemoryStore, memoryStore, startProvider, type TestProvider, walk } from '#test/oauth';
import { makeOAuthSigner } from '../make-signer.ts';
import { SignIns } from './sign-ins.ts';

const http = createHttpClient({ privateNetwork: 'allow' });
const never = new AbortController().signal;
let service: TestProvider;
let store: MemoryStore;
let signIns: SignIns;

beforeAll(async () => {
  service = await startProvider();
});
afterAll(async () => {
  await service.close();
  await http.close();
});
beforeEach(() => {
  store = memoryStore();
  signIns = new SignIns({ store, http, now: Date.now });
});

type Step<S extends SignInNews['step']> = Extract<SignInNews, { step: S }>;

/** The next news, which must be of this step. */
async function next<S extends SignInNews['step']>(
  news: AsyncGenerator<SignInNews>,
  step: S,
): Promise<Step<S>> {
  const { value } = await news.next();
  expect(value).toMatchObject({ step });
  return value as Step<S>;
}

const start = (id: string, paste = false, signal = never) => signIns.start(id, { paste, signal });
const desktop = (more = {}) =>
  store.add(service.fields({ clientId: 'desktop', extraParams: { prompt: 'consent' }, ...more }));

/** What the API says to a request signed with the credential. */
async function callApi(id: string): Promise<number> {
  const signer = makeOAuthSigner(await store.open(id), { store, http, now: Date.now });
  const url = new URL(`${service.url}/api`);
  const request = { method: 'GET', url, headers: {}, body: undefined };
  await signer.sign(request, never);
  return (await http.request({ method: 'GET', url: url.href, headers: request.headers, signal: never }))
    .status;
}

describe('in a browser that comes back', () => {
  it('gives tokens that the API takes, and says so in a page without script', async () => {
    const id = desktop();
    const news = start(id);
    const { url, paste } = await next(news, 'open');
    expect(paste).toBe(false);
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
    const done = next(news, 'done');
    const { left = '' } = await walk(url);
    expect(new URL(left).hostname).toBe('127.0.0.1');
    const page = await fetch(left);
    const text = await page.text();
    expect(text).toContain('Signed in');
    expect(text).not.toMatch(/<script|https?:/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    await done;
    expect(await callApi(id)).toBe(200);
    expect(store.notes.at(-1)).toMatchObject({ health: 'ready', problem: undefined });
    expect((await news.next()).done).toBe(true);
    await expect(fetch(left)).rejects.toThrow();
  });

  it('does not take an answer with another state, nor one for another path or host, and goes on waiting', async () => {
    const news = start(desktop());
    const { url } = await next(news, 'open');
    const done = next(news, 'done');
    const { left = '' } = await walk(url);
    const wrong = new URL(left);
    wrong.searchParams.set('state', 'A'.repeat(43));
    const page = await fetch(wrong);
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('does not belong to a sign-in');
    wrong.searchParams.delete('state');
    expect((await fetch(wrong)).status).toBe(400);
    expect((await fetch(left.replace('/callback', '/other'))).status).toBe(404);
    expect((await fetch(left, { method: 'POST' })).status).toBe(404);
    const rebound = { method: 'GET', url: left, headers: { host: 'rebound.example' }, signal: never };
    expect((await http.request(rebound)).status).toBe(404);
    expect((await fetch(left)).status).toBe(200);
    await done;
  });

  it('keeps sign-ins apart: the answer of one at the port of another does nothing', async () => {
    const [one, other] = [start(desktop()), start(desktop())];
    const [a, b] = [await next(one, 'open'), await next(other, 'open')];
    const done = next(one, 'done');
    const { left = '' } = await walk(a.url);
    const misled = new URL(left);
    misled.port = new URL(new URL(b.url).searchParams.get('redirect_uri') ?? '').port;
    expect((await fetch(misled)).status).toBe(400);
    expect((await fetch(left)).status).toBe(200);
    await done;
    await other.return(undefined);
  });

  it('tells in a sentence what the service refuses', async () => {
    const news = start(desktop());
    const { url } = await next(news, 'open');
    const failed = next(news, 'failed');
    const { searchParams } = new URL(url);
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.search = new URLSearchParams({
      state: searchParams.get('state') ?? '',
      error: 'access_denied',
      error_description: '<b>no\nway</b>',
    }).toString();
    const page = await (await fetch(back)).text();
    expect(page).toContain('Not signed in');
    expect(page).not.toContain('<b>');
    expect(await failed).toMatchObject({
      message: expect.stringMatching(/did not let you sign in \(access_denied: <b>no way<\/b>\)$/),
      hint: expect.stringContaining('Sign in again'),
    });
  });

  it('fails with a sentence where the code is not accepted, and keeps nothing', async () => {
    const id = desktop();
    const news = start(id);
    const { url } = await next(news, 'open');
    const failed = next(news, 'failed');
    const { left = '' } = await walk(url);
    const spoiled = new URL(left);
    spoiled.searchParams.set('code', 'a-code-of-my-own');
    expect((await fetch(spoiled)).status).toBe(400);
    const { message } = await failed;
    expect(message).toContain('refused to give a token (invalid_grant');
    expect(message).not.toContain('a-code-of-my-own');
    expect(store.stateOf(id)).toBeUndefined();
  });

  it('is given up with its caller: the port is closed', async () => {
    const caller = new AbortController();
    const news = start(desktop(), false, caller.signal);
    const { url } = await next(news, 'open');
    const end = news.next();
    caller.abort();
    expect((await end).done).toBe(true);
    await expect(fetch(new URL(url).searchParams.get('redirect_uri') ?? '')).rejects.toThrow();
  });

  it('is given up when its caller stops iterating', async () => {
    const news = start(desktop());
    const { url } = await next(news, 'open');
    await news.return(undefined);
    await expect(fetch(new URL(url).searchParams.get('redirect_uri') ?? '')).rejects.toThrow();
  });

  it('ends with a sentence when nobody signs in', async () => {
    signIns = new SignIns({ store, http, now: Date.now }, { deadline: 1 });
    const news = start(desktop());
    const all: SignInNews[] = [];
    for await (const one of news) all.push(one);
    expect(all.at(-1)).toMatchObject({ step: 'failed', message: 'Nobody signed in before the time was up' });
  });

  it('says which port is taken', async () => {
    const busy = createServer();
    await new Promise<void>((ready) => busy.listen(0, '127.0.0.1', ready));
    const { port } = busy.address() as AddressInfo;
    const news = start(desktop({ redirectUrl: `http://127.0.0.1:${port}/callback` }));
    expect(await next(news, 'failed')).toMatchObject({
      message: expect.stringContaining(`Port ${port}`),
      hint: expect.stringContaining('Another program uses it'),
    });
    busy.close();
  });
});

describe('in a browser elsewhere', () => {
  it('takes the pasted address', async () => {
    const id = desktop();
    const news = start(id, true);
    const { url, paste, signIn } = await next(news, 'open');
    expect(paste).toBe(true);
    const done = next(news, 'done');
    const { left = '' } = await walk(url);
    expect(signIns.finish(signIn, ` ${left}\n`)).toBe(true);
    await done;
    expect(await callApi(id)).toBe(200);
    expect(signIns.finish(signIn, left)).toBe(false);
  });

  it('takes the pasted code alone, also of an address that is not on this machine', async () => {
    const id = desktop({ redirectUrl: 'https://elsewhere.example/cb' });
    const news = start(id);
    const { url, paste, signIn } = await next(news, 'open');
    expect(paste).toBe(true);
    const done = next(news, 'done');
    const { left = '' } = await walk(url);
    expect(left).toMatch(/^https:\/\/elsewhere\.example\/cb\?/);
    expect(signIns.finish(signIn, new URL(left).searchParams.get('code') ?? '')).toBe(true);
    await done;
    expect(await callApi(id)).toBe(200);
  });

  it('says what is wrong with what was pasted, and takes the right one then', async () => {
    const news = start(desktop(), true);
    const { url, signIn } = await next(news, 'open');
    const done = next(news, 'done');
    const { left = '' } = await walk(url);
    const changed = (change: (url: URL) => void) => {
      const copy = new URL(left);
      change(copy);
      return copy.href;
    };
    const paste = (text: string) => () => signIns.finish(signIn, text);
    expect(paste(changed((to) => to.searchParams.set('state', 'wrong')))).toThrow('another sign-in');
    expect(paste(changed((to) => to.searchParams.delete('state')))).toThrow('another sign-in');
    expect(paste(changed((to) => (to.port = '1')))).toThrow('not where');
    expect(paste(url)).toThrow('not where');
    expect(paste('two words')).toThrow('neither an address nor a code');
    expect(paste(left)()).toBe(true);
    await done;
  });
});

describe('with a code typed elsewhere', () => {
  const waits: number[] = [];
  beforeEach(() => {
    waits.length = 0;
  });

  it('asks at the pace it is told until the user has agreed', async () => {
    let agree = async () => {};
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
      if (waits.length === 2) await agree();
    };
    signIns = new SignIns({ store, http, now: Date.now }, { wait });
    const id = store.add(service.fields({ grant: 'deviceCode', clientId: 'tv' }));
    const news = start(id);
    const { url, userCode, expiresAt } = await next(news, 'code');
    expect(userCode).toMatch(/^\w{4}-\w{4}$/);
    expect(expiresAt).toBeGreaterThan(Date.now());
    agree = async () => {
      const { page } = await walk(url);
      expect(page).toMatch(/success/i);
    };
    await next(news, 'done');
    expect(waits).toEqual([5000, 5000]);
    expect(await callApi(id)).toBe(200);
  });

  it('asks less often when told to slow down or when the service is away, and ends with the code', async () => {
    const answers: [number, object][] = [
      [
        200,
        {
          device_code: 'd',
          user_code: 'u',
          verification_url: 'https://go.example',
          interval: 2,
          expires_in: 60,
        },
      ],
      [400, { error: 'authorization_pending' }],
      [400, { error: 'slow_down' }],
      [503, {}],
      [400, { error: 'expired_token' }],
    ];
    const server = createServer((_, response) => {
      const [status, body] = answers.shift() ?? [500, {}];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    signIns = new SignIns({ store, http, now: Date.now }, { wait: async (ms) => void waits.push(ms) });
    const id = store.add({ grant: 'deviceCode', clientId: 'tv', tokenUrl: url, deviceUrl: url });
    const news = start(id);
    expect(await next(news, 'code')).toMatchObject({ url: 'https://go.example', userCode: 'u' });
    expect(await next(news, 'failed')).toMatchObject({
      message: 'The code was not typed in before it ended',
    });
    expect(waits).toEqual([2000, 2000, 7000, 12_000]);
    server.close();
  });
});

it('says what is missing in the credential', async () => {
  const id = store.add({
    grant: 'authorizationCode',
    tokenUrl: `${service.url}/token`,
    authUrl: service.url,
    clientId: '',
  });
  expect(await next(start(id), 'failed')).toMatchObject({
    message: 'The connection "Acme" is not complete: Client id is needed for this grant',
  });
});
