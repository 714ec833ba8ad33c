import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UserError } from '#contract/error';
import { resultCode } from './storage-error.ts';

/** SQLite's result code for "somebody else has the lock". */
const BUSY = 5;

/** The data directory of one live engine. */
export interface DataDir {
  path: string;
  journal: string;
  blobs: string;
  credentials: string;
  /** Gives the directory to the next engine. */
  release(): void;
}

/**
 * Makes the data directory (mode 700, files 600) and takes its lock. The lock is
 * one that the operating system drops when the process dies, however it dies: a
 * lock file with a process id would outlive a crash and could meet a reused id.
 *
 * @throws UserError `DATA_DIR_IN_USE` while another engine has it, `DATA_DIR_UNUSABLE`
 * where it cannot be made or written to
 */
export function openDataDir(path: string): DataDir {
  const owner = join(path, 'engine.json');
  const journal = join(path, 'journal.db');
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    lock = lockOn(join(path, 'lock.db'));
    writeFileSync(owner, JSON.stringify({ pid: process.pid, startedAt: Date.now() }), { mode: 0o600 });
    makePrivate(journal);
  } catch (cause) {
    lock?.close();
    throw resultCode(cause) === BUSY ? inUse(path, owner, cause) : unusable(path, cause);
  }
  const held = lock;
  const release = (): void => {
    rmSync(owner, { force: true });
    held.close();
  };
  return { path, journal, blobs: join(path, 'blobs'), credentials: join(path, 'credentials.db'), release };
}

function lockOn(file: string): DatabaseSync {
  makePrivate(file);
  const lock = new DatabaseSync(file);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

/**
 * Makes a file that only its owner may read, unless it is there. Never opens one
 * that is: closing it again would drop every lock this process has on it (POSIX).
 */
function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function inUse(path: string, owner: string, cause: unknown): UserError {
  return new UserError(`The data directory ${path} is in use by another Flowbench${describe(owner)}.`, {
    code: 'DATA_DIR_IN_USE',
    hint: 'Stop that one, or choose another folder with --data-dir.',
    cause,
  });
}

function describe(owner: string): string {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(owner, 'utf8'));
    return ` (process ${pid}, since ${new Date(startedAt).toISOString()})`;
  } catch {
    return '';
  }
}

function unusable(path: string, cause: unknown): UserError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UserError(`The data directory ${path} cannot be used: ${reason}.`, {
    code: 'DATA_DIR_UNUSABLE',
    hint: 'Choose a folder you may write to with --data-dir, on a disk with space left.',
    cause,
  });
}
