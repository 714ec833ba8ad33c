import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UserError } from '#contract/error';
import { resultCode } from './storage-error.ts';

/** SQLite's result code for "somebody else has the lock". */
const BUSY = 5;

/** Where a running engine answers, and the token that allows everything. */
export interface EngineApi {
  apiPort: number;
  token: string;
}

/** The data directory of one live engine. */
export interface DataDir {
  path: string;
  journal: string;
  blobs: string;
  credentials: string;
  /** Tells this user's other programs how to talk to the engine; until it releases the directory. */
  announce(api: EngineApi): void;
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
  const owner = ownerOf(path);
  const journal = join(path, 'journal.db');
  const lock = lockFolder(path);
  const self = { pid: process.pid, startedAt: Date.now() };
  try {
    rmSync(tokenOf(path), { force: true }); // what a killed engine left
    makePrivate(journal);
  } catch (cause) {
    lock.release();
    throw unusable(path, cause);
  }
  const announce = ({ apiPort, token }: EngineApi): void => {
    writePrivate(tokenOf(path), token);
    writePrivate(owner, JSON.stringify({ ...self, apiPort }));
  };
  const release = (): void => {
    rmSync(tokenOf(path), { force: true });
    lock.release();
  };
  return {
    path,
    journal,
    blobs: join(path, 'blobs'),
    credentials: join(path, 'credentials.db'),
    announce,
    release,
  };
}

/**
 * Makes a folder (mode 700) and takes its lock, as `openDataDir` does.
 *
 * @throws UserError `DATA_DIR_IN_USE`, `DATA_DIR_UNUSABLE`
 */
export function lockFolder(path: string): { release(): void } {
  const owner = ownerOf(path);
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    lock = lockOn(join(path, 'lock.db'));
    writePrivate(owner, JSON.stringify({ pid: process.pid, startedAt: Date.now() }));
  } catch (cause) {
    lock?.close();
    throw resultCode(cause) === BUSY ? inUse(path, owner, cause) : unusable(path, cause);
  }
  const held = lock;
  return {
    release() {
      rmSync(owner, { force: true });
      held.close();
    },
  };
}

/**
 * How to talk to the engine that has a data directory; undefined where none runs
 * or it does not answer calls. Only a living one is believed: after a crash, a
 * stranger may listen at the port that was its own, and must not be told the token.
 */
export function findEngineApi(path: string): EngineApi | undefined {
  if (!isLocked(join(path, 'lock.db'))) return undefined;
  try {
    const { apiPort } = JSON.parse(readFileSync(ownerOf(path), 'utf8'));
    const token = readFileSync(tokenOf(path), 'utf8');
    return typeof apiPort === 'number' ? { apiPort, token } : undefined;
  } catch {
    return undefined;
  }
}

function ownerOf(path: string): string {
  return join(path, 'engine.json');
}

function tokenOf(path: string): string {
  return join(path, 'api-token');
}

/** Whether a living engine holds the lock. */
function isLocked(file: string): boolean {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { readOnly: true });
    lock.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return resultCode(error) === BUSY;
  } finally {
    lock?.close();
  }
}

function lockOn(file: string): DatabaseSync {
  makePrivate(file);
  // Somebody may be looking just now whether there is an engine.
  const lock = new DatabaseSync(file, { timeout: 200 });
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

/** Writes a file anew that only its owner may read. */
function writePrivate(file: string, text: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
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
