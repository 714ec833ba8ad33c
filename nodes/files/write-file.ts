import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Bytes and text to be written. */
export type Chunks = AsyncIterable<Uint8Array | string>;

export interface WriteOptions {
  /** `create` fails if the file exists, `overwrite` replaces it in one moment. */
  mode: 'create' | 'overwrite';
  signal?: AbortSignal;
}

/**
 * Writes a file so that it is either whole or not there: to a temporary name
 * beside it, forced to disk, then renamed. An error or abort leaves nothing.
 * Missing folders are made. Returns the size in bytes; throws `EEXIST` in mode `create`.
 */
export async function writeFileAtomically(
  path: string,
  chunks: Chunks,
  options: WriteOptions,
): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  const before = await stat(path).catch(() => undefined);
  if (before && options.mode === 'create') throw alreadyThere(path);
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.part`);
  try {
    const size = await stream(temporary, 'wx', chunks, options.signal, before && before.mode & 0o777);
    await (options.mode === 'create' ? moveToNew(temporary, path) : rename(temporary, path));
    return size;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Adds to the end of a file, or makes it. Not atomic: what was written before an error stays. */
export async function appendToFile(path: string, chunks: Chunks, signal?: AbortSignal): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  return stream(path, 'a', chunks, signal);
}

/** Renames, but never replaces what is there: throws `EEXIST`. Needs no second moment in which another may write. */
export async function moveToNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' || code === 'ENOENT') throw error;
    // Not every file system has hard links, and none has them across disks.
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
  await rm(from);
}

async function stream(
  path: string,
  flags: 'wx' | 'a',
  chunks: Chunks,
  signal?: AbortSignal,
  permissions?: number,
): Promise<number> {
  const handle = await open(path, flags, permissions);
  try {
    let size = 0;
    for await (const part of chunks) {
      signal?.throwIfAborted();
      const chunk = typeof part === 'string' ? Buffer.from(part) : part;
      for (let done = 0; done < chunk.byteLength; ) {
        done += (await handle.write(chunk, done)).bytesWritten;
      }
      size += chunk.byteLength;
    }
    signal?.throwIfAborted();
    await handle.sync();
    return size;
  } finally {
    await handle.close();
  }
}

function alreadyThere(path: string): Error {
  return Object.assign(new Error(`EEXIST: ${path}`), { code: 'EEXIST' });
}
