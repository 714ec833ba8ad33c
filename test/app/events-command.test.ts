import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanEnvironment, flowbench, root } from '#test/command';
import { flowText } from './index.ts';

let folder: string;
let server: Server;
const children: ChildProcess[] = [];
/** Orders that the other side got, in the order in which it answered. */
let arrived: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowbench-events-'));
  arrived = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    // Slow enough that it is at work when the engine is asked to stop.
    await new Promise((resolve) => setTimeout(resolve, 300));
    arrived.push(JSON.parse(body).id);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const nodes = {
    call: { type: 'trigger.webhook', params: { path: 'orders', method: 'PUT' } },
    tell: {
      type: 'http.request',
      params: { method: 'POST', url: `http://127.0.0.1:${port}/`, body: '{{ $json.body }}' },
    },
  };
  await writeFile(join(folder, 'orders.flow.json'), flowText(nodes, ['call -> tell']));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

interface Ready {
  webhooks: { flow: string; node: string; method: string; url: string }[];
  problems: string[];
}

async function serve(): Promise<{ child: ChildProcess; ready: Ready; url: string }> {
  const options = ['--no-open', '--json', '--trust', '--active', 'all', '--data-dir', 'data'];
  const child = spawn(process.execPath, [join(root, 'bin', 'flowbench.mjs'), 'serve', ...options], {
    cwd: folder,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  const ready: Ready = JSON.parse(line);
  return { child, ready, url: ready.webhooks[0]?.url ?? '' };
}

const put = (url: string, body: string): Promise<Response> =>
  fetch(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });

const events = (...args: string[]) =>
  flowbench(['events', ...args, '--data-dir', 'data', '--json'], { cwd: folder }).then(
    ({ code, stdout }) => ({ code, told: JSON.parse(stdout) }),
  );

/** Of every run; the list has a hundred at most. */
async function statuses(): Promise<string[]> {
  const { stdout } = await flowbench(['runs', '--data-dir', 'data', '--json'], { cwd: folder });
  return JSON.parse(stdout).runs.map(({ status }: { status: string }) => status);
}

describe('flowbench events', () => {
  it('says where webhooks are called, lists what came, shows it and replays it', async () => {
    expect(await events('list')).toMatchObject({ code: 2, told: { error: { code: 'NO_ENGINE' } } });
    const { ready, url } = await serve();
    expect(ready).toMatchObject({
      webhooks: [
        { flow: 'orders.flow.json', node: 'call', method: 'PUT', url: expect.stringContaining('/orders') },
      ],
      problems: [],
    });
    expect((await put(url, '{"id":"one"}')).status).toBe(202);
    expect((await put(url, '{"id":')).status).toBe(400);
    await expect.poll(() => arrived, { timeout: 10_000 }).toEqual(['one']);

    const { told } = await events('list');
    expect(told).toMatchObject({ more: false, events: [{ state: 'quarantined' }, { state: 'started' }] });
    const [bad, good] = told.events;
    expect((await events('list', '--search', '"ONE"')).told.events).toMatchObject([{ event: good.event }]);
    expect((await events('list', '--state', 'quarantined,dead')).told.events).toMatchObject([bad]);
    const page = (await events('list', '--limit', '1')).told;
    expect(page).toMatchObject({ more: true, events: [{ event: bad.event }] });
    expect((await events('list', '--before', bad.event)).told).toMatchObject({ events: [good], more: false });
    expect(await events('list', '--state', 'gone')).toMatchObject({
      code: 2,
      told: { error: { code: 'USAGE' } },
    });
    expect((await events('show', good.event)).told).toMatchObject({
      body: '{"id":"one"}',
      headers: { 'content-type': 'application/json' },
    });
    const text = await flowbench(['events', 'show', bad.event, '--data-dir', 'data'], { cwd: folder });
    expect(text.stdout).toMatch(
      /^quarantined at .*\n.*is JSON, but it is not.*\nFlow: {2}orders\.flow\.json, call/,
    );
    expect(await events('show', 'evt_none')).toMatchObject({
      code: 2,
      told: { error: { code: 'UNKNOWN_EVENT' } },
    });

    expect(await events('replay', bad.event)).toMatchObject({
      code: 2,
      told: { error: { code: 'NOT_GENUINE' } },
    });
    expect((await events('replay', bad.event, '--genuine')).code).toBe(0);
    const again = await events('replay', good.event);
    expect(again.code).toBe(0);
    await expect.poll(() => arrived, { timeout: 10_000 }).toEqual(['one', 'one']);
    expect((await events('show', again.told.event)).told).toMatchObject({ of: good.event, state: 'started' });
  }, 60_000);

  it('SIGTERM under load loses no call that was acknowledged, and repeats none', async () => {
    const first = await serve();
    const acknowledged: string[] = [];
    const calls = Array.from({ length: 100 }, async (_, n) => {
      const answer = await put(first.url, JSON.stringify({ id: `order-${n}` })).catch(() => undefined);
      if (answer?.status === 202) acknowledged.push(`order-${n}`);
    });
    await expect.poll(() => arrived.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0);
    const asked = performance.now();
    first.child.kill('SIGTERM');
    const [code] = await once(first.child, 'exit');
    expect(code).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
    await Promise.all(calls);
    expect(arrived.length).toBeLessThan(acknowledged.length);

    await serve();
    const distinct = () => new Set(arrived).size;
    await expect.poll(distinct, { timeout: 30_000 }).toBe(acknowledged.length);
    expect(arrived.toSorted()).toEqual(acknowledged.toSorted());
    const { told } = await events('list', '--state', 'received,dead');
    expect(told.events).toEqual([]);
    // Steps at work had ended: none is in doubt, waiting for somebody to say what came of it.
    await expect.poll(statuses, { timeout: 20_000 }).toEqual(acknowledged.map(() => 'succeeded'));
  }, 90_000);
});
