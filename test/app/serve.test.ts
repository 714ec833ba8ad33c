import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { cleanEnvironment, flowbench, root } from '#test/command';
import { type Client, factsOf, flowText } from './index.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowbench-serve-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  child: ChildProcess;
  line: string;
}

/** Starts `flowbench serve` and waits for its line. */
async function serve(...args: string[]): Promise<Running> {
  const command = [
    join(root, 'bin', 'flowbench.mjs'),
    'serve',
    '--no-open',
    '--data-dir',
    join(folder, 'data'),
    ...args,
  ];
  const child = spawn(process.execPath, command, {
    cwd: folder,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, line };
}

async function stop({ child }: Running): Promise<number | null> {
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  return code;
}

async function clientOf({ line }: Running): Promise<{ client: Client; socket: WebSocket }> {
  const { token, apiPort } = JSON.parse(line);
  const socket = new WebSocket(`ws://127.0.0.1:${apiPort}/api`, [`flowbench.token.${token}`]);
  await once(socket, 'open');
  return {
    socket,
    client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })),
  };
}

it('prints the address with the token in its fragment, or one object, and opens the examples', async () => {
  const people = await serve();
  expect(people.line).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
  expect(await stop(people)).toBe(0);

  const scripts = await serve('--json');
  const { url, token, apiPort, pid } = JSON.parse(scripts.line);
  expect({ url, pid }).toEqual({ url: `http://127.0.0.1:${apiPort}/`, pid: scripts.child.pid });
  expect(token).not.toBe(people.line.split('=')[1]);
  const { client } = await clientOf(scripts);
  const { flows } = await client.workspace.list();
  expect(flows.length).toBeGreaterThanOrEqual(3);
  const path = 'orders/orders.flow.json';
  const { text, trusted } = await client.workspace.read({ path });
  expect(trusted).toBe(true);
  const { run } = await client.runs.start({ path, text });
  expect((await factsOf(client, run)).at(-1)?.event).toMatchObject({ status: 'succeeded' });
  expect(await stop(scripts)).toBe(0);
});

it('takes the folder it stands in where that has flows, and goes on with its runs after a stop', async () => {
  const text = flowText(
    { start: { type: 'trigger.manual' }, ask: { type: 'control.waitFor', params: { event: 'approval' } } },
    ['start -> ask'],
  );
  await writeFile(join(folder, 'own.flow.json'), text);
  const first = await serve('--json');
  const before = await clientOf(first);
  const { run } = await before.client.runs.start({ path: 'own.flow.json', text });
  const facts = await before.client.runs.events({ run });
  for await (const batch of facts) if (batch.some(({ event }) => event.type === 'step.waiting')) break;
  const closed = once(before.socket, 'close');
  expect(await stop(first)).toBe(0);
  expect((await closed)[0]).toBe(1001);

  const second = await serve('--json');
  const { client } = await clientOf(second);
  expect(await client.runs.answer({ run, step: 'ask', answer: 'approved' })).toEqual({ answered: true });
  expect((await factsOf(client, run)).at(-1)?.event).toMatchObject({ status: 'succeeded' });
  expect(await stop(second)).toBe(0);
});

it('says in a sentence what is in its way', async () => {
  const running = await serve('--json');
  const { apiPort } = JSON.parse(running.line);
  const same = await flowbench(['serve', '--no-open', '--data-dir', join(folder, 'data')], { cwd: folder });
  expect(same).toMatchObject({ code: 2, stderr: expect.stringContaining('is in use by another Flowbench') });
  const taken = ['serve', '--no-open', '--data-dir', join(folder, 'other'), '--port', String(apiPort)];
  expect(await flowbench(taken, { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`Port ${apiPort} of this machine is in use`),
  });
  const wrong = await flowbench(['serve', '--port', '70000'], { cwd: folder });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('70000') });
  expect(await readFile(join(folder, 'data', 'trust.json'), 'utf8')).not.toBe('');
});
