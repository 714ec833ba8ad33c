import { generateKeyPairSync } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient } from '#engine/http';
import {
  JWT_BEARER,
  type MemoryStore,
  memoryStore,
  serveAnswers,
  startProvider,
  type TestProvider,
  walk,
} from '#test/oauth';
import { makeOAuthSigner } from './make-signer.ts';
import { SignIns } from './sign-in/sign-ins.ts';

const http = createHttpClient({ privateNetwork: 'allow' });
const never = new AbortController().signal;
const HOUR = 3_600_000;
const MACHINE = { grant: 'clientCredentials', clientId: 'machine', clientSecret: 'machine-secret:100%+&/=' };

let service: TestProvider;
let store: MemoryStore;
/** How far our clock is ahead of the service's. */
let ahead = 0;
const now = () => Date.now() + ahead;

beforeAll(async () => {
  service = await startProvider();
});
afterAll(async () => {
  await service.close();
  await http.close();
});
beforeEach(() => {
  store = memoryStore();
  ahead = 0;
});

const signerOf = async (id: string, of = store) =>
  makeOAuthSigner(await of.open(id), { store: of, http, now });

function requestTo(url: string) {
  return { method: 'GET', url: new URL(url), headers: {} as Record<string, string>, body: undefined };
}

/** Calls the API as a run does: signs, and once more where the signer thinks it worth it. */
async function call(
  signer: Awaited<ReturnType<typeof signerOf>>,
  url = `${service.url}/api`,
  signal = never,
) {
  const request = requestTo(url);
  for (let attempt = 1; ; attempt++) {
    await signer.sign(request, signal);
    const { status, headers } = await http.request({ method: 'GET', url, headers: request.headers, signal });
    if (status < 400 || attempt === 2 || !(await signer.refused?.({ status, headers }, request, signal)))
      return status;
  }
}

/** A credential that ada has signed in with. */
async function signedIn(more = {}): Promise<string> {
  const id = store.add(service.fields({ clientId: 'desktop', extraParams: { prompt: 'consent' }, ...more }));
  const news = new SignIns({ store, http, now }).start(id, { paste: false, signal: never });
  const { value } = await news.next();
  const done = news.next();
  await fetch((await walk(value?.step === 'open' ? value.url : '')).left ?? '');
  expect((await done).value).toEqual({ step: 'done' });
  return id;
}

interface Kept {
  tokens?: { accessToken: string; refreshToken?: string; previousRefreshToken?: string };
  ended?: string;
}
const kept = (id: string, of = store) => of.stateOf(id) as Kept;

/** How many token requests this work made. */
async function asking(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = service.asked.length;
  await work();
  return service.asked.slice(before);
}

