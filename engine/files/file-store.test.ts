import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileRef } from '#contract/node';
import { createFileStore } from './file-store.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flowbench-store-'));
});
afterEach(() => rm(dir, { recursive: true }));

const about = { name: 'a.txt', mime: 'text/plain' };
const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

async function textOf(file: FileRef): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of createFileStore(dir).read(file)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
const blobs = async () =>
  (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

describe('file store', () => {
  it('stores text, bytes and streams, equal content once', async () => {
    const store = createFileStore(dir);
    async function* parts() {
      yield 'he';
      yield Buffer.from('llo');
    }
    const refs = [
      await store.write('hello', about),
      await store.write(Buffer.from('hello'), about),
      await store.write(parts(), about),
    ];
    for (const ref of refs) expect(ref).toEqual({ id: HELLO, name: 'a.txt', mime: 'text/plain', size: 5 });
    expect(await textOf(refs[0] as FileRef)).toBe('hello');
    const files = await blobs();
    expect(files.map((file) => join(file.parentPath, file.name))).toEqual([join(dir, '2c', 'f2', HELLO)]);
    if (process.platform !== 'win32') {
      expect((await stat(join(dir, '2c', 'f2', HELLO))).mode & 0o777).toBe(0o600);
    }
  });

  it('stores the same content written at once', async () => {
    const store = createFileStore(dir);
    const refs = await Promise.all(Array.from({ length: 20 }, () => store.write('hello', about)));
    expect(new Set(refs.map((ref) => ref.id))).toEqual(new Set([HELLO]));
    expect(await blobs()).toHaveLength(1);
  });

  it('reads some bytes of a blob, and only of blobs', async () => {
    const store = createFileStore(dir);
    const { id } = await store.write('hello', about);
    const part = async (...range: [number, number]) => {
      const read = await store.readPart(id, ...range);
      return [read?.bytes.toString(), read?.size];
    };
    expect(await part(1, 3)).toEqual(['ell', 5]);
    expect(await part(3, 100)).toEqual(['lo', 5]);
    expect(await part(9, 100)).toEqual(['', 5]);
    expect(await store.readPart(HELLO.replace('2', '3'), 0, 1)).toBeUndefined();
    expect(await store.readPart('../../etc/passwd', 0, 1)).toBeUndefined();
  });

  it('leaves nothing of an interrupted write', async () => {
    async function* broken() {
      yield 'some';
      throw new Error('cut off');
    }
    await expect(createFileStore(dir).write(broken(), about)).rejects.toThrow('cut off');
    expect(await blobs()).toEqual([]);
  });

  it('clears what a crash left long ago, and only that', async () => {
    await mkdir(join(dir, 'arriving'));
    for (const name of ['old', 'new']) await writeFile(join(dir, 'arriving', name), 'half');
    await utimes(join(dir, 'arriving', 'old'), 0, 0);
    await createFileStore(dir).write('hello', about);
    expect((await blobs()).map((file) => file.name).sort()).toEqual([HELLO, 'new']);
  });

  it('takes only the name of a path', async () => {
    const names = ['../../etc/passwd', 'C:\\Windows\\x.exe', '..', 'a\nb', ''];
    const stored = await Promise.all(names.map((name) => createFileStore(dir).write('', { ...about, name })));
    expect(stored.map((ref) => ref.name)).toEqual(['passwd', 'x.exe', 'file', 'ab', 'file']);
  });

  it('says when content is gone, and takes no path for an id', async () => {
    const gone = { ...about, id: HELLO, size: 5 };
    await expect(textOf(gone)).rejects.toMatchObject({ code: 'FILE_GONE', kind: 'step', retryable: false });
    await expect(textOf({ ...gone, id: '../../../../etc/passwd' })).rejects.toMatchObject({
      code: 'FILE_GONE',
    });
  });
});
