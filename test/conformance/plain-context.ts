import { createHash } from 'node:crypto';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {
  CodeRunner,
  FileRef,
  FileStore,
  HttpClient,
  Inputs,
  Item,
  NodeContext,
  RunHistory,
} from '#contract/node';

/** The moment at which all examples run. */
export const NOW = Date.parse('2026-01-05T07:00:00.000Z');

export type Abilities = Pick<
  NodeContext<unknown>,
  'files' | 'folder' | 'http' | 'code' | 'history' | 'signal'
>;

/** Working abilities without an engine: files in memory, a temporary folder, HTTP that answers with what it was asked. */
export function plainAbilities(): Abilities {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'flowbench-conformance-')));
  return {
    files: memoryFiles(),
    folder: { root, resolve: async (name) => path.resolve(root, name) },
    http: echo,
    code: plainCode,
    history: memoryHistory(),
    signal: new AbortController().signal,
  };
}

/** A step's context at one item. */
export function contextFor(
  abilities: Abilities,
  step: { params: unknown; inputs: Inputs; itemIndex: number },
): NodeContext<unknown> {
  return {
    ...abilities,
    ...step,
    now: NOW,
    timezone: 'UTC',
    stepKey: 'example',
    idempotencyKey: `example-${step.itemIndex}`,
    log: () => {},
    progress: () => {},
    random: () => 0.5,
    from: (output) => output,
  };
}

function memoryFiles(): FileStore {
  const blobs = new Map<string, Buffer>();
  return {
    async *read(file: FileRef) {
      const bytes = blobs.get(file.id);
      if (!bytes) throw new Error(`there is no blob ${file.id}`);
      yield bytes;
    },
    async write(bytes, about) {
      const parts: Buffer[] = [];
      if (typeof bytes === 'string' || bytes instanceof Uint8Array) parts.push(Buffer.from(bytes));
      else for await (const part of bytes) parts.push(Buffer.from(part));
      const blob = Buffer.concat(parts);
      const id = createHash('sha256').update(blob).digest('hex');
      blobs.set(id, blob);
      return { id, size: blob.length, ...about };
    },
  };
}

const echo: HttpClient = {
  async request({ method, url, headers = {}, signal }) {
    signal.throwIfAborted();
    const bytes = Buffer.from(JSON.stringify({ method, url, headers }));
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      setCookies: [],
      url,
      body: (async function* () {
        yield bytes;
      })(),
      bytes: async () => bytes,
      text: async () => bytes.toString(),
    };
  },
};

const plainCode: CodeRunner = {
  async run(code, mode, items) {
    const compute = new Function('$input', '$json', code);
    const input = { all: () => items };
    if (mode === 'list') return [compute(input, items[0]?.json)];
    return items.map((item: Item) => compute(input, item.json));
  },
};

function memoryHistory(): RunHistory {
  const known = new Set<string>();
  return {
    seen: (keys) => new Set(keys.filter((key) => known.has(key))),
    remember: (keys) => {
      for (const key of keys) known.add(key);
    },
  };
}
