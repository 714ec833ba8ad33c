import { createHash } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '#contract/error';
import type {
  CodeRunner,
  FileRef,
  FileStore,
  Folder,
  HttpClient,
  Inputs,
  Item,
  NodeContext,
  RunHistory,
} from '#contract/node';

/** The moment at which nodes under test run. */
export const NOW = Date.parse('2026-01-05T07:00:00.000Z');

/** What a test gives a node instead of the plain abilities. */
export type Abilities = Partial<NodeContext<unknown>>;

type PlainAbilities = Pick<NodeContext<unknown>, 'files' | 'folder' | 'http' | 'code' | 'history' | 'signal'>;

/** Working abilities without an engine: files in memory, a temporary folder, HTTP that answers with what it was asked. */
export function plainAbilities(): PlainAbilities {
  return {
    files: memoryFiles(),
    folder: temporaryFolder(),
    http: echo,
    code: plainCode,
    history: memoryHistory(),
    signal: new AbortController().signal,
  };
}

/** A step's context at one item; `now` is `NOW`, the zone UTC. */
export function contextFor(
  step: { params: unknown; inputs: Inputs; itemIndex: number },
  abilities: PlainAbilities & Abilities,
): NodeContext<unknown> {
  return {
    ...step,
    now: NOW,
    timezone: 'UTC',
    stepKey: 'example',
    idempotencyKey: `example-${step.itemIndex}`,
    connection: () => {
      throw new UserError('the node has no connection', { code: 'CONNECTION_NOT_BOUND' });
    },
    log: () => {},
    progress: () => {},
    random: () => 0.5,
    from: (output) => output,
    ...abilities,
  };
}

/** A folder of its own, made when a node asks for it and removed when the tests end. */
function temporaryFolder(): Folder {
  let made: string | undefined;
  const root = () => {
    if (made === undefined) {
      const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'flowbench-node-')));
      process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
      made = folder;
    }
    return made;
  };
  return {
    get root() {
      return root();
    },
    resolve: async (name) => path.resolve(root(), name),
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
    const input = { all: () => items };
    try {
      const compute = new Function('$input', '$json', code);
      if (mode === 'list') return [compute(input, items[0]?.json)];
      return items.map((item: Item) => compute(input, item.json));
    } catch (cause) {
      throw new UserError(`The code failed: ${cause}`, { code: 'CODE', hint: 'Correct the code.', cause });
    }
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
