import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cleanEnvironment, flowbench, root } from '#test/command';

/* The examples as users run them: their services and the engine are processes of their own. */
let folder: string;
const children: ChildProcess[] = [];
const PATIENT = { timeout: 20_000, interval: 50 } as const;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowbench-integrations-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await stop(child);
  await rm(folder, { recursive: true, force: true });
});

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Starts a process and resolves with the first line that it prints. */
async function start(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  return String(line);
}

/** Copies an example and starts its service at any free port, of which its flows then know. */
async function stage(example: string, service: string, ...args: string[]): Promise<string> {
  const from = join(root, 'examples', 'integrations', example);
  await cp(from, folder, { recursive: true, filter: (path) => !/[/\\](out|done)$/.test(path) });
  const greeting = await start([join(folder, service), '0', ...args]);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting)?.[0] ?? '';
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.flow.json')) continue;
    const text = await readFile(join(folder, name), 'utf8');
    expect(text).toMatch(/http:\/\/127\.0\.0\.1:87\d\d/);
    await writeFile(join(folder, name), text.replaceAll(/http:\/\/127\.0\.0\.1:87\d\d/g, url));
  }
  return url;
}

/** Serves the folder with its flows active; gives where each webhook is called. */
async function activate(): Promise<Record<string, string>> {
  const options = ['--no-open', '--json', '--trust', '--active', 'all', '--data-dir', 'data'];
  const line = await start([join(root, 'bin', 'flowbench.mjs'), 'serve', ...options]);
  const { webhooks, problems } = JSON.parse(line);
  expect(problems).toEqual([]);
  return Object.fromEntries(webhooks.map(({ node, url }: { node: string; url: string }) => [node, url]));
}

const send = (method: string, url: string, body: unknown, headers = {}) =>
  fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const ask = async <T>(url: string) => (await (await fetch(url)).json()) as T;
type Customers = Record<string, { name: string; email: string }>;
const rows = async (path: string) =>
  (await readFile(join(folder, path), 'utf8').catch(() => '')).trimEnd().split('\n').filter(Boolean);

/** Resolves when every event has been dealt with: nothing waits, no run goes on. */
async function quiet(events: number): Promise<void> {
  const list = async (...args: string[]) =>
    JSON.parse((await flowbench([...args, '--data-dir', 'data', '--json'], { cwd: folder })).stdout);
  await expect
    .poll(
      async () => (await list('events', 'list', '--limit', '200', '--state', 'started')).events.length,
      PATIENT,
    )
    .toBe(events);
  await expect
    .poll(async () => {
      const { runs } = await list('runs');
      return runs.filter(({ status }: { status: string }) => status !== 'succeeded').length;
    }, PATIENT)
    .toBe(0);
}

test('two-way sync: both sides become the same, and no change comes back', { timeout: 90_000 }, async () => {
  const url = await stage('two-way', 'services.mjs');
  const hooks = await activate();
  await send('PUT', `${url}/shop/hook`, { url: hooks.shopChanged });
  await send('PUT', `${url}/crm/hook`, { url: hooks.crmChanged });
  const person = (n: number) => ({ name: `Person ${n}`, email: `p${n}@example.com` });
  for (let n = 0; n < 6; n++) await send('PUT', `${url}/shop/customers/s${n}`, person(n));
  for (let n = 0; n < 6; n++) await send('PUT', `${url}/crm/customers/c${n}`, person(n));
  const same = async () => {
    const [shop, crm] = await Promise.all([
      ask<Customers>(`${url}/shop/customers`),
      ask<Customers>(`${url}/crm/customers`),
    ]);
    expect(Object.keys(shop)).toHaveLength(12);
    for (const [id, { name, email }] of Object.entries(shop)) expect(crm[id]).toMatchObject({ name, email });
  };
  await expect.poll(() => same().then(() => 'same', String), PATIENT).toBe('same');

  // What came over is changed over there: it goes back the other way.
  await send('PUT', `${url}/crm/customers/s1`, { name: 'Renamed', email: 'p1@example.com' });
  await expect
    .poll(async () => (await ask<{ name: string }>(`${url}/shop/customers/s1`)).name, PATIENT)
    .toBe('Renamed');
  // Said once more, it is nothing new: nothing is written over there.
  await send('PUT', `${url}/shop/customers/s1`, { name: 'Renamed', email: 'p1@example.com' });
  // 6 + 6 at first, one and one later, each an event; 13 of them were written to the other side, which told of it.
  await quiet(14 + 13);
  expect(await ask(`${url}/shop/writes`)).toEqual({ writes: 6 + 6 + 1 + 1 });
  expect(await ask(`${url}/crm/writes`)).toEqual({ writes: 6 + 6 + 1 });
  await same();
});

