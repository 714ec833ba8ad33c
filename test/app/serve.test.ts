import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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

/** Starts it with a pipe for its input, as the desktop window does. */
async function serveWithInput(...args: string[]): Promise<ChildProcess> {
  const command = [join(root, 'bin', 'flowbench.mjs'), 'serve', '--json', '--no-open', ...args];
  const child = spawn(process.execPath, [...command, '--data-dir', join(folder, 'data')], {
    cwd: folder,
    env: cleanEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(createInterface(child.stdout), 'line');
  return child;
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
  const { url } = await before.client.runs.link({ run, step: 'ask' });
  await expect(before.client.runs.link({ run: 'run_none', step: 'ask' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const closed = once(before.socket, 'close');
  expect(await stop(first)).toBe(0);
  expect((await closed)[0]).toBe(1001);

  const second = await serve('--json');
  const { client } = await clientOf(second);
  expect((await client.runs.link({ run, step: 'ask' })).url).toBe(url);
  const shown = await flowbench(['show', run, '--data-dir', join(folder, 'data')]);
  expect(shown.stdout).toContain(`ask waits for an approval\n  ${url}\n`);
  expect(await (await fetch(url)).text()).toContain('Approve');
  expect(await client.runs.answer({ run, step: 'ask', answer: 'approved' })).toEqual({ answered: true });
  expect((await factsOf(client, run)).at(-1)?.event).toMatchObject({ status: 'succeeded' });
  expect(await stop(second)).toBe(0);
});

it('is found again where it has a port of its own', async () => {
  const first = await serve('--json');
  const { apiPort } = JSON.parse(first.line);
  expect(await stop(first)).toBe(0);
  const lines: string[] = [];
  for (let start = 0; start < 2; start++) {
    const again = await serve('--json', '--port', String(apiPort));
    await clientOf(again);
    lines.push(JSON.parse(again.line).token);
    await stop(again);
  }
  expect(lines[0]).toBe(lines[1]);
  expect(lines[0]).not.toBe(JSON.parse(first.line).token);
  if (process.platform !== 'win32') {
    expect((await stat(join(folder, 'data', 'token'))).mode & 0o777).toBe(0o600);
  }
});

it('comes back to its address if that is free, with another token; else it takes another one', async () => {
  const first = await serve('--json');
  await stop(first);
  const second = await serve('--json');
  const [before, after] = [JSON.parse(first.line), JSON.parse(second.line)];
  expect(after.apiPort).toBe(before.apiPort);
  expect(after.token).not.toBe(before.token);
  await stop(second);
  const taken = createServer().listen(before.apiPort, '127.0.0.1');
  await once(taken, 'listening');
  const third = await serve('--json');
  expect(JSON.parse(third.line).apiPort).not.toBe(before.apiPort);
  await stop(third);
  taken.close();
});

it('stops with its input where it is told to, and only there', async () => {
  const bound = await serveWithInput('--stop-with-stdin');
  bound.stdin?.write('whatever');
  bound.stdin?.end();
  expect((await once(bound, 'exit'))[0]).toBe(0);
  // Given no input at all (as scripts do with </dev/null), another one serves calls.
  const free = await serve('--json');
  const { client } = await clientOf(free);
  expect((await client.workspace.list()).flows.length).toBeGreaterThan(0);
  expect(await stop(free)).toBe(0);
});

it('without a screen it prints the address and stays; npm start is the app in the browser', async () => {
  const child = spawn(process.execPath, [join(root, 'bin', 'flowbench.mjs'), 'app'], {
    cwd: folder,
    env: {
      ...cleanEnvironment(),
      FLOWBENCH_DATA_DIR: join(folder, 'data'),
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
      // An empty PATH: nothing that could open a browser on other systems either.
      PATH: folder,
      ELECTRON_OVERRIDE_DIST_PATH: folder,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  await vi.waitFor(() => expect(said).toContain('open the address above yourself'), { timeout: 30_000 });
  expect(said).toContain('so the app is served to your browser');
  const page = await fetch(new URL(line).origin);
  expect(await page.text()).toContain('<div id="root">');
  expect(await stop({ child, line })).toBe(0);
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
