import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '#contract/error';
import { damaged, type Pack } from './read-pack.ts';

/**
 * Unpacks into a new folder: beside it first, under a hidden name, then renamed, so
 * that the folder is there with everything in it or not at all.
 *
 * @param target absolute path; must not exist, or be an empty folder
 * @throws UserError `FOLDER_EXISTS`, `INVALID_PACK`
 */
export async function unpack(pack: Pack, target: string): Promise<void> {
  const arriving = join(dirname(target), `.${randomUUID()}.unpacking`);
  await mkdir(arriving, { recursive: true });
  try {
    for (const { path } of pack.files) {
      const file = join(arriving, ...path.split('/'));
      await mkdir(dirname(file), { recursive: true });
      try {
        // `wx`: nothing that was unpacked is ever written over.
        await pipeline(await pack.read(path), createWriteStream(file, { flags: 'wx', mode: 0o644 }));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
        damaged(path, error);
      }
    }
    await moveInto(arriving, target);
  } finally {
    await rm(arriving, { recursive: true, force: true });
  }
}

async function moveInto(arriving: string, target: string): Promise<void> {
  try {
    // Only an empty folder can be removed; Windows does not rename over one.
    await rmdir(target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(arriving, target);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM'].includes(code ?? '')) throw cause;
    throw new UserError(`There is something at ${target} already; nothing was unpacked.`, {
      code: 'FOLDER_EXISTS',
      hint: 'Name a folder that does not exist yet, or an empty one.',
      cause,
    });
  }
}
