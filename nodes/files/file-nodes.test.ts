import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBench, type NodeBench } from '#test/node';
import { fileDelete } from './file-delete.ts';
import { fileList } from './file-list.ts';
import { fileMove } from './file-move.ts';
import { fileRead } from './file-read.ts';
import { fileWrite } from './file-write.ts';

let bench: NodeBench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

const at = (...path: string[]) => join(bench.dir, ...path);
const outside = { code: 'FORBIDDEN_PATH', kind: 'user' };

describe('file.read', () => {
  it('gives the bytes as a file', async () => {
    await writeFile(at('a.csv'), 'x,y');
    const { out } = await bench.run(fileRead, { path: 'a.csv' });
    expect(out?.[0]?.json).toMatchObject({
      path: at('a.csv'),
      name: 'a.csv',
      size: 3,
      modifiedAt: expect.any(String),
    });
    expect(out?.[0]?.binary?.file).toMatchObject({ name: 'a.csv', mime: 'text/csv', size: 3 });
    expect(await bench.text(out?.[0]?.binary?.file)).toBe('x,y');
  });

  it('reads text and JSON', async () => {
    await writeFile(at('a.txt'), Buffer.from('\ufeffgr\u00fc\u00df', 'utf16le'));
    await writeFile(at('a.json'), '[{"a":1},{"a":2}]');
    expect(await bench.json(fileRead, { path: 'a.txt', as: 'text' })).toMatchObject([{ text: 'grüß' }]);
    expect(await bench.json(fileRead, { path: 'a.json', as: 'json' })).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('says what is wrong with the path', async () => {
    await mkdir(at('folder'));
    const code = (path: string, as = 'file') =>
      bench.run(fileRead, { path, as }).catch((error) => error.code);
    expect(await code('none.csv')).toBe('FILE_NOT_FOUND');
    expect(await code('folder')).toBe('IS_FOLDER');
    expect(await code('../x')).toBe('FORBIDDEN_PATH');
    expect(await code('none.json', 'json')).toBe('FILE_NOT_FOUND');
  });
});

describe('file.write', () => {
  const write = (params: object) => bench.run(fileWrite, params);

  it('overwrites by default and makes folders', async () => {
    await write({ path: 'deep/er/a.txt', content: 'first' });
    const { out } = await write({ path: 'deep/er/a.txt', content: 'grün' });
    expect(out).toEqual([{ json: { path: at('deep', 'er', 'a.txt'), size: 5 } }]);
    expect(await readFile(at('deep', 'er', 'a.txt'), 'utf8')).toBe('grün');
    expect(await readdir(at('deep', 'er'))).toEqual(['a.txt']);
  });

  it('creates only what does not exist', async () => {
    await write({ path: 'a.txt', content: 'first', mode: 'create' });
    await expect(write({ path: 'a.txt', content: 'second', mode: 'create' })).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    });
    expect(await readFile(at('a.txt'), 'utf8')).toBe('first');
    expect(await readdir(bench.dir)).toEqual(['a.txt']);
  });

  it('appends', async () => {
    for (const content of ['a\n', 'b\n']) await write({ path: 'log.txt', content, mode: 'append' });
    expect(await readFile(at('log.txt'), 'utf8')).toBe('a\nb\n');
  });

  it('writes files of the item and JSON', async () => {
    const item = await bench.file('a.bin', new Uint8Array([1, 2, 3]));
    await bench.run(fileWrite, { path: 'copy.bin' }, [item]);
    expect([...(await readFile(at('copy.bin')))]).toEqual([1, 2, 3]);
    await write({ path: 'a.json', content: { a: [1] } });
    expect(JSON.parse(await readFile(at('a.json'), 'utf8'))).toEqual({ a: [1] });
    await expect(write({ path: 'x' })).rejects.toMatchObject({ code: 'NO_SOURCE' });
  });

  it('keeps the permissions of a file it replaces', async () => {
    if (process.platform === 'win32') return;
    await writeFile(at('a.sh'), '', { mode: 0o750 });
    await write({ path: 'a.sh', content: 'x' });
    expect((await stat(at('a.sh'))).mode & 0o777).toBe(0o750);
  });

  it('leaves nothing when it is aborted or the source breaks', async () => {
    const item = await bench.file('a.txt', 'content');
    const signal = AbortSignal.abort();
    await expect(bench.run(fileWrite, { path: 'a.txt' }, [item], { signal })).rejects.toThrow();
    const gone = { json: {}, binary: { file: { id: 'f'.repeat(64), name: 'x', mime: 'x', size: 1 } } };
    await expect(bench.run(fileWrite, { path: 'b.txt' }, [gone])).rejects.toMatchObject({
      code: 'FILE_GONE',
    });
    expect(await readdir(bench.dir)).toEqual([]);
  });

  it('stays inside its folders', async () => {
    await symlink(at('..'), at('up'));
    for (const path of ['../x', 'up/x', '/tmp/x']) {
      await expect(write({ path, content: 'x' })).rejects.toMatchObject(outside);
    }
  });
});

