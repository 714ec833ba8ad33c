import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { deliverText, deliveryFields } from '../deliver-text.ts';
import { cellsOf, columnsField, columnsOf, rowsField, rowsOf } from '../rows.ts';

export const csvFormat = defineNode({
  type: 'csv.format',
  version: 1,
  title: 'Make CSV',
  summary: 'Turns items into one CSV file or text.',
  group: 'files',
  icon: 'table-2',
  docs: `Gives one item with the binary \`file\` and \`{ name, size, items }\`, or with the text in the field named by **Into field**. Objects and lists in a cell are written as JSON.

Set **Formulas** to escape where people will open the file in a spreadsheet and the data comes from strangers: text that a spreadsheet would run as a formula gets an apostrophe before it.`,
  params: z.object({
    from: rowsField,
    columns: columnsField,
    delimiter: field.text('Delimiter').length(1).default(','),
    header: field.toggle('Header', { help: 'Writes the names of the columns first.' }).default(true),
    formulas: field.choice('Formulas', ['keep', 'escape']).default('keep'),
    lineEnd: field.choice('Line ends', ['lf', 'crlf']).default('lf'),
    bom: field
      .toggle('Byte order mark', { help: 'Excel needs it to read umlauts and accents by double click.' })
      .default(false),
    ...deliveryFields('data.csv'),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Chosen columns, into a field',
      params: { columns: ['name', 'address.city'], delimiter: ';', into: 'csv' },
      input: [{ name: 'Ada; Countess', address: { city: 'London' } }, { name: 'Grace' }],
      output: { out: [{ csv: 'name;address.city\n"Ada; Countess";London\nGrace;\n' }] },
    },
  ],
  async *runStream(chunks, ctx) {
    const { params } = ctx;
    const write = (rows: unknown[][]): string =>
      stringify(rows, {
        delimiter: params.delimiter,
        record_delimiter: params.lineEnd === 'crlf' ? '\r\n' : '\n',
        escape_formulas: params.formulas === 'escape',
        cast: { boolean: String, number: String, object: (value) => JSON.stringify(value) },
      });
    let count = 0;
    async function* text(): AsyncIterable<string> {
      let columns: string[] | undefined;
      let known = new Set<string>();
      if (params.bom) yield '\ufeff';
      for await (const rows of rowsOf(chunks, params.from)) {
        if (!columns) {
          columns = columnsOf(params.columns, rows);
          known = new Set(columns);
          if (params.header) yield write([columns]);
        }
        const shown = columns;
        yield write(rows.map((row) => cellsOf(row, shown, params.columns !== undefined, known)));
        count += rows.length;
      }
    }
    yield [await deliverText(text(), params, () => count, ctx)];
  },
});
