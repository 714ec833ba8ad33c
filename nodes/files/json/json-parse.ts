import { z } from 'zod';
import { UserError } from '#contract/error';
import { defineNode, field, type Item } from '#contract/node';
import { getPath } from '#nodes/values';
import { findSource, fromField, readText } from '../source.ts';
import { encodingField } from '../text.ts';
import { parseJsonText, toItem } from './parse-json.ts';

export const jsonParse = defineNode({
  type: 'json.parse',
  version: 1,
  title: 'Read JSON',
  summary: 'Turns JSON or JSON lines into items.',
  group: 'files',
  icon: 'braces',
  docs: `A list gives one item for each element, JSON lines one for each line, anything else one item. What is no object becomes \`{ value }\`. Set **Items** to the field of the outermost object that holds the list, for example \`result.rows\`.`,
  params: z.object({
    from: fromField,
    format: field
      .choice('Format', ['auto', 'lines'], { help: 'lines: every line is one value, even if it is a list.' })
      .default('auto'),
    items: field
      .text('Items', { placeholder: 'result.rows', help: 'Path to the list inside the JSON.' })
      .optional(),
    encoding: encodingField,
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'A list',
      params: { from: 'text' },
      input: [{ text: '[{ "id": 1 }, { "id": 2 }]' }],
      output: { out: [{ id: 1 }, { id: 2 }] },
    },
    {
      title: 'A list inside an object',
      params: { from: 'text', items: 'data.rows' },
      input: [{ text: '{ "data": { "rows": [{ "id": 1 }, 2] } }' }],
      output: { out: [{ id: 1 }, { value: 2 }] },
    },
  ],
  async *run(item, ctx) {
    const { from, format, items, encoding } = ctx.params;
    const parsed = parseJsonText(readText(findSource(item, from), encoding, ctx), { format });
    if (items === undefined) yield* parsed;
    else for await (const batch of parsed) yield batch.flatMap((whole) => itemsAt(whole, items));
  },
});

function itemsAt(whole: Item, path: string): Item[] {
  const found = getPath(whole.json, path);
  if (Array.isArray(found)) return found.map(toItem);
  throw new UserError(`The JSON has no list at "${path}"`, {
    code: 'NO_SOURCE',
    hint: `Check "Items"; the outermost fields are ${Object.keys(whole.json).slice(0, 10).join(', ') || 'none'}.`,
  });
}