test('files: rows of a file that lands are sent on, bad ones filed; the stock is written to a file', {
  timeout: 60_000,
}, async () => {
  const url = await stage('files', 'stock-api.mjs');
  await activate();
  await cp(join(folder, 'delivery.csv'), join(folder, 'inbox', 'delivery.csv'));
  await expect
    .poll(() => readdir(join(folder, 'inbox', 'done')).catch(() => []), PATIENT)
    .toEqual(['delivery.csv']);
  expect(await ask(`${url}/stock`)).toEqual([
    { sku: 'SKU-100', count: 40 },
    { sku: 'SKU-200', count: 7 },
    { sku: 'SKU-300', count: 15 },
  ]);
  expect(await rows(join('out', 'rejected-delivery.csv'))).toEqual([
    'sku,count,problem',
    expect.stringMatching(/^,3,sku /),
    expect.stringMatching(/^SKU-400,many,count /),
  ]);
  const { code } = await flowbench(['run', 'export.flow.json', '--json'], { cwd: folder });
  expect(code).toBe(0);
  const [name = ''] = (await readdir(join(folder, 'out'))).filter((file) => file.startsWith('stock-'));
  expect(name).toMatch(/^stock-\d{4}-\d\d-\d\d\.csv$/);
  expect(await rows(join('out', name))).toEqual(['sku,count', 'SKU-100,40', 'SKU-200,7', 'SKU-300,15']);
});

test('request and reply: at once, not at all, or later at an address', { timeout: 60_000 }, async () => {
  await stage('request-reply', 'price-api.mjs', '3500');
  const { asked = '' } = await activate();
  const quote = (sku: string) => fetch(asked.replace(':sku', sku));
  const fast = await quote('LAMP');
  expect(fast.status).toBe(200);
  expect(await fast.json()).toMatchObject({
    sku: 'LAMP',
    price: 10,
    validUntil: expect.stringMatching(/^\d{4}-/),
  });
  const none = await quote('NONE-1');
  expect(none.status).toBe(404);
  expect(await none.json()).toEqual({ message: 'There is no price for NONE-1.' });

  const slow = await quote('SLOW-LAMP');
  expect(slow.status).toBe(202);
  const { status } = (await slow.json()) as { status: string };
  const later = () => fetch(new URL(status, asked));
  expect((await later()).status).toBe(202);
  await expect.poll(async () => (await later()).status, PATIENT).toBe(200);
  expect(await (await later()).json()).toMatchObject({ sku: 'SLOW-LAMP', price: 22.5 });
});

test('hybrid: a call with ids only, each order fetched once, what is missing listed', {
  timeout: 60_000,
}, async () => {
  await stage('hybrid', 'orders-api.mjs');
  const { told = '' } = await activate();
  const body = { ids: [1, 2, 5, 13, 2, 10] };
  expect((await send('POST', told, body, { 'x-delivery': '1' })).status).toBe(202);
  expect((await send('POST', told, body, { 'x-delivery': '1' })).ok).toBe(true);
  await quiet(1);
  const orders = (await rows(join('out', 'orders.jsonl'))).map((line) => JSON.parse(line));
  expect(orders.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual([1, 2, 5, 10]);
  expect(orders[0]).toEqual({ id: 1, customer: 'Customer 1', total: 10 });
  const missing = (await rows(join('out', 'missing.jsonl'))).map((line) => JSON.parse(line));
  expect(missing).toMatchObject([{ id: 13 }]);
});
