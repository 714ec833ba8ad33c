import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Flow } from '#contract/flow';
import { MASK } from '#engine/credentials';
import { factsOf, flowText, startApp, type TestApp } from '#test/app';
import { MemoryKeychain } from '#test/keychain';
import { startTelltale, type Telltale, ways } from './telltale.ts';

const TOKEN = 'Tok/+"0123456789&x=<y>-SECRET';
const PASSWORD = 'Pass/+wörd "9876" & SECRET?';

let app: TestApp;
let telltale: Telltale;
let printed: string;

beforeEach(async () => {
  printed = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  }
  telltale = await startTelltale();
  app = await startApp({ trust: true, credentials: { keychain: new MemoryKeychain() } });
  await app.client.connections.setUpVault({ keeper: 'keychain' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  telltale.close();
  await app.close();
});

type Nodes = Record<string, Partial<Flow['nodes'][string]>>;

interface TellingFlow {
  nodes: Nodes;
  edges: string[];
  connections: NonNullable<Flow['connections']>;
}

/** Asks in every way there is, then builds, logs, writes and throws what came back. */
function tellingFlow(type: string): TellingFlow {
  const nodes: Nodes = { start: { type: 'trigger.manual' } };
  const edges: string[] = [];
  const ask = (id: string, params: Record<string, unknown>, more: object = {}): void => {
    nodes[id] = { type: 'http.request', connection: 'api', onError: 'continue', params, ...more };
    edges.push(`start -> ${id}`, `${id} -> all`);
  };
  for (const [index, path] of ways.entries()) {
    const url = telltale.url + path;
    const timeout = { timeout: '300ms' };
    ask(`ask${index}`, { url, fullResponse: true, ...timeout });
    ask(
      `post${index}`,
      { url, method: 'POST', body: { a: 1 }, response: 'text', ...timeout },
      { retry: { attempts: 2, delay: '1ms' } },
    );
    ask(`file${index}`, { url, response: 'file', acceptAll: true, ...timeout });
  }
  ask('odd', { url: telltale.url, headers: { 'x-odd': 'line\nbreak' } });
  ask('tls', { url: telltale.url.replace('http:', 'https:') });
  nodes.all = { type: 'control.merge', params: { mode: 'append' } };
  nodes.halves = { type: 'http.request', connection: 'api', params: { url: `${telltale.url}/halves` } };
  nodes.code = {
    type: 'data.code',
    params: {
      mode: 'list',
      code: `const told = $input.all().map(({ json }) => json).filter(({ a }) => a !== undefined).map(({ a, b }) => a + b);
        console.log('here it is: ' + told[0], { told });
        return told.map((text) => ({ text, list: [text.split('').join(''), encodeURIComponent(text)], [text]: text }));`,
    },
  };
  nodes.csv = { type: 'csv.format', params: {} };
  nodes.write = {
    type: 'file.write',
    params: { path: 'told.txt', content: '{{ $("code").first().json.text }}' },
  };
  nodes.thrown = {
    type: 'data.code',
    onError: 'continue',
    params: { mode: 'list', code: 'throw new Error($input.first().json.a + $input.first().json.b)' },
  };
  nodes.bad = { type: 'http.request', onError: 'continue', params: { url: '{{ $json.a + $json.b }}' } };
  nodes.stop = {
    type: 'control.stop',
    params: { message: 'told: {{ $("halves").first().json.a + $("halves").first().json.b }}' },
  };
  edges.push(
    'start -> halves',
    'halves -> code',
    'code -> csv',
    'code -> write',
    'halves -> thrown',
    'halves -> bad',
    'all -> stop',
  );
  return { nodes, edges, connections: { api: { type } } };
}

/** Every writing of a text that a search through bytes should find; not how the product computes them. */
function writings(secret: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const add = (name: string, text: string): void => {
    found.set(name, Buffer.from(text));
  };
  add('plain', secret);
  add('json', JSON.stringify(secret).slice(1, -1));
  add('json in json', JSON.stringify(JSON.stringify(secret)).slice(3, -3));
  add('lower case', secret.toLowerCase());
  add('url', encodeURIComponent(secret));
  add('url in lower case', encodeURIComponent(secret).toLowerCase());
  add('form', new URLSearchParams({ a: secret }).toString().slice(2));
  add('hex', Buffer.from(secret).toString('hex'));
  for (const shift of [0, 1, 2]) {
    // Without the characters at both ends that neighbours have a part in.
    const text = Buffer.from('\0'.repeat(shift) + secret)
      .toString('base64')
      .replaceAll('=', '')
      .slice(shift === 0 ? 0 : shift + 1, -1);
    add(`base64 at ${shift}`, text);
    add(`base64url at ${shift}`, text.replaceAll('+', '-').replaceAll('/', '_'));
  }
  const half = secret.slice(0, Math.ceil(secret.length * 0.6));
  add('its first half', half);
  add('its first half in json', JSON.stringify(half).slice(1, -1));
  return found;
}

function leaksIn(bytes: Buffer, where: string, secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) =>
    [...writings(secret)]
      .filter(([, written]) => bytes.includes(written))
      .map(([name]) => `${secret} as ${name} in ${where}`),
  );
}

