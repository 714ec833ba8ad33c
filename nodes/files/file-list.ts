import { glob, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '#contract/error';
import { defineNode, type Folder, field, type Item } from '#contract/node';
import { untilAborted } from '#nodes/values';
import { withFileErrors } from './file-error.ts';

const BATCH = 1000;
const GLOB = /[*?[\]{}!()]/;

export const fileList = defineNode({
  type: 'file.list',
  version: 1,
  title: 'List files',
  summary: 'Finds files by a pattern, one item for each.',
  group: 'files',
  icon: 'folder-search',
  docs: `Gives one item \`{ path, name, size, modifiedAt }\` for each file, in the order of their paths. The path may be a folder (its files) or a pattern: \`*\` any name, \`**\` any folders, \`?\` one character, \`{csv,xlsx}\` one of these. Folders and files outside the allowed folders are left out.`,
  params: z.object({
    path: field.text('Path or pattern', { editor: 'path', placeholder: 'inbox/**/*.csv' }).min(1),
  }),
  replay: 'idempotent',
  effects: 'read',
  examples: [],
  async *run(_item, ctx) {
    const { base, pattern } = splitPattern(ctx.params.path);
    const start = await ctx.folder.resolve(base, 'read');
    const found = await withFileErrors(start, () => find(start, pattern, ctx.signal));
    for (let at = 0; at < found.length; at += BATCH) {
      ctx.signal.throwIfAborted();
      const items = found.slice(at, at + BATCH).map((path) => describe(path, ctx.folder));
      yield (await Promise.all(items)).filter((item) => item !== undefined);
    }
  },
});

/** The folder before the first pattern character, and the pattern below it. */
function splitPattern(path: string): { base: string; pattern: string | undefined } {
  const parts = (process.platform === 'win32' ? path.replaceAll('\\', '/') : path).split('/');
  const first = parts.findIndex((part) => GLOB.test(part));
  if (first < 0) return { base: path, pattern: undefined };
  const below = parts.slice(first);
  if (below.includes('..')) {
    throw new UserError(`The pattern ${JSON.stringify(path)} goes up (..) after its first wildcard`, {
      code: 'INVALID_PATH',
      hint: 'Put ".." at the beginning of the pattern only.',
    });
  }
  const base = parts.slice(0, first).join('/');
  return { base: base === '' ? (path.startsWith('/') ? '/' : '.') : base, pattern: below.join('/') };
}

async function find(start: string, pattern: string | undefined, signal: AbortSignal): Promise<string[]> {
  const about = await stat(start);
  if (about.isFile()) return pattern === undefined ? [start] : [];
  const paths: string[] = [];
  for await (const path of untilAborted(glob(pattern ?? '*', { cwd: start }), signal))
    paths.push(join(start, path));
  return paths.sort();
}

/** A file as an item; undefined for what is no file, is gone meanwhile or leads outside. */
async function describe(path: string, folder: Folder): Promise<Item | undefined> {
  try {
    await folder.resolve(path, 'read');
    const about = await stat(path);
    if (!about.isFile()) return undefined;
    const { size, mtime } = about;
    return { json: { path, name: basename(path), size, modifiedAt: mtime.toISOString() } };
  } catch {
    return undefined;
  }
}
