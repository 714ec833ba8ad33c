import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileRef, FileStore, Item, NodeContext, NodeDefinition, Outputs } from '#contract/node';
import { createFileStore, createFolder } from '#engine/files';
import { createHttpClient } from '#engine/http';

interface RunOptions {
  signal?: AbortSignal;
  stepKey?: string;
}

/** Runs single nodes in a temporary folder with the engine's real files and HTTP client. */
export interface NodeBench {
  /** The folder that relative paths count from. */
  dir: string;
  files: FileStore;
  /** Runs a node on items and gives its outputs, as the engine would. */
  run(node: NodeDefinition, params: object, items?: readonly Item[], options?: RunOptions): Promise<Outputs>;
  /** Runs a node and gives the `json` of what leaves by the first port. */
  json(node: NodeDefinition, params: object, items?: readonly Item[]): Promise<Item['json'][]>;
  /** Stores bytes as a file of an item. */
  file(name: string, bytes: string | Uint8Array, mime?: string): Promise<Item>;
  text(file: FileRef | undefined): Promise<string>;
  bytes(file: FileRef | undefined): Promise<Buffer>;
  close(): Promise<void>;
}

export async function createBench(): Promise<NodeBench> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'flowbench-node-')));
  const dir = join(base, 'flow');
  await mkdir(dir);
  const files = createFileStore(join(base, 'blobs'));
  const http = createHttpClient({ privateNetwork: 'allow' });
  const folder = createFolder({ root: dir, allowed: [], anywhere: false });

  function context(params: unknown, itemIndex: number, options: RunOptions): NodeContext<unknown> {
    return {
      params,
      signal: options.signal ?? new AbortController().signal,
      now: Date.UTC(2026, 0, 2),
      timezone: 'UTC',
      itemIndex,
      inputs: {},
      stepKey: options.stepKey ?? 'node',
      idempotencyKey: `run/node/${itemIndex}`,
      files,
      folder,
      http,
      code: { run: () => Promise.reject(new Error('no code here')) },
      history: { seen: () => new Set(), remember: () => {} },
      connection: () => {
        throw new Error('no connection here');
      },
      log: () => {},
      progress: () => {},
      random: () => 0.5,
      from: (output) => output,
    };
  }

  const bench: NodeBench = {
    dir,
    files,
    async run(node, params, items = [{ json: {} }], options = {}) {
      const parsed = node.params.parse(params);
      const outputs: Record<string, Item[]> = {};
      const first = typeof node.outputs === 'function' ? node.outputs(parsed)[0] : node.outputs?.[0];
      const take = (result: unknown) => {
        const byPort = isOutputs(result) ? result : { [first ?? 'out']: [result ?? []].flat() as Item[] };
        for (const [port, list] of Object.entries(byPort))
          outputs[port] = [...(outputs[port] ?? []), ...list];
      };
      if ('run' in node) {
        for (const [index, item] of items.entries()) {
          const result = node.run(item, context(parsed, index, options));
          if (isStream(result)) for await (const part of result) take(part);
          else take(await result);
        }
      } else if ('runStream' in node) {
        for await (const part of node.runStream(inChunks(items), context(parsed, 0, options))) take(part);
      } else if ('runAll' in node) {
        take(await node.runAll(items, context(parsed, 0, options)));
      }
      return outputs;
    },
    async json(node, params, items) {
      const outputs = await bench.run(node, params, items);
      return (Object.values(outputs)[0] ?? []).map((item) => item.json);
    },
    async file(name, bytes, mime = 'application/octet-stream') {
      return { json: {}, binary: { file: await files.write(bytes, { name, mime }) } };
    },
    async bytes(file) {
      const chunks: Uint8Array[] = [];
      if (file) for await (const chunk of files.read(file)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    text: async (file) => (await bench.bytes(file)).toString(),
    async close() {
      await http.close();
      await rm(base, { recursive: true });
    },
  };
  return bench;
}

async function* inChunks(items: readonly Item[]): AsyncIterable<readonly Item[]> {
  for (let at = 0; at < items.length; at += 1000) yield items.slice(at, at + 1000);
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isOutputs(value: unknown): value is Outputs {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('json' in value);
}