async function leaksInFolder(
  folder: string,
  secrets: readonly string[],
): Promise<{ leaks: string[]; files: string[]; masks: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const leaks: string[] = [];
  let masks = 0;
  for (const file of files) {
    const bytes = await readFile(file);
    if (bytes.includes(MASK)) masks++;
    leaks.push(...leaksIn(bytes, file, secrets));
  }
  return { leaks, files, masks };
}

describe.each([
  { type: 'http.bearer', values: { token: TOKEN }, secrets: [TOKEN], sent: `Bearer ${TOKEN}` },
  {
    type: 'http.basic',
    values: { user: 'ada', password: PASSWORD },
    secrets: [PASSWORD],
    sent: `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`,
  },
])('the secret of $type', ({ type, values, secrets, sent }) => {
  it('is nowhere: not on disk, not in what the window hears, not in what is printed', async () => {
    const { client } = app;
    const credential = await client.connections.save({ name: 'told', type, values, hosts: ['127.0.0.1'] });
    await client.connections.bindSlots({
      bindings: [{ flow: 'flw_test', slot: 'api', credential: credential.id }],
    });
    const { nodes, edges, connections } = tellingFlow(type);
    const text = flowText(nodes, edges, { connections });
    await app.write('test.flow.json', text);
    const { run } = await client.runs.start({ path: 'test.flow.json', text, input: [{ n: 1 }] });
    const facts = await factsOf(client, run);
    expect(facts.at(-1)?.event).toMatchObject({
      type: 'run.finished',
      status: 'failed',
      error: { code: 'STOPPED' },
    });
    expect(telltale.heard.filter((heard) => heard === sent).length).toBeGreaterThan(ways.length);

    const heard: unknown[] = [facts, await client.runs.get({ run }), await client.runs.list({})];
    for (const step of [...Object.keys(nodes)]) {
      for (const side of ['in', 'out'] as const) {
        heard.push(await client.runs.items({ run, step, side, port: side }));
      }
    }
    // The way that is silent would only be waited for.
    for (const way of ways.filter((path) => path !== '/silence')) {
      const tried = client.connections.test({ id: credential.id, url: telltale.url + way });
      heard.push(await tried.catch((error) => [error.message, error.data]));
    }
    heard.push(await client.connections.list());
    const window = JSON.stringify(heard);
    expect(window).toContain(MASK);
    expect(leaksIn(Buffer.from(window), 'what the window hears', secrets)).toEqual([]);
    expect(leaksIn(Buffer.from(printed), 'what is printed', secrets)).toEqual([]);

    const own = await leaksInFolder(app.dataDir, secrets);
    expect(own.leaks).toEqual([]);
    // Where nothing was masked, nothing was looked at.
    expect(own.masks).toBeGreaterThan(1);
    expect(own.files.some((file) => file.includes('blobs'))).toBe(true);
    expect(own.files.some((file) => /journal/.test(file))).toBe(true);
    const written = await leaksInFolder(app.workspace, secrets);
    expect(written.leaks).toEqual([]);
    expect(written.masks).toBe(1);
  });
});
