import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataDir } from './data-dir.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowbench-data-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Another process that has the data directory until it dies. */
async function otherEngine(path: string): Promise<ChildProcessByStdio<Writable, Readable, null>> {
  const door = new URL('./data-dir.ts', import.meta.url).href;
  const script = `
    const { openDataDir } = await import(${JSON.stringify(door)});
    const dir = openDataDir(process.argv[1]);
    process.stdin.on('end', () => { dir.release(); process.exit(); }).resume();
    process.stdout.write('open');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, path], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return child;
}

test('a second engine is told which process has the directory; it gets it once that one has let go', async () => {
  const other = await otherEngine(folder);
  expect(() => openDataDir(folder)).toThrow(
    expect.objectContaining({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringContaining(`(process ${other.pid}, since 20`),
      hint: expect.stringContaining('--data-dir'),
    }),
  );
  other.stdin.end();
  await once(other, 'exit');
  expect(existsSync(join(folder, 'engine.json'))).toBe(false);
  openDataDir(folder).release();
});

test('the lock dies with its owner, however it dies', async () => {
  const other = await otherEngine(folder);
  other.kill('SIGKILL');
  await once(other, 'exit');
  openDataDir(folder).release();
});

test('a failed attempt in the same process does not cost the owner its lock', async () => {
  const dir = openDataDir(folder);
  expect(() => openDataDir(folder)).toThrow(expect.objectContaining({ code: 'DATA_DIR_IN_USE' }));
  const other = await otherEngine(folder);
  expect(other.exitCode).toBe(1);
  dir.release();
});

test('a path that cannot be a folder, or may not be written to, is refused in a sentence', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const refused = expect.objectContaining({ code: 'DATA_DIR_UNUSABLE', hint: expect.any(String) });
  expect(() => openDataDir(join(file, 'data'))).toThrow(refused);
  // The administrator may write anywhere.
  if (process.platform === 'win32' || process.getuid?.() === 0) return;
  const closed = join(folder, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o500);
  expect(() => openDataDir(closed)).toThrow(refused);
});

test('a lock file that is no lock file is refused in a sentence', () => {
  writeFileSync(join(folder, 'lock.db'), 'not a database at all, '.repeat(100));
  expect(() => openDataDir(folder)).toThrow(expect.objectContaining({ code: 'DATA_DIR_UNUSABLE' }));
});
