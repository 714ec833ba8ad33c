import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignInNews } from '#contract/connection';
import { startProvider, type TestProvider, walk } from '#test/oauth';
import { factsOf, flowText, startApp, type TestApp } from './index.ts';

const PASSPHRASE = 'correct horse battery staple';
const RUNS = 50;

let service: TestProvider;
let app: TestApp;
beforeAll(async () => {
  service = await startProvider();
});
afterAll(() => service.close());
beforeEach(async () => {
  app = await startApp({ trust: true });
  await app.client.connections.setUpVault({ keeper: 'passphrase', passphrase: PASSPHRASE });
});
afterEach(() => app.close());

async function saved(values: Record<string, unknown>): Promise<string> {
  const draft = { name: 'Acme', type: 'http.oauth2', hosts: ['127.0.0.1'], values: service.fields(values) };
  return (await app.client.connections.save(draft)).id;
}

const desktop = () => saved({ clientId: 'desktop', extraParams: { prompt: 'consent' } });

/** Signs in; `browse` does what the user does in the browser. */
async function signIn(id: string, browse: (url: string) => Promise<unknown>): Promise<SignInNews[]> {
  const all: SignInNews[] = [];
  for await (const news of await app.client.connections.signIn({ id })) {
    all.push(news);
    if (news.step === 'open') await browse(news.url);
  }
  return all;
}

const walkBack = async (url: string) => fetch((await walk(url)).left ?? '');

/** A flow that asks the API, bound to the credential. */
async function boundFlow(credential: string): Promise<string> {
  await app.client.connections.bindSlots({ bindings: [{ flow: 'flw_test', slot: 'acme', credential }] });
  const nodes = {
    start: { type: 'trigger.manual' },
    call: { type: 'http.request', connection: 'acme', params: { url: `${service.url}/api` } },
  };
  return flowText(nodes, ['start -> call'], { connections: { acme: { type: 'http.oauth2' } } });
}

async function run(text: string): Promise<string> {
  const { run } = await app.client.runs.start({ path: 'test.flow.json', text, input: [{}] });
  const { event } = (await factsOf(app.client, run)).at(-1) ?? {};
  if (event?.type !== 'run.finished') return String(event?.type);
  return event.error ? `${event.status}: ${event.error.message}` : event.status;
}

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

async function tokensOf(id: string): Promise<Tokens> {
  const { state } = await app.served.app.vault.open(id);
  return { accessToken: '', refreshToken: '', ...(state?.tokens as Tokens | undefined) };
}

/** Everything the data directory holds. */
async function filesOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
  return texts.join('\n');
}

describe('signing in', () => {
  it('makes the credential ready, and its tokens are seen nowhere', async () => {
    const id = await desktop();
    expect((await signIn(id, walkBack)).map(({ step }) => step)).toEqual(['open', 'done']);
    const list = await app.client.connections.list();
    expect(list).toMatchObject([{ id, health: 'ready' }]);
    expect(await run(await boundFlow(id))).toBe('succeeded');
    const { accessToken, refreshToken } = await tokensOf(id);
    const seen = JSON.stringify(await app.client.connections.list()) + (await filesOf(app.dataDir));
    for (const token of [accessToken, refreshToken]) {
      expect(token).toMatch(/^.{20,}$/);
      expect(seen).not.toContain(token);
    }
  });

  it('refuses what is pasted for a sign-in that is not there, and tells of one that is of no use', async () => {
    const { connections } = app.client;
    expect(await connections.finishSignIn({ signIn: 'nothing', answer: 'a-code' })).toEqual({
      accepted: false,
    });
    const news = await connections.signIn({ id: await desktop(), paste: true });
    const { value } = await news.next();
    const { signIn } = value as Extract<SignInNews, { step: 'open' }>;
    const answer = 'https://evil.example/?code=x';
    await expect(connections.finishSignIn({ signIn, answer })).rejects.toMatchObject({
      code: 'REFUSED',
      data: { message: expect.stringContaining('not where'), code: 'SIGN_IN_ANSWER' },
    });
    await news.return?.(undefined);
  });
});

describe('runs', () => {
  it(`${RUNS} at once, whose token has been revoked, make one renewal and go on`, async () => {
    const id = await desktop();
    await signIn(id, walkBack);
    const text = await boundFlow(id);
    expect(await run(text)).toBe('succeeded');
    const { accessToken } = await tokensOf(id);
    await (await service.provider.AccessToken.find(accessToken))?.destroy();
    const before = service.asked.length;
    const ends = await Promise.all(Array.from({ length: RUNS }, () => run(text)));
    expect(service.asked.slice(before)).toEqual(['refresh_token']);
    expect(new Set(ends)).toEqual(new Set(['succeeded']));
  });

  it('fail with a sentence that says to sign in again when the sign-in was revoked, also after a restart', async () => {
    const id = await desktop();
    await signIn(id, walkBack);
    const text = await boundFlow(id);
    const { accessToken, refreshToken } = await tokensOf(id);
    await (await service.provider.RefreshToken.find(refreshToken))?.destroy();
    await (await service.provider.AccessToken.find(accessToken))?.destroy();
    expect(await run(text)).toMatch(/^failed: The sign-in of "Acme" has ended/);
    const reconnect = {
      health: 'reconnect',
      problem: expect.stringContaining('The sign-in of "Acme" has ended'),
    };
    expect(await app.client.connections.list()).toMatchObject([reconnect]);
    const before = service.asked.length;
    app = await app.restart();
    await app.client.connections.unlock({ passphrase: PASSPHRASE });
    expect(await run(text)).toMatch(/^failed: The sign-in of "Acme" has ended/);
    expect(service.asked.length).toBe(before);
    expect(await app.client.connections.list()).toMatchObject([reconnect]);
    await signIn(id, walkBack);
    expect(await run(text)).toBe('succeeded');
  });
});

describe('trying a credential', () => {
  const MACHINE = { grant: 'clientCredentials', clientId: 'machine', scopes: 'api' };
  const tried = (id: string, url?: string) => app.client.connections.test({ id, url });

  it('asks the token endpoint, or the address that is given', async () => {
    const id = await saved({ ...MACHINE, clientSecret: 'machine-secret:100%+&/=' });
    expect(await tried(id)).toMatchObject({ ok: true, message: expect.stringContaining('gave a token') });
    expect(await tried(id, `${service.url}/api`)).toMatchObject({ ok: true });
    expect(await tried(id, `${service.url}/nothing`)).toMatchObject({
      ok: false,
      message: expect.stringContaining('404'),
    });
    expect(await tried(id, 'https://elsewhere.example/')).toMatchObject({
      ok: false,
      message: expect.stringContaining('nothing was sent to elsewhere.example'),
    });
    expect(await tried(id, 'nonsense')).toMatchObject({
      ok: false,
      message: expect.stringContaining('Not a web address'),
    });
  });

  it('says what is wrong, without the secret', async () => {
    const id = await saved({ ...MACHINE, clientSecret: 'quite-wrong' });
    const answer = await tried(id);
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('invalid_client') });
    expect(JSON.stringify(answer)).not.toContain('quite-wrong');
    expect(await tried(await desktop())).toMatchObject({
      ok: false,
      message: expect.stringContaining('Nobody has signed in'),
    });
  });
});
