import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Engine, PastSteps } from '#engine/host';
import type { EventRecord, RunRecord } from '#engine/journal';
import { TriggerHost } from '#engine/triggers';
import { Webhooks } from '#engine/webhook';
import { catalogue } from '#nodes';

export interface HookOptions {
  /** The trigger; default a webhook. */
  trigger?: object;
  /** Parameters of the webhook. */
  params?: object;
  /** More nodes; the webhook is `call`. */
  nodes?: Record<string, object>;
  edges?: readonly string[];
  settings?: object;
  /** Values of the webhook's connection; with them it has one. */
  secret?: Record<string, unknown> | (() => Promise<Record<string, unknown>>);
  /** Default a new one, removed at the end. */
  dataDir?: string;
  listen?: { headTime?: number; callTime?: number; budget?: number };
}

/** An active flow whose webhook is called, with the engine behind it. */
export interface TestHook {
  url: string;
  port: number;
  engine: Engine;
  webhooks: Webhooks;
  host: TriggerHost;
  events(): EventRecord[];
  /** Oldest first. */
  runs(): RunRecord[];
  post(body?: unknown, headers?: Record<string, string>, path?: string): Promise<Response>;
  /** Resolves when every run has ended. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

const open = new Set<TestHook>();

/** Closes every hook that a test left open. */
export async function closeHooks(): Promise<void> {
  for (const hook of open) await hook.close();
}

export async function openHook(options: HookOptions = {}): Promise<TestHook> {
  const folder = mkdtempSync(join(tmpdir(), 'flowbench-hook-'));
  const dataDir = options.dataDir ?? join(folder, 'data');
  const { params = {}, nodes = {}, edges = [], settings = {}, secret } = options;
  const engine = await Engine.open({ catalogue, dataDir, longLived: true });
  const webhooks = await Webhooks.open(engine, new PastSteps(engine), {
    port: 0,
    secretFor: async () => (typeof secret === 'function' ? secret() : (secret ?? {})),
    onError: (error) => process.emitWarning(error instanceof Error ? error : String(error)),
    ...options.listen,
  });
  const host = new TriggerHost(engine, { takeCalls: webhooks.takeCalls });
  const flow = {
    flowbench: 1,
    id: 'hooked',
    name: 'Hooked',
    settings,
    connections: secret ? { hook: { type: 'http.hmac' } } : {},
    nodes: {
      call: options.trigger ?? { type: 'trigger.webhook', params, ...(secret ? { connection: 'hook' } : {}) },
      ...nodes,
    },
    edges,
  };
  const resumed = await engine.resumeAll();
  await host.takeUp(
    resumed,
    () => true,
    async () => undefined,
  );
  const path = join(tmpdir(), 'hooked.flow.json');
  const { triggers } = await host.activate({ path, text: JSON.stringify(flow), trust: false });
  const condition = triggers[0]?.condition;
  if (condition?.state !== 'listening' || !condition.url) throw new Error('the webhook does not listen');
  const { url } = condition;
  const hook: TestHook = {
    url,
    port: webhooks.port,
    engine,
    webhooks,
    host,
    events: () => engine.journal.inbox.list({ limit: 10_000 }).reverse(),
    runs: () => engine.journal.runs({ limit: 10_000 }).reverse(),
    post: (body = {}, headers = {}, more = '') =>
      fetch(url + more, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async quiet() {
      for (;;) {
        const going = engine.journal.runs({ only: 'unfinished', limit: 10_000 });
        await Promise.all(going.map(({ id }) => engine.run(id)?.result));
        if (engine.journal.runs({ only: 'unfinished', limit: 1 }).length === 0) return;
        await new Promise(setImmediate);
      }
    },
    async close() {
      open.delete(hook);
      await webhooks.close();
      await host.close();
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  open.add(hook);
  return hook;
}

/** Sends bytes as they are and gives all that comes back, until the server closes the connection. */
export async function sendRaw(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const part of parts) socket.write(part);
  return text(socket);
}
