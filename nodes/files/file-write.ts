import { z } from 'zod';
import { UserError } from '#contract/error';
import { defineNode, field, type Item } from '#contract/node';
import { withFileErrors } from './file-error.ts';
import { appendToFile, type Chunks, writeFileAtomically } from './write-file.ts';

export const fileWrite = defineNode({
  type: 'file.write',
  version: 1,
  title: 'Write file',
  summary: 'Writes a text or a file of the item to disk.',
  group: 'files',
  icon: 'file-output',
  docs: `Writes **Content** (text; anything else as JSON) or, without it, the item's file. Gives \`{ path, size }\`, where \`size\` is the number of bytes written.

- **overwrite** replaces the file in one moment: other programs see the old file or the new one, never half of it.
- **create** does the same, but fails if the file exists.
- **append** adds to the end of the file.

Missing folders are made.`,
  params: z.object({
    path: field.text('Path', { editor: 'path', placeholder: 'out/report.csv' }).min(1),
    content: field.value('Content', { help: 'What to write. Empty: the file named below.' }).optional(),
    file: field.text('File', { help: 'Name of the file in the item.' }).default('file'),
    mode: field.choice('Mode', ['create', 'overwrite', 'append']).default('overwrite'),
  }),
  replay: (params) => (params.mode === 'overwrite' ? 'idempotent' : 'once'),
  effects: 'write',
  examples: [],
  async run(item, ctx) {
    const { mode } = ctx.params;
    const path = await ctx.folder.resolve(ctx.params.path, 'write');
    const chunks = contentOf(item, ctx.params.content, ctx.params.file, ctx.files.read);
    const size = await withFileErrors(path, () =>
      mode === 'append'
        ? appendToFile(path, chunks, ctx.signal)
        : writeFileAtomically(path, chunks, { mode, signal: ctx.signal }),
    );
    return { json: { path, size } };
  },
});

type Read = (file: NonNullable<Item['binary']>[string]) => AsyncIterable<Uint8Array>;

function contentOf(item: Item, content: unknown, name: string, read: Read): Chunks {
  if (content !== undefined && content !== null) {
    return once(typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  const file = item.binary && Object.hasOwn(item.binary, name) ? item.binary[name] : undefined;
  if (file) return read(file);
  throw new UserError(`There is nothing to write: no content is given, and the item has no file "${name}"`, {
    code: 'NO_SOURCE',
    hint: `Give "Content", or set "File" to one of the item's files (${Object.keys(item.binary ?? {}).join(', ') || 'none'}).`,
  });
}

async function* once(text: string): Chunks {
  yield text;
}
