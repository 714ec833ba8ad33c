import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '#contract/error';
import type { FileStore, Folder, StartedEnd } from '#contract/node';
import { TriggerBench } from '#test/trigger';
import { folder } from './folder.ts';
import { watchFolder } from './watch-folder.ts';

let bench: TriggerBench;
let root = '';
let inbox = '';
/** How the run of each key ended. */
let ends: Map<string, PromiseWithResolvers<StartedEnd>>;

beforeEach(async () => {
  bench = new TriggerBench();
  ends = new Map();
  root = await realpath(await mkdtemp(join(tmpdir(), 'flowbench-folder-')));
  inbox = join(root, 'inbox');
  await mkdir(inbox);
});
afterEach(async () => {
  await bench.close();
  await rm(root, { recursive: true, force: true });
});

const within: Folder = {
  get root() {
    return root;
  },
  resolve: async (path) => {
    const found = resolve(root, path);
    if (!found.startsWith(root)) throw new UserError('leads out');
    return found;
  },
};
/** Blobs are not what these tests are about: a file's id is its content. */
const files: FileStore = {
  read: async function* () {},
  write: async (bytes, about) => {
    const parts: Buffer[] = [];
    for await (const part of bytes as AsyncIterable<Uint8Array>) parts.push(Buffer.from(part));
    const content = Buffer.concat(parts);
    return { ...about, id: content.toString(), size: content.length };
  },
};

function endOf(key: string): PromiseWithResolvers<StartedEnd> {
  const end = ends.get(key) ?? Promise.withResolvers<StartedEnd>();
  ends.set(key, end);
  return end;
}

async function arm(params: Record<string, unknown> = {}, resumed = false): Promise<void> {
  bench.condition = undefined;
  await bench.arm(watchFolder, folder.params.parse({ path: 'inbox', ...params }), {
    folder: within,
    files,
    resumed,
    ended: (run) => endOf(run).promise,
  });
  await bench.until('listening');
}

/** Lets it look twice: once to see a file, once to see that it is still the same. */
async function look(): Promise<void> {
  for (let nr = 0; nr < 2; nr++) {
    bench.condition = undefined;
    bench.clock.moveBy(10_000);
    await bench.until('listening');
  }
}

async function put(name: string, content = name): Promise<string> {
  const path = join(inbox, ...name.split('/'));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

const told = () =>
  bench.started.map(
    ({ items: [item] }) => `${item?.json.event} ${item?.json.name} ${item?.binary?.file?.id ?? ''}`,
  );

/** Resolves when there is such a file. */
async function appears(path: string): Promise<string> {
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
    await new Promise(setImmediate);
  }
}

describe('files that stay', () => {
  test('each starts one run, with its content, once it is still', async () => {
    await put('a.csv', 'one');
    await arm();
    expect(told()).toEqual([]);
    await look();
    expect(told()).toEqual(['new a.csv one']);
    await put('b.csv', 'two');
    await look();
    await look();
    expect(told()).toEqual(['new a.csv one', 'new b.csv two']);
    expect(bench.started[1]?.items[0]?.json).toMatchObject({
      path: join(inbox, 'b.csv'),
      folder: inbox,
      size: 3,
    });
  });

  test('one that is being written is left alone until it is whole', async () => {
    await arm();
    const path = await put('slow.csv', 'first');
    for (let nr = 0; nr < 5; nr++) {
      bench.condition = undefined;
      bench.clock.moveBy(1500);
      await bench.until('listening');
      await writeFile(path, 'x'.repeat(nr + 10));
      await utimes(path, nr, nr);
    }
    expect(told()).toEqual([]);
    await look();
    expect(told()).toEqual([`new slow.csv ${'x'.repeat(14)}`]);
  });

  test('changes and removals are told where they are wanted', async () => {
    const path = await put('a.csv', 'one');
    await arm({ events: 'removed' });
    await look();
    await writeFile(path, 'changed');
    await look();
    await rm(path);
    await look();
    expect(told()).toEqual(['new a.csv one', 'changed a.csv changed', 'removed a.csv ']);
  });

  test('what lay there before may be passed over', async () => {
    await put('old.csv');
    await arm({ first: 'new' });
    await put('new.csv');
    await look();
    expect(told()).toEqual(['new new.csv new.csv']);
  });

  test('after a restart only what is new starts a run', async () => {
    await put('a.csv');
    await arm();
    await look();
    await bench.disarm();
    await put('b.csv');
    await arm({}, true);
    await look();
    expect(told()).toEqual(['new a.csv a.csv', 'new b.csv b.csv']);
  });

  test('only those that fit, in subfolders where that is wanted; neither links nor unfinished ones', async () => {
    await put('a.csv');
    await put('b.txt');
    await put('c.csv.part');
    await put('.hidden.csv');
    await put('sub/d.csv');
    await writeFile(join(root, 'secret.csv'), 'secret');
    await symlink(join(root, 'secret.csv'), join(inbox, 'link.csv')).catch(() => undefined);
    await arm({ patterns: ['*.csv'], subfolders: true, content: false });
    await look();
    expect(told()).toEqual(['new a.csv ', 'new d.csv ']);
  });
});

describe('files that are put away', () => {
  test('move when their run has succeeded, under a name that is free', async () => {
    await put('done/a.csv', 'taken');
    await put('a.csv', 'one');
    await arm({ after: 'move' });
    await look();
    expect(told()).toEqual(['new a.csv one']);
    endOf(bench.started[0]?.key ?? '').resolve({ status: 'succeeded' });
    expect(await appears(join(inbox, 'done', 'a (2).csv'))).toBe('one');
    expect(await readFile(join(inbox, 'done', 'a.csv'), 'utf8')).toBe('taken');
    await put('a.csv', 'two');
    await look();
    expect(told()).toEqual(['new a.csv one', 'new a.csv two']);
  });

  test('are deleted, but not when their run failed: then they lie with the error beside them', async () => {
    await put('good.csv');
    await put('bad.csv');
    await arm({ after: 'delete' });
    await look();
    const keyOf = (name: string) =>
      bench.started.find(({ items }) => items[0]?.json.name === name)?.key ?? '';
    endOf(keyOf('bad.csv')).resolve({ status: 'failed', error: 'row 3 has no name' });
    expect(await appears(join(inbox, 'failed', 'bad.csv.error.txt'))).toBe('row 3 has no name\n');
    expect(await readFile(join(inbox, 'failed', 'bad.csv'), 'utf8')).toBe('bad.csv');
    endOf(keyOf('good.csv')).resolve({ status: 'succeeded' });
    while ((await readdir(inbox)).includes('good.csv')) await new Promise(setImmediate);
    expect(await readdir(inbox)).toEqual(['failed']);
  });

  test('killed before they were put away, they are afterwards, and start no second run', async () => {
    await put('a.csv');
    await arm({ after: 'move' });
    await look();
    await bench.disarm();
    endOf(bench.started[0]?.key ?? '').resolve({ status: 'succeeded' });
    await arm({ after: 'move' }, true);
    await look();
    expect(await appears(join(inbox, 'done', 'a.csv'))).toBe('a.csv');
    expect(told()).toEqual(['new a.csv a.csv']);
  });
});

test('a folder that is not there, or none, is told of when the flow is activated', async () => {
  await expect(arm({ path: 'nowhere' })).rejects.toThrow('There is no file or folder');
  await put('file');
  await expect(arm({ path: 'inbox/file' })).rejects.toThrow('is a file, not a folder');
});
