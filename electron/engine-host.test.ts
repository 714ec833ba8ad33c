import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { EngineState } from '#contract/desktop';
import { RESTART_LIMIT, restartDelay } from './backoff.ts';
import { EngineHost } from './engine-host.ts';
import { type EngineProcess, launchEngine } from './engine-process.ts';
import { answersHttp } from './probe.ts';
import { FakeTimers, settled } from './testing/fake-timers.ts';
import { systemTimers } from './timers.ts';

const ENGINE = join(import.meta.dirname, 'testing', 'fake-engine.mjs');
const hosts: EngineHost[] = [];

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
});

/** A supervisor of real processes, with time that passes when the test says so. */
function supervise(behave: (start: number) => string, probe = answersHttp) {
  const timers = new FakeTimers();
  const processes: EngineProcess[] = [];
  const launch = () => {
    const args = [ENGINE, behave(processes.length + 1)];
    const command = { node: process.execPath, args, folder: import.meta.dirname, env: process.env };
    const engine = launchEngine(command, timers);
    processes.push(engine);
    return engine;
  };
  const host = new EngineHost({ launch, probe, timers });
  hosts.push(host);
  const until = (state: EngineState['state']) =>
    new Promise<EngineState>((resolve) => {
      if (host.state.state === state) return resolve(host.state);
      const stop = host.onState((now) => {
        if (now.state !== state) return;
        stop();
        resolve(now);
      });
    });
  return { host, timers, processes, until };
}

test('an engine that starts is announced with its own address and token', async () => {
  const { host, until } = supervise(() => 'serve');
  const session = host.session();
  host.start();
  const state = await until('running');
  expect(await session).toEqual({ url: expect.stringMatching(/^http:\/\/127/), token: expect.any(String) });
  expect(state).toEqual({ state: 'running', pid: expect.any(Number) });
  await host.stop();
  expect(host.state).toEqual({ state: 'stopped' });
  expect(host.running).toBeUndefined();
});

test('an engine that crashes is started again with a new session', async () => {
  const { host, timers, until } = supervise(() => 'serve');
  host.start();
  const before = await host.session();
  await fetch(new URL('/crash', before.url)).catch(() => undefined);
  expect(await until('restarting')).toMatchObject({ attempt: 1, inMs: 500 });
  expect(host.running).toBeUndefined();
  const next = host.session();
  await timers.pass(500);
  expect((await next).token).not.toBe(before.token);
});

test('one that keeps crashing is given up with its last words, and can be started by hand', async () => {
  let behaviour = 'crash';
  const { host, timers, processes, until } = supervise(() => behaviour);
  host.start();
  for (let attempt = 1; attempt <= RESTART_LIMIT; attempt += 1) {
    await until('restarting');
    expect(host.state).toMatchObject({ attempt });
    await timers.pass(restartDelay(attempt) ?? 0);
  }
  expect(await until('failed')).toEqual({ state: 'failed', reason: 'out of luck' });
  expect(processes).toHaveLength(RESTART_LIMIT + 1);
  behaviour = 'serve';
  await host.restart();
  await until('running');
});

test('one that says the user must act is not tried again', async () => {
  const { host, processes, until } = supervise(() => 'refuse');
  host.start();
  expect(await until('failed')).toMatchObject({ reason: 'The data directory belongs to another engine.' });
  expect(processes).toHaveLength(1);
});

test('a program that is not there is a failed start with a reason', async () => {
  const command = { node: '/no/such/node', args: [], folder: import.meta.dirname, env: {} };
  const { ended } = launchEngine(command, systemTimers);
  expect(await ended).toMatchObject({ code: undefined, reason: expect.stringContaining('ENOENT') });
});

test('crashes count from one again after a steady minute', async () => {
  const { host, timers, until } = supervise(() => 'serve');
  host.start();
  for (const attempt of [1, 1]) {
    const { url } = await host.session();
    await timers.pass(60_000);
    await fetch(new URL('/crash', url)).catch(() => undefined);
    expect(await until('restarting')).toMatchObject({ attempt });
    await timers.pass(500);
  }
});

test('one that does not answer is told of and left alone', async () => {
  let answers = false;
  const { host, timers, processes, until } = supervise(
    () => 'serve',
    async () => answers,
  );
  host.start();
  await until('running');
  await timers.pass(30_000);
  expect(host.state.state).toBe('running');
  await timers.pass(15_000);
  expect(host.state).toMatchObject({ state: 'unresponsive', pid: expect.any(Number) });
  answers = true;
  await timers.pass(15_000);
  expect(host.state.state).toBe('running');
  expect(processes).toHaveLength(1);
});

test.skipIf(process.platform === 'win32')('one that ignores the request to stop is ended', async () => {
  const { host, timers, processes, until } = supervise(() => 'stubborn');
  host.start();
  await until('running');
  const stopped = host.stop();
  await timers.pass(10_000);
  await stopped;
  expect(await processes[0]?.ended).toMatchObject({ reason: expect.stringContaining('SIGKILL') });
});

test('restarting twice at once leaves one engine', async () => {
  const { host, processes, until } = supervise(() => 'serve');
  host.start();
  await until('running');
  await Promise.all([host.restart(), host.restart()]);
  await host.session();
  await settled();
  expect(processes).toHaveLength(2);
});

test('the probe takes any answer for life and silence for none', async () => {
  const { createServer } = await import('node:http');
  const server = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  expect(await answersHttp(url)).toBe(true);
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  expect(await answersHttp(url)).toBe(false);
});