describe('file.list', () => {
  beforeEach(async () => {
    await mkdir(at('in', 'sub'), { recursive: true });
    for (const name of ['b.csv', 'a.csv', 'c.txt', 'sub/d.csv']) await writeFile(at('in', name), name);
    await symlink('/etc', at('in', 'etc'));
    await symlink('/etc/hostname', at('in', 'z.csv'));
  });
  const names = async (path: string) => (await bench.json(fileList, { path })).map((json) => json.name);

  it('finds files by patterns, in order, and never outside', async () => {
    expect(await names('in/*.csv')).toEqual(['a.csv', 'b.csv']);
    expect(await names('in/**/*.csv')).toEqual(['a.csv', 'b.csv', 'd.csv']);
    expect(await names('in/*.{txt,csv}')).toEqual(['a.csv', 'b.csv', 'c.txt']);
    expect(await names('in')).toEqual(['a.csv', 'b.csv', 'c.txt']);
    expect(await names('in/a.csv')).toEqual(['a.csv']);
    expect(await names('**/d.csv')).toEqual(['d.csv']);
    expect(await names('in/etc*/*')).toEqual([]);
    expect(await names('in/*.none')).toEqual([]);
  });

  it('gives path, size and time of change', async () => {
    const [file] = await bench.json(fileList, { path: 'in/a.csv' });
    expect(file).toEqual({
      path: at('in', 'a.csv'),
      name: 'a.csv',
      size: 5,
      modifiedAt: expect.stringMatching(/Z$/),
    });
  });

  it('refuses to leave', async () => {
    for (const path of ['../*', 'in/etc/*', '/etc/*']) {
      await expect(names(path)).rejects.toMatchObject(outside);
    }
    await expect(names('in/*/../../../*')).rejects.toMatchObject({ code: 'INVALID_PATH' });
    await expect(names('none/*.csv')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('file.move', () => {
  const move = (params: object) => bench.run(fileMove, params);
  beforeEach(() => writeFile(at('a.txt'), 'a'));

  it('renames, and moves into folders', async () => {
    expect((await move({ path: 'a.txt', to: 'b.txt' })).out).toEqual([
      { json: { path: at('b.txt'), from: at('a.txt') } },
    ]);
    await move({ path: 'b.txt', to: 'done/2026/' });
    await writeFile(at('c.txt'), 'c');
    await move({ path: 'c.txt', to: 'done' });
    expect(await readdir(bench.dir)).toEqual(['done']);
    expect(await readdir(at('done'))).toEqual(['2026', 'c.txt']);
    expect(await readdir(at('done', '2026'))).toEqual(['b.txt']);
  });

  it('replaces only when told', async () => {
    await writeFile(at('b.txt'), 'b');
    await expect(move({ path: 'a.txt', to: 'b.txt' })).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(await readFile(at('b.txt'), 'utf8')).toBe('b');
    await move({ path: 'a.txt', to: 'b.txt', overwrite: true });
    expect(await readFile(at('b.txt'), 'utf8')).toBe('a');
    expect(await readdir(bench.dir)).toEqual(['b.txt']);
  });

  it('stays inside, and says what is missing', async () => {
    await expect(move({ path: 'a.txt', to: '../b.txt' })).rejects.toMatchObject(outside);
    await expect(move({ path: '/etc/hostname', to: 'b.txt' })).rejects.toMatchObject(outside);
    await expect(move({ path: 'none', to: 'b.txt' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('file.delete', () => {
  it('deletes files, never folders', async () => {
    await writeFile(at('a.txt'), 'a');
    await mkdir(at('folder'));
    const remove = (params: object) => bench.json(fileDelete, params);
    expect(await remove({ path: 'a.txt' })).toEqual([{ path: at('a.txt'), deleted: true }]);
    expect(await remove({ path: 'a.txt', missing: 'ignore' })).toEqual([
      { path: at('a.txt'), deleted: false },
    ]);
    await expect(remove({ path: 'a.txt' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(remove({ path: 'folder' })).rejects.toMatchObject({ code: 'IS_FOLDER' });
    await expect(remove({ path: '../x' })).rejects.toMatchObject(outside);
    expect(await readdir(bench.dir)).toEqual(['folder']);
  });
});
