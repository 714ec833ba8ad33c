import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { api, RunFact } from '#contract/api';
import { type Served, type ServeOptions, serve } from '#engine/server';
import { catalogue } from '#nodes';

export type Client = ContractRouterClient<typeof api>;

/** An engine with its API on a workspace of its own. */
export interface TestApp {
  served: Served;
  client: Client;
  /** Absolute path of the workspace. */
  workspace: string;
  dataDir: string;
  /** A second window. */
  connect(): Promise<Client>;
  /** Writes a file into the workspace past the API, as another program would. */
  write(path: string, text: string): Promise<void>;
  /** Stops the engine and starts another one on the same folders. */
  restart(): Promise<TestApp>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** Texts of files that are in the workspace from the start, by path. */
  files?: Record<string, string>;
  trust?: boolean;
  /** Folder of a built window. */
  renderer?: string;
  /** How credentials are unlocked; default as it is done on this machine. */
  credentials?: ServeOptions['credentials'];
}

export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), 'flowbench-app-'));
  for (const [path, text] of Object.entries(options.files ?? {}))
    await put(join(folder, 'flows', path), text);
  return open(folder, options);
}

async function open(folder: string, options: TestAppOptions): Promise<TestApp> {
  const [workspace, dataDir] = [join(folder, 'flows'), join(folder, 'data')];
  const served = await serve({
    catalogue,
    workspace,
    dataDir,
    port: 0,
    trust: options.trust ?? false,
    renderer: options.renderer,
    ...(options.credentials && { credentials: options.credentials }),
    onError: (error) => process.emitWarning(error instanceof Error ? error : String(error)),
  });
  const sockets: WebSocket[] = [];
  const connect = async (): Promise<Client> => {
    const address = `ws://127.0.0.1:${served.apiPort}/api`;
    const socket = new WebSocket(address, ['flowbench', `flowbench.token.${served.token}`]);
    sockets.push(socket);
    await once(socket, 'open');
    // The library asks for the browser's class; what it uses of it is the same here.
    return createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
  };
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.terminate();
    await served.close();
  };
  return {
    served,
    client: await connect(),
    workspace,
    dataDir,
    connect,
    write: (path, text) => put(join(workspace, path), text),
    async restart() {
      await stop();
      return open(folder, options);
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** The text of a flow with these nodes and edges. */
export function flowText(nodes: object, edges: readonly string[], more: object = {}): string {
  return JSON.stringify({ flowbench: 1, id: 'flw_test', name: 'Test', nodes, edges, ...more }, null, 2);
}

/** Reads the facts of a run to its end. */
export async function factsOf(client: Client, run: string, afterSeq = 0): Promise<RunFact[]> {
  const facts: RunFact[] = [];
  for await (const batch of await client.runs.events({ run, afterSeq })) facts.push(...batch);
  return facts;
}
