import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { findSource, fromField, readText } from '../source.ts';
import { encodingField } from '../text.ts';
import { parseCsvText } from './parse-csv.ts';

export const csvParse = defineNode({
  type: 'csv.parse',
  version: 1,
  title: 'Read CSV',
  summary: 'Turns a CSV file or text into items, one for each row.',
  group: 'files',
  icon: 'table',
  docs: `Every row becomes an item with the columns as fields. Cells stay text exactly as they are in the file, unless **Types** is auto: then numbers, true and false are recognised and empty cells are null; numbers with leading zeros (postcodes, article numbers) and numbers too long to be exact stay text.

Columns without a name are called \`column3\` by their position, repeated names get a number (\`name_2\`). Empty lines are skipped. A row of another length than the first line is an error, unless **Rows of other lengths** is allow: then missing cells are empty and surplus cells are called \`column5\` and so on.`,
  params: z.object({
    from: fromField,
    delimiter: field
      .text('Delimiter', { help: 'One character, for example ; or a tab; auto finds it in the first lines.' })
      .regex(/^(auto|.)$/s, 'must be one character or "auto"')
      .default('auto'),
    header: field.toggle('Header', { help: 'The first row names the columns.' }).default(true),
    columns: field.names('Columns', { help: 'Names to use instead of those in the header.' }).optional(),
    types: field.choice('Types', ['text', 'auto']).default('text'),
    encoding: encodingField,
    quotes: field
      .choice('Quotes', ['strict', 'relaxed'], {
        help: 'relaxed takes quotes in the middle of a cell as they are.',
      })
      .default('strict'),
    ragged: field.choice('Rows of other lengths', ['error', 'allow']).default('error'),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Text of a field, numbers recognised',
      params: { from: 'text', types: 'auto' },
      input: [{ text: 'name;zip;amount\nAda;01234;12.5\n"Grace; Hopper";99999;' }],
      output: {
        out: [
          { name: 'Ada', zip: '01234', amount: 12.5 },
          { name: 'Grace; Hopper', zip: 99999, amount: null },
        ],
      },
    },
  ],
  async *run(item, ctx) {
    const { from, encoding } = ctx.params;
    yield* parseCsvText(readText(findSource(item, from), encoding, ctx), ctx.params);
  },
});
