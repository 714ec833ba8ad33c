import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UserError } from '#contract/error';

/** The data directory of one live engine. */
export interface DataDir {
  path: string;
  journal: string;
  blobs: string;
  /** Gives the directory to the next engine. */
  release(): void;
}

/**
 * Makes the data directory (mode 700, files 600) and takes its lock. The lock is
 * one that the operating system drops when the process dies, however it dies: a
 * lock file with a process id would outlive a crash and could meet a reused id.
 *
 * @throws UserError `DATA_DIR_IN_USE` while another engine has it
 */
export function openDataDir(path: string): DataDir {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lockFile = join(path, 'lock.db');
  closeSync(openSync(lockFile, 'a', 0o600));
  const lock = new DatabaseSync(lockFile);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    lock.close();
    const owner = readOwner(path);
    throw new UserError(`The data directory ${path} is in use by another Flowbench${owner}.`, {
      code: 'DATA_DIR_IN_USE',
      hint: 'Stop that one, or choose another folder with --data-dir.',
      cause,
    });
  }
  writeFileSync(join(path, 'engine.json'), JSON.stringify({ pid: process.pid, startedAt: Date.now() }), {
    mode: 0o600,
  });
  const journal = join(path, 'journal.db');
  closeSync(openSync(journal, 'a', 0o600));
  return { path, journal, blobs: join(path, 'blobs'), release: () => lock.close() };
}

function readOwner(path: string): string {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(join(path, 'engine.json'), 'utf8'));
    return ` (process ${pid}, since ${new Date(startedAt).toISOString()})`;
  } catch {
    return '';
  }
}
