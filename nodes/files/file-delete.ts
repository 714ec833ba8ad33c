import { stat, unlink } from 'node:fs/promises';
import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { withFileErrors } from './file-error.ts';

export const fileDelete = defineNode({
  type: 'file.delete',
  version: 1,
  title: 'Delete file',
  summary: 'Deletes a file from disk.',
  group: 'files',
  icon: 'file-x',
  docs: `Gives \`{ path, deleted }\`. Folders are never deleted. A file that is not there is an error, unless **Missing file** says to ignore it; then \`deleted\` is false.`,
  params: z.object({
    path: field.text('Path', { editor: 'path', placeholder: 'inbox/orders.csv' }).min(1),
    missing: field.choice('Missing file', ['error', 'ignore']).default('error'),
  }),
  replay: (params) => (params.missing === 'ignore' ? 'idempotent' : 'once'),
  effects: 'delete',
  examples: [],
  async run(_item, ctx) {
    const path = await ctx.folder.resolve(ctx.params.path, 'write');
    const deleted = await withFileErrors(path, async () => {
      try {
        // Asked first: what unlink says about a folder differs between systems.
        if ((await stat(path)).isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
        await unlink(path);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT' && ctx.params.missing === 'ignore')
          return false;
        throw error;
      }
    });
    return { json: { path, deleted } };
  },
});
