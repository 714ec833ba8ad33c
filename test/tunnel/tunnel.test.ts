import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TunnelStatus } from '#contract/api';
import { entryOf, TunnelHost, type TunnelHostOptions } from '#engine/tunnel';
import { flowText, startApp, type TestApp } from '#test/app';
import { flowbench } from '#test/command';
import { TestRelay } from '#test/relay';
import { fakeProgram } from './index.ts';

let folder: string;
let app: TestApp;
const relay = new TestRelay();
const path = 'calls.flow.json';
const text = flowText({ call: { type: 'trigger.webhook' }, same: { type: 'control.nothing' } }, [
  'call -> same',
]);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowbench-tunnel-'));
  app = await startApp({ files: { [path]: text }, trust: true });
  await app.client.triggers.activate({ path });
});
afterEach(async () => {
  await app.close();
  await relay.close();
  rmSync(folder, { recursive: true, force: true });
});

const until = async (state: TunnelStatus['state']): Promise<TunnelStatus> => {
  for await (const status of await app.client.tunnel.watch()) if (status.state === state) return status;
  throw new Error('the engine stopped telling');
};
/** Where the trigger says that it is called. */
const triggerUrl = async (): Promise<string> => {
  const condition = (await app.client.triggers.list())[0]?.triggers[0]?.condition;
  return condition?.state === 'listening' ? (condition.url ?? '') : '';
};
const post = (url: string, n: number): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ n }),
  });
const received = async (): Promise<number> => (await app.client.events.list({ limit: 50 })).events.length;

describe('a relay', () => {
  it('is paired by the command, tested, shown at the trigger, and used again after a restart', async () => {
    await relay.open();
    expect(await app.client.tunnel.status()).toMatchObject({ state: 'off' });
    const local = await triggerUrl();
    const { code } = relay.devices((devices) => devices.newCode());
    const at = ['--data-dir', app.dataDir];
    const paired = await flowbench(['tunnel', 'pair', relay.url, code, ...at, '--json']);
    const status: TunnelStatus = JSON.parse(paired.stdout);
    expect(status).toMatchObject({
      state: 'online',
      provider: 'relay',
      relay: { url: relay.url, sealed: true },
    });
    const url = await triggerUrl();
    expect(url).toBe(status.url + new URL(local).pathname);
    expect((await post(url, 1)).status).toBe(202);
    await expect.poll(received).toBe(1);
    expect(statSync(join(app.dataDir, 'relay.json')).mode & 0o077).toBe(0);

    app = await app.restart();
    // While it was away, and while it comes back.
    expect((await post(url, 2)).status).toBe(202);
    await until('online');
    await expect.poll(received).toBe(2);
    const key = (): string => JSON.parse(readFileSync(join(app.dataDir, 'relay.json'), 'utf8')).key;
    const before = key();
    expect(await flowbench(['tunnel', 'rotate', ...at])).toMatchObject({ code: 0 });
    expect(key()).not.toBe(before);
    expect((await flowbench(['tunnel', 'stop', ...at])).stdout).toContain('off');
    expect(await triggerUrl()).toBe(local);
    expect((await post(url, 3)).status).toBe(202);
    expect((await flowbench(['tunnel', 'start', ...at])).stdout).toContain('online');
    await expect.poll(received).toBe(3);
  });

  it('that refuses the code, or is not there, is told in a sentence', async () => {
    await relay.open();
    const at = ['--data-dir', app.dataDir];
    const wrong = await flowbench(['tunnel', 'pair', relay.url, 'WRONG', ...at]);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('does not take this code') });
    const nobody = await flowbench(['tunnel', 'pair', 'http://127.0.0.1:9', 'CODE', ...at]);
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('No Flowbench relay answers') });
    const none = await flowbench(['tunnel', 'start', ...at]);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('not paired') });
    expect(await app.client.tunnel.status()).toMatchObject({ state: 'off' });
  });

  it('that goes away is told, and found again', async () => {
    await relay.open();
    const { code } = relay.devices((devices) => devices.newCode());
    await app.client.tunnel.pair({ url: relay.url, code });
    await until('online');
    await relay.stop();
    expect(await until('failing')).toMatchObject({
      problem: { message: expect.stringContaining('cannot be reached') },
    });
    await relay.open();
    await until('online');
  });
});

describe("an address of one's own", () => {
  it('is taken when it leads here, and otherwise not', async () => {
    const { port, hostname } = new URL(await triggerUrl());
    await app.client.tunnel.start({ provider: 'own', url: `http://${hostname}:${port}/` });
    expect(await until('online')).toMatchObject({ url: `http://${hostname}:${port}`, provider: 'own' });
    await app.client.tunnel.start({ provider: 'own', url: 'http://127.0.0.1:9' });
    expect(await until('failing')).toMatchObject({ problem: { message: expect.stringContaining('failed') } });
    await expect(app.client.tunnel.start({ provider: 'own', url: 'nonsense' })).rejects.toMatchObject({
      code: 'REFUSED',
      data: { code: 'BAD_URL' },
    });
  });
});

describe('programs that make tunnels', () => {
  const open = (programs: TunnelHostOptions['programs']): { host: TunnelHost; until: typeof until } => {
    const host = new TunnelHost({
      dataDir: folder,
      programs: programs ?? {},
      onError: (error) => process.emitWarning(String(error)),
      entry: entryOf(app.served.app.webhooks),
    });
    const untilState = (state: TunnelStatus['state']): Promise<TunnelStatus> =>
      new Promise((resolve) => {
        const look = (status: TunnelStatus): void => {
          if (status.state === state) resolve(status);
        };
        host.subscribe(look);
        look(host.status);
      });
    return { host, until: untilState };
  };

  it.each(['cloudflared', 'ngrok'] as const)(
    '%s is started, its address read and tested',
    async (provider) => {
      const { host, until: comes } = open({ [provider]: fakeProgram(folder, provider) });
      try {
        await host.start({ provider });
        const { url = '', abilities } = await comes('online');
        expect(abilities).toMatchObject({ buffers: false, rawBody: true });
        const reply = await post(url + new URL(await triggerUrl()).pathname, 1);
        expect(reply.status).toBe(202);
        expect((await app.client.events.list({ limit: 1 })).events[0]?.remote).toBe('203.0.113.9');
        await host.stop();
        await expect(fetch(url)).rejects.toThrow();
      } finally {
        await host.close();
      }
    },
  );

  it('one that changes bytes is not taken', async () => {
    const { host, until: comes } = open({ ngrok: fakeProgram(folder, 'ngrok', 'bends') });
    await host.start({ provider: 'ngrok' });
    expect(await comes('failing')).toMatchObject({
      problem: { message: expect.stringMatching(/changed|413/) },
    });
    await host.close();
  });

  it.each(['cloudflared', 'ngrok'] as const)('%s that ends says why', async (provider) => {
    const { host, until: comes } = open({ [provider]: fakeProgram(folder, provider, 'refused') });
    await host.start({ provider });
    expect(await comes('failing')).toMatchObject({
      problem: { message: expect.stringContaining('requires a verified account') },
    });
    await host.close();
  });

  it('one that is not installed is not looked for again and again', async () => {
    const { host, until: comes } = open({ cloudflared: join(folder, 'nowhere') });
    await host.start({ provider: 'cloudflared' });
    expect(await comes('failing')).toMatchObject({
      problem: { message: 'cloudflared is not installed.', hint: expect.stringContaining('Install') },
    });
    await host.close();
  });
});
