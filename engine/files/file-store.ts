import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, win32 } from 'node:path';
import { StepError } from '#contract/error';
import type { FileRef, FileStore } from '#contract/node';

type Source = Parameters<FileStore['write']>[0];

const SHA256 = /^[0-9a-f]{64}$/;
/** Milliseconds after which nobody is still writing an unfinished file. */
const ABANDONED_AFTER = 24 * 60 * 60_000;

export interface BlobStore extends FileStore {
  /**
   * Some bytes of a blob, for a window that looks into it.
   *
   * @param count at most so many; fewer come at its end
   * @returns undefined where there is no such blob
   */
  readPart(id: string, from: number, count: number): Promise<{ bytes: Buffer; size: number } | undefined>;
}

/**
 * A store of blobs in a folder, addressed by the SHA-256 of their content: equal
 * content is stored once, whatever it is called. Bytes are streamed to a
 * temporary file, forced to disk and renamed, so a blob is either whole or not
 * there. Files are readable by their owner only.
 */
export function createFileStore(dir: string): BlobStore {
  const pathOf = (id: string) => join(dir, id.slice(0, 2), id.slice(2, 4), id);

  const arriving = join(dir, 'arriving');
  let prepared: Promise<void> | undefined;

  async function write(bytes: Source, about: { name: string; mime: string }): Promise<FileRef> {
    prepared ??= prepare(arriving).catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    await prepared;
    const temporary = join(arriving, randomUUID());
    try {
      const { id, size } = await writeHashed(temporary, bytes);
      await place(temporary, pathOf(id), size);
      return { id, name: safeName(about.name), mime: about.mime, size };
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async function* read(file: FileRef): AsyncIterable<Uint8Array> {
    if (!SHA256.test(file.id)) throw missing(file);
    try {
      yield* createReadStream(pathOf(file.id));
    } catch (error) {
      throw isMissing(error) ? missing(file) : error;
    }
  }

  async function readPart(id: string, from: number, count: number) {
    if (!SHA256.test(id)) return undefined;
    try {
      await using handle = await open(pathOf(id), 'r');
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.max(0, Math.min(count, size - from)));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      return { bytes: bytes.subarray(0, bytesRead), size };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  return { read, readPart, write };
}

/** Makes the folder for unfinished files, and clears it of what a crash left there long ago. */
async function prepare(arriving: string): Promise<void> {
  await mkdir(arriving, { recursive: true, mode: 0o700 });
  for (const name of await readdir(arriving)) {
    const path = join(arriving, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER) await rm(path, { force: true });
  }
}

async function writeHashed(path: string, bytes: Source): Promise<{ id: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const part of typeof bytes === 'string' || bytes instanceof Uint8Array ? [bytes] : bytes) {
      const chunk = typeof part === 'string' ? Buffer.from(part) : part;
      hash.update(chunk);
      size += chunk.byteLength;
      await writeFully(handle, chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { id: hash.digest('hex'), size };
}

async function writeFully(handle: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.byteLength; ) {
    done += (await handle.write(chunk, done)).bytesWritten;
  }
}

/** Moves a finished file to its place, unless the same content is already there. */
async function place(temporary: string, path: string, size: number): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.size === size) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Makes a rename survive a power cut; Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name from outside, without folders of any system and control characters. */
function safeName(name: string): string {
  const bare = basename(win32.basename(name)).replace(/\p{Cc}/gu, '');
  return bare === '' || bare === '.' || bare === '..' ? 'file' : bare.slice(0, 255);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function missing(file: FileRef): StepError {
  return new StepError(`The content of the file "${file.name}" is no longer stored`, {
    code: 'FILE_GONE',
    hint: 'Run the step that made the file again.',
    retryable: false,
    detail: { id: file.id },
  });
}
