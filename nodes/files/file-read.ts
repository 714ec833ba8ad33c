import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { defineNode, field, type Item, type NodeContext } from '#contract/node';
import { collectText } from './collect-text.ts';
import { toFileError } from './file-error.ts';
import { parseJsonText } from './json/parse-json.ts';
import { mimeOf } from './mime.ts';
import { decodeText, encodingField, type TextEncoding } from './text.ts';

export const fileRead = defineNode({
  type: 'file.read',
  version: 1,
  title: 'Read file',
  summary: 'Reads a file from disk.',
  group: 'files',
  icon: 'file-input',
  docs: `Gives \`{ path, name, size, modifiedAt }\` and, by **As**:
- **file**: the bytes as the binary \`file\`, for the nodes that parse or send files;
- **text**: the text in the field \`text\`;
- **json**: the items in the file (one for each element of a list, or for each line of JSON lines) instead.

Relative paths count from the folder of the flow, then from the workspace.`,
  params: z.object({
    path: field.text('Path', { editor: 'path', placeholder: 'data/orders.csv' }).min(1),
    as: field.choice('As', ['file', 'text', 'json']).default('file'),
    encoding: encodingField.meta({ showIf: { as: ['text', 'json'] } }),
  }),
  replay: 'idempotent',
  effects: 'read',
  examples: [],
  async *run(_item, ctx) {
    const path = await ctx.folder.resolve(ctx.params.path, 'read');
    try {
      yield* readAs(ctx.params, path, ctx);
    } catch (error) {
      throw toFileError(error, path);
    }
  },
});

type Params = { as: 'file' | 'text' | 'json'; encoding: TextEncoding };

async function* readAs(
  { as, encoding }: Params,
  path: string,
  ctx: Pick<NodeContext<unknown>, 'files' | 'signal'>,
): AsyncIterable<Item | Item[]> {
  const about = await stat(path);
  if (about.isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
  const name = basename(path);
  const json = { path, name, size: about.size, modifiedAt: about.mtime.toISOString() };
  const bytes = createReadStream(path, { signal: ctx.signal });
  if (as === 'json') {
    yield* parseJsonText(decodeText(bytes, encoding), { format: 'auto' });
  } else if (as === 'text') {
    yield { json: { ...json, text: await collectText(decodeText(bytes, encoding), `The file ${name}`) } };
  } else {
    const file = await ctx.files.write(bytes, { name, mime: mimeOf(name) });
    yield { json: { ...json, size: file.size }, binary: { file } };
  }
}