describe('a client of its own', () => {
  it.each([
    ['a Basic header, its secret escaped', MACHINE],
    ['the body', { ...MACHINE, clientId: 'machine-body', clientSecret: 'body-secret', tokenAuth: 'body' }],
  ])('shows itself by %s', async (_, fields) => {
    const signer = await signerOf(store.add(service.fields({ ...fields, scopes: 'api' })));
    expect(await asking(async () => expect(await call(signer)).toBe(200))).toEqual(['client_credentials']);
    expect(await asking(async () => expect(await call(signer)).toBe(200))).toEqual([]);
  });

  it('says so when its secret is wrong, without the secret', async () => {
    const fields = service.fields({ ...MACHINE, clientSecret: 'quite-wrong', scopes: 'api' });
    const signer = await signerOf(store.add(fields));
    await expect(call(signer)).rejects.toThrow(/refused to give a token \(invalid_client/);
    await expect(call(signer)).rejects.not.toThrow(/quite-wrong/);
    expect(store.notes.at(-1)).toMatchObject({
      health: 'failing',
      problem: expect.stringContaining('refused to give a token (invalid_client'),
    });
  });
});

describe('renewal', () => {
  it('comes before the end, and rotates the refresh token', async () => {
    const id = await signedIn();
    const signer = await signerOf(id);
    const first = kept(id).tokens;
    ahead = HOUR - 90_000;
    expect(await asking(() => call(signer))).toEqual([]);
    ahead = HOUR - 50_000;
    expect(await asking(() => call(signer))).toEqual(['refresh_token']);
    const second = kept(id).tokens;
    expect(second?.refreshToken).not.toBe(first?.refreshToken);
    expect(second).toMatchObject({ previousRefreshToken: first?.refreshToken });
    expect(signer.secrets()).toEqual(expect.arrayContaining([second?.accessToken, second?.refreshToken]));
    // The rotated one works in its turn.
    ahead = 2 * HOUR;
    expect(await asking(async () => expect(await call(signer)).toBe(200))).toEqual(['refresh_token']);
  });

  it('happens once for 50 runs that find the token ended', async () => {
    const id = await signedIn();
    const signers = await Promise.all(Array.from({ length: 50 }, () => signerOf(id)));
    ahead = HOUR;
    const statuses: number[] = [];
    const asked = await asking(async () =>
      statuses.push(...(await Promise.all(signers.map((one) => call(one))))),
    );
    expect(asked).toEqual(['refresh_token']);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('happens once for 50 runs whose token is refused, and each goes on', async () => {
    const id = await signedIn();
    const signers = await Promise.all(Array.from({ length: 50 }, () => signerOf(id)));
    await (await service.provider.AccessToken.find(kept(id).tokens?.accessToken ?? ''))?.destroy();
    const statuses: number[] = [];
    const asked = await asking(async () =>
      statuses.push(...(await Promise.all(signers.map((one) => call(one))))),
    );
    expect(asked).toEqual(['refresh_token']);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('goes on for the others when one of those who wait gives up', async () => {
    const id = await signedIn();
    ahead = HOUR;
    const [hasty, patient] = [await signerOf(id), await signerOf(id)];
    const caller = new AbortController();
    const given = Promise.resolve(hasty.sign(requestTo(service.url), caller.signal));
    const other = call(patient);
    caller.abort(new Error('given up'));
    await expect(given).rejects.toThrow('given up');
    expect(await other).toBe(200);
  });

  it('is not tried again and again where a service refuses even new tokens', async () => {
    const picky = await serveAnswers(() => ({ status: 401 }));
    onTestFinished(picky.close);
    const signer = await signerOf(await signedIn());
    expect(await asking(async () => expect(await call(signer, picky.url)).toBe(401))).toEqual([
      'refresh_token',
    ]);
    expect(await asking(async () => expect(await call(signer, picky.url)).toBe(401))).toEqual([]);
    expect(store.notes.at(-1)).toMatchObject({
      health: 'failing',
      problem: expect.stringContaining('even a fresh token'),
    });
    ahead = 61_000;
    expect(await asking(() => call(signer, picky.url))).toEqual(['refresh_token']);
  });

  it('does not follow from a lack of rights', async () => {
    const headers = { 'www-authenticate': 'Bearer error="insufficient_scope"' };
    const signer = await signerOf(await signedIn());
    const request = requestTo(service.url);
    await signer.sign(request, never);
    expect(await signer.refused?.({ status: 403, headers: {} }, request, never)).toBe(false);
    expect(await signer.refused?.({ status: 401, headers }, request, never)).toBe(false);
  });
});

describe('what is saved', () => {
  it('is durable before anybody gets the token', async () => {
    const id = await signedIn();
    ahead = HOUR;
    const saved = Promise.withResolvers<void>();
    const save = store.saveState;
    const begun = Promise.withResolvers<void>();
    store.saveState = async (...state) => {
      begun.resolve();
      await saved.promise;
      await save(...state);
    };
    let signed = false;
    const request = requestTo(service.url);
    const signing = Promise.resolve((await signerOf(id)).sign(request, never)).then(() => {
      signed = true;
    });
    await begun.promise;
    await turn();
    expect(signed).toBe(false);
    saved.resolve();
    await signing;
    expect(request.headers.authorization).toBe(`Bearer ${kept(id).tokens?.accessToken}`);
  });

  it('is saved later where the disk was full, without asking the service again', async () => {
    const id = await signedIn();
    ahead = HOUR;
    const signer = await signerOf(id);
    store.broken = new Error('no space left');
    expect(await asking(() => expect(call(signer)).rejects.toThrow('no space left'))).toEqual([
      'refresh_token',
    ]);
    expect(await asking(() => expect(call(signer)).rejects.toThrow('no space left'))).toEqual([]);
    store.broken = undefined;
    expect(await asking(async () => expect(await call(signer)).toBe(200))).toEqual([]);
    ahead = 2 * HOUR;
    expect(await call(signer)).toBe(200);
  });

  it('serves another process, which goes on with it', async () => {
    const id = await signedIn();
    const other = memoryStore();
    other.add((await store.open(id)).values, { state: kept(id) as Record<string, unknown> });
    expect(await asking(async () => expect(await call(await signerOf(id, other))).toBe(200))).toEqual([]);
  });

  it('is used where another process has renewed meanwhile', async () => {
    const id = await signedIn();
    const signer = await signerOf(id);
    await call(signer);
    const other = memoryStore();
    other.add((await store.open(id)).values, { state: kept(id) as Record<string, unknown> });
    ahead = HOUR;
    await call(await signerOf(id, other));
    await store.saveState(id, other.stateOf(id));
    expect(await asking(async () => expect(await call(signer)).toBe(200))).toEqual([]);
  });

  it('falls back on the refresh token before, where the new one never counted', async () => {
    const good = 'the-old-one';
    const server = await serveAnswers(({ body }) =>
      new URLSearchParams(body).get('refresh_token') === good
        ? { body: { access_token: 'fresh', refresh_token: 'newest' } }
        : { status: 400, body: { error: 'invalid_grant' } },
    );
    onTestFinished(server.close);
    const fields = { grant: 'refreshToken', clientId: 'me', tokenUrl: server.url, refreshToken: good };
    const id = store.add(fields);
    const signer = await signerOf(id);
    await signer.sign(requestTo(service.url), never);
    const state = kept(id);
    expect(state.tokens).toMatchObject({ refreshToken: 'newest', previousRefreshToken: good });
    const later = memoryStore();
    const tokens = { ...state.tokens, expiresAt: now() - 1 };
    later.add(fields, { state: { ...state, tokens } });
    const request = requestTo(service.url);
    await (await signerOf('c1', later)).sign(request, never);
    expect(request.headers.authorization).toBe('Bearer fresh');
  });
});

describe('a sign-in that is over', () => {
  async function revoke(id: string): Promise<void> {
    const form = { token: kept(id).tokens?.refreshToken ?? '', client_id: 'desktop' };
    const url = `${service.url}/token/revocation`;
    expect((await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).status).toBe(200);
  }

  it('is told in a sentence, and the service is not asked again, not even by the next process', async () => {
    const id = await signedIn();
    const signer = await signerOf(id);
    await revoke(id);
    ahead = HOUR;
    const refused = expect.objectContaining({
      code: 'RECONNECT',
      kind: 'user',
      message: expect.stringMatching(/^The sign-in of "Acme" has ended: .* \(invalid_grant/),
      hint: 'Open Connections and choose "Sign in" there.',
    });
    expect(await asking(() => expect(call(signer)).rejects.toEqual(refused))).toEqual(['refresh_token']);
    expect(store.notes.at(-1)).toMatchObject({
      health: 'reconnect',
      problem: expect.stringContaining('has ended'),
    });
    expect(JSON.stringify(store.notes)).not.toContain(kept(id).tokens?.refreshToken ?? 'Bearer');
    expect(await asking(() => expect(call(signer)).rejects.toEqual(refused))).toEqual([]);
    const other = memoryStore();
    other.add((await store.open(id)).values, { state: kept(id) as Record<string, unknown> });
    expect(
      await asking(async () => expect(call(await signerOf(id, other))).rejects.toEqual(refused)),
    ).toEqual([]);
  });

  it('is over too when the process died between rotation and saving, as far as the service minds', async () => {
    const id = await signedIn();
    const before = { ...store.stateOf(id) };
    ahead = HOUR;
    await call(await signerOf(id));
    const restarted = memoryStore();
    restarted.add((await store.open(id)).values, { state: before });
    await expect(call(await signerOf(id, restarted))).rejects.toMatchObject({ code: 'RECONNECT' });
  });

  it('is good again after the next sign-in', async () => {
    const id = await signedIn();
    const signer = await signerOf(id);
    await revoke(id);
    ahead = HOUR;
    await expect(call(signer)).rejects.toThrow('has ended');
    const again = kept(await signedIn());
    await store.saveState(id, again as Record<string, unknown>);
    expect(await call(signer)).toBe(200);
  });

  it('asks to sign in where there is nothing to renew with', async () => {
    const server = await serveAnswers(() => ({ body: { access_token: 'short', expires_in: 600 } }));
    onTestFinished(server.close);
    const id = store.add({ authUrl: server.url, tokenUrl: server.url, clientId: 'me' });
    const signIns = new SignIns({ store, http, now });
    const news = signIns.start(id, { paste: true, signal: never });
    const { value } = await news.next();
    const done = news.next();
    signIns.finish(value?.step === 'open' ? value.signIn : '', 'a-code');
    await done;
    const { expiresAt = 0 } = store.notes.at(-1) ?? {};
    expect(expiresAt).toBeGreaterThan(now());
    const signer = await signerOf(id);
    const request = requestTo(service.url);
    await signer.sign(request, never);
    const refused = { status: 401, headers: {} };
    await expect(signer.refused?.(refused, request, never)).rejects.toMatchObject({ code: 'RECONNECT' });
    expect(store.notes.at(-1)).toMatchObject({ health: 'reconnect' });
    ahead = 600_000;
    await expect(signer.sign(request, never)).rejects.toMatchObject({
      code: 'RECONNECT',
      hint: expect.stringContaining('offline_access'),
    });
  });

  it('has never begun for a new credential, or for one whose scopes have changed', async () => {
    const id = store.add(service.fields({ clientId: 'desktop' }));
    await expect(call(await signerOf(id))).rejects.toMatchObject({ code: 'SIGN_IN_NEEDED' });
    const signed = await signedIn();
    const { values, state } = await store.open(signed);
    const changed = store.add({ ...values, scopes: 'openid api' }, { state });
    await expect(call(await signerOf(changed))).rejects.toMatchObject({ code: 'SIGN_IN_NEEDED' });
    const sameScopes = store.add({ ...values, clientSecret: 'new' }, { state });
    expect(await call(await signerOf(sameScopes))).toBe(200);
  });
});

describe('clocks that are off', () => {
  it.each([-2 * HOUR, 2 * HOUR])('by %i ms neither renew too often nor too late', async (off) => {
    ahead = off;
    const id = await signedIn();
    const signer = await signerOf(id);
    expect(await asking(async () => expect(await call(signer)).toBe(200))).toEqual([]);
    ahead = off + HOUR;
    expect(await asking(async () => expect(await call(signer)).toBe(200))).toEqual(['refresh_token']);
  });

  it('that were put back say nothing about when a token ends', async () => {
    ahead = 5 * HOUR;
    const signer = await signerOf(await signedIn());
    ahead = 0;
    expect(await asking(() => call(signer))).toEqual(['refresh_token']);
  });
});

describe('a signed JWT for a token', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  let strict: TestProvider;

  beforeAll(async () => {
    strict = await startProvider();
    const { provider } = strict;
    provider.registerGrantType(
      JWT_BEARER,
      async (context) => {
        const { assertion } = context.oidc.params ?? {};
        const checked = await jwtVerify(String(assertion), publicKey, {
          audience: `${strict.url}/token`,
          issuer: 'robot@example.com',
          maxTokenAge: '5 minutes',
        }).catch(() => undefined);
        const client = await provider.Client.find('robot');
        if (!checked || !client) {
          context.status = 400;
          context.body = { error: 'invalid_grant', error_description: 'Invalid JWT' };
          return;
        }
        const token = new provider.ClientCredentials({ client, scope: String(checked.payload.scope) });
        context.body = { access_token: await token.save(), expires_in: 3600, sub: checked.payload.sub };
      },
      ['assertion', 'scope'],
    );
  });
  afterAll(() => strict.close());

  const robot = (more: object) => strict.fields({ grant: 'jwtBearer', scopes: 'api', ...more });
  const file = JSON.stringify({ private_key: pem, private_key_id: 'k1', client_email: 'robot@example.com' });

  it.each([
    ['a key and an issuer', { jwtKey: pem, jwtIssuer: 'robot@example.com' }],
    ['the key file of a service account', { jwtKey: file }],
  ])('is made of %s', async (_, more) => {
    // The provider wants to know its client; a service account has none.
    const id = store.add(robot({ ...more, extraParams: { client_id: 'robot' } }));
    expect(await call(await signerOf(id), `${strict.url}/api`)).toBe(200);
  });

  it.each([-3 * HOUR, 3 * HOUR])(
    'is signed for the time of the service where our clock is off by %i ms',
    async (off) => {
      ahead = off;
      const id = store.add(robot({ jwtKey: file, extraParams: { client_id: 'robot' } }));
      expect(await call(await signerOf(id), `${strict.url}/api`)).toBe(200);
    },
  );

  it('says what is wrong with the key, without the key', async () => {
    const broken = store.add(robot({ jwtKey: file.slice(0, 200) }));
    await expect(call(await signerOf(broken))).rejects.toThrow(
      /^The key file cannot be read: it is not valid JSON$/,
    );
    const without = store.add(robot({}));
    await expect(call(await signerOf(without))).rejects.toThrow(/Private key is needed/);
  });
});
