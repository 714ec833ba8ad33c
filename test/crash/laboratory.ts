import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Pins } from '#contract/fixtures';
import type { RunEvent, RunStarted } from '#contract/run';
import { Engine, type RunResult } from '#engine/host';
import { type RunRecord, SqliteJournal } from '#engine/journal';
import { catalogue } from '#nodes';

const CHILD = join(import.meta.dirname, 'child.ts');

export type FlowNodes = Record<string, object>;

/** A flow document as the tests write it. */
export function flowOf(nodes: FlowNodes, edges: readonly string[], settings = {}): object {
  return { flowbench: 1, id: 'crash', name: 'Crash', settings, nodes, edges };
}

/** A request that reached the counting server. */
interface Post {
  /** Idempotency key. */
  key: string;
  body: unknown;
  at: number;
}

/** A folder of data directories, and a server that counts what is posted to it. */
export class Laboratory {
  readonly folder = mkdtempSync(join(tmpdir(), 'flowbench-crash-'));
  readonly posts: Post[] = [];
  /** Status of the answer to a post; default 200. */
  answer: (post: Post) => number = () => 200;
  #server: Server | undefined;
  #count = 0;

  async open(): Promise<void> {
    this.#server = createServer(async (request, response) => {
      const key = String(request.headers['idempotency-key']);
      const post = { key, body: JSON.parse((await text(request)) || 'null'), at: Date.now() };
      this.posts.push(post);
      response.writeHead(this.answer(post), { 'content-type': 'application/json' });
      response.end(JSON.stringify({ got: post.body }));
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    const address = this.#server?.address() as AddressInfo | undefined;
    return `http://127.0.0.1:${address?.port}/`;
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
    rmSync(this.folder, { recursive: true });
  }

  /** An empty data directory with flow files beside it; the first of them is the one to run. */
  bench(flows: Record<string, object>): Bench {
    const folder = join(this.folder, String(++this.#count));
    mkdirSync(folder);
    for (const [name, flow] of Object.entries(flows)) writeFileSync(join(folder, name), JSON.stringify(flow));
    return new Bench(folder, Object.keys(flows)[0] as string);
  }
}

/** One data directory and the flow that is run in it. */
export class Bench {
  readonly folder: string;
  readonly dataDir: string;
  readonly #flow: string;

  constructor(folder: string, flow: string) {
    this.folder = folder;
    this.dataDir = join(folder, 'data');
    this.#flow = join(folder, flow);
  }

  /** Runs the flow in a process of its own, which may be killed at a crash point such as `journal.append:3`. */
  start(crashAt?: string, pins: Pins = {}, debug?: RunStarted['debug']): Promise<Ending> {
    const more = debug ? [JSON.stringify(debug)] : [];
    return runChild([this.dataDir, this.#flow, JSON.stringify(pins), ...more], crashAt);
  }

  /** Takes up what is unfinished in a process of its own. */
  resumeInChild(crashAt?: string): Promise<Ending> {
    return runChild([this.dataDir], crashAt);
  }

  /** Opens an engine on the data directory in this process. */
  engine(): Promise<Engine> {
    return Engine.open({ catalogue, dataDir: this.dataDir });
  }

  /** Takes up what is unfinished in this process, which is another one than the one that died. */
  async resume(): Promise<RunResult[]> {
    const engine = await this.engine();
    try {
      const handles = await engine.resumeAll();
      return await Promise.all(handles.map((handle) => handle.result));
    } finally {
      await engine.close();
    }
  }

  /** All runs, oldest first, with their facts. */
  journal(): { record: RunRecord; facts: RunEvent[] }[] {
    const journal = new SqliteJournal(join(this.dataDir, 'journal.db'), { readOnly: true });
    try {
      const records = journal.runs().reverse();
      return records.map((record) => ({ record, facts: [...journal.read(record.id)] }));
    } finally {
      journal.close();
    }
  }
}

/** How a child process ended: killed, or with its results. */
export interface Ending {
  killed: boolean;
  results: RunResult[];
}

async function runChild(args: string[], crashAt: string | undefined): Promise<Ending> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, ...args], {
    env: {
      ...process.env,
      // Most of a child's life would else be spent reading the same sources.
      NODE_COMPILE_CACHE: join(tmpdir(), 'flowbench-crash-cache'),
      ...(crashAt === undefined ? {} : { FLOWBENCH_CRASH_AT: crashAt }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (signal === 'SIGKILL' || (process.platform === 'win32' && code === 1 && output === '')) {
    return { killed: true, results: [] };
  }
  if (code !== 0) throw new Error(`the child ended with ${code}: ${output}`);
  return { killed: false, results: JSON.parse(output) };
}
