import { z } from 'zod';
import { UserError } from '#contract/error';
import { defineNode, field } from '#contract/node';
import { itemsFrom } from './items-from.ts';

export const code = defineNode({
  type: 'data.code',
  version: 1,
  title: 'Code',
  summary: 'Computes items with JavaScript, in a sandbox.',
  group: 'data',
  icon: 'code',
  docs: `The code is the body of a function: end it with \`return\`.

- **Once for the whole list**: \`$input.all()\` is the list of items; return the new list.
- **Once per item**: \`$json\` is the item's data; return its replacement, several of them, or nothing to drop it.

Plain objects become items. To attach files, return \`{ json, binary }\` as an item has them.
The code reaches neither the disk nor the network.`,
  params: z.object({
    code: field.text('JavaScript', {
      editor: 'code',
      literal: true,
      help: 'The body of a function; what it returns becomes the output.',
      placeholder: 'return $input.all();',
    }),
    mode: field
      .choice('Run', ['list', 'item'], { help: 'Once for the whole list, or once per item.' })
      .default('list'),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Number the items',
      params: { code: 'return $input.all().map((item, index) => ({ ...item.json, row: index + 1 }));' },
      input: [{ name: 'Ada' }, { name: 'Grace' }],
      output: {
        out: [
          { name: 'Ada', row: 1 },
          { name: 'Grace', row: 2 },
        ],
      },
    },
    {
      title: 'Split one item into several',
      params: { mode: 'item', code: 'return $json.tags.map((tag) => ({ tag }));' },
      input: [{ tags: ['a', 'b'] }, { tags: [] }],
      output: { out: [{ tag: 'a' }, { tag: 'b' }] },
    },
  ],
  async runAll(items, ctx) {
    const { code: source, mode } = ctx.params;
    if (source.trim() === '') {
      throw new UserError('There is no code to run', {
        code: 'CODE',
        hint: 'Write the code, for example: return $input.all();',
      });
    }
    const returned = await ctx.code.run(source, mode, items);
    if (mode === 'list') return returned.flatMap((value) => itemsFrom(value));
    return returned.flatMap((value, index) => {
      const source = items[index];
      const made = itemsFrom(value, index);
      return source ? made.map((item) => ctx.from(item, source)) : made;
    });
  },
});
