import { constants, copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { withFileErrors } from './file-error.ts';
import { moveToNew } from './write-file.ts';

export const fileMove = defineNode({
  type: 'file.move',
  version: 1,
  title: 'Move file',
  summary: 'Moves or renames a file.',
  group: 'files',
  icon: 'file-symlink',
  docs: `Gives \`{ path, from }\`: where the file is now, and where it was. **To** is the new path, or a folder (one that exists, or a path that ends in \`/\`) in which the file keeps its name. Missing folders are made.`,
  params: z.object({
    path: field.text('Path', { editor: 'path', placeholder: 'inbox/orders.csv' }).min(1),
    to: field.text('To', { editor: 'path', placeholder: 'done/' }).min(1),
    overwrite: field.toggle('Overwrite', { help: 'Replaces a file that is already there.' }).default(false),
  }),
  replay: 'once',
  effects: 'write',
  examples: [],
  async run(_item, ctx) {
    const from = await ctx.folder.resolve(ctx.params.path, 'write');
    await withFileErrors(from, () => mustBeFile(from));
    const wanted = await ctx.folder.resolve(ctx.params.to, 'write');
    const intoFolder = /[\\/]$/.test(ctx.params.to) || (await isFolder(wanted));
    // Resolved again: the name in the folder may be a link that leads elsewhere.
    const to = intoFolder ? await ctx.folder.resolve(join(wanted, basename(from)), 'write') : wanted;
    if (to !== from) await withFileErrors(to, () => move(from, to, ctx.params.overwrite));
    return { json: { path: to, from } };
  },
});

async function move(from: string, to: string, overwrite: boolean): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (!overwrite) return moveToNew(from, to);
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    // To another disk: copied beside the target first, so that it is replaced in one moment.
    const temporary = `${to}.${process.pid}.part`;
    try {
      await copyFile(from, temporary, constants.COPYFILE_EXCL);
      await rename(temporary, to);
    } finally {
      await rm(temporary, { force: true });
    }
    await rm(from);
  }
}

async function mustBeFile(path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
