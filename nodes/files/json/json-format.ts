import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { getPath } from '#nodes/values';
import { deliverText, deliveryFields } from '../deliver-text.ts';

export const jsonFormat = defineNode({
  type: 'json.format',
  version: 1,
  title: 'Make JSON',
  summary: 'Turns items into one JSON file or text.',
  group: 'files',
  icon: 'file-json',
  docs: `Gives one item with the binary \`file\` and \`{ name, size, items }\`, or with the text in the field named by **Into field**. **Format**: one list of all items, one line for each item (JSON lines), or every item on its own (**each**).`,
  params: z.object({
    from: field.text('From', { help: 'The field to write. Empty: the whole item.' }).optional(),
    format: field.choice('Format', ['list', 'lines', 'each']).default('list'),
    indent: field.toggle('Indent', { showIf: { format: ['list', 'each'] } }).default(false),
    ...deliveryFields('data.json'),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'JSON lines into a field',
      params: { format: 'lines', into: 'text' },
      input: [{ id: 1 }, { id: 2 }],
      output: { out: [{ text: '{"id":1}\n{"id":2}\n' }] },
    },
  ],
  async *runStream(chunks, ctx) {
    const { from, format, indent } = ctx.params;
    const write = (value: unknown) =>
      JSON.stringify(value ?? null, null, indent && format !== 'lines' ? 2 : 0);
    let count = 0;
    async function* text(): AsyncIterable<string> {
      if (format === 'list') yield '[';
      for await (const chunk of chunks) {
        const values = chunk.map((item) => write(from === undefined ? item.json : getPath(item.json, from)));
        if (format === 'lines') yield values.map((value) => `${value}\n`).join('');
        else if (values.length > 0) yield (count > 0 ? ',\n' : '') + values.join(',\n');
        count += values.length;
      }
      if (format === 'list') yield ']\n';
    }
    if (format !== 'each') {
      yield [await deliverText(text(), ctx.params, () => count, ctx)];
      return;
    }
    for await (const chunk of chunks) {
      for (const item of chunk) {
        const value = from === undefined ? item.json : getPath(item.json, from);
        async function* one(): AsyncIterable<string> {
          yield write(value);
        }
        yield [ctx.from(await deliverText(one(), ctx.params, () => 1, ctx), item)];
      }
    }
  },
});
