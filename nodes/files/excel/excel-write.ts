import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { untilAborted } from '#nodes/values';
import { mimeOf } from '../mime.ts';
import { cellsOf, columnsField, columnsOf, rowsField, rowsOf } from '../rows.ts';
import { MAX_COLUMNS, MAX_ROWS, tooLargeExcel } from './limits.ts';
import { columnLetters, writeRow } from './sheet-xml.ts';
import { writeWorkbook } from './write-workbook.ts';

export const excelWrite = defineNode({
  type: 'excel.write',
  version: 1,
  title: 'Make Excel',
  summary: 'Turns items into one Excel file (.xlsx).',
  group: 'files',
  icon: 'file-spreadsheet',
  docs: `Gives one item with the binary \`file\` and \`{ name, size, items }\`; write it to disk with Write file. Numbers, true and false keep their type, texts like \`2026-01-31\` or \`2026-01-31T08:30:00\` become dates, objects and lists are written as JSON. Text is never a formula.`,
  params: z.object({
    from: rowsField,
    columns: columnsField,
    header: field
      .toggle('Header', { help: 'Writes the names of the columns in a first row that stays in view.' })
      .default(true),
    sheet: field
      .text('Sheet')
      .regex(/^(?!')[^[\]:*?/\\]{1,31}(?<!')$/, 'must have 1 to 31 characters, none of them [ ] : * ? / \\')
      .default('Sheet1'),
    dates: field
      .choice('Dates', ['auto', 'text'], { help: 'text leaves ISO dates as they are.' })
      .default('auto'),
    fileName: field.text('File name').default('data.xlsx'),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [],
  async *runStream(chunks, ctx) {
    const { params } = ctx;
    const style = { dates: params.dates === 'auto', header: false };
    let count = 0;
    async function* rowTexts(): AsyncIterable<string> {
      let columns: string[] | undefined;
      let letters: string[] = [];
      let known = new Set<string>();
      let number = 0;
      for await (const rows of rowsOf(chunks, params.from)) {
        let text = '';
        if (!columns) {
          columns = columnsOf(params.columns, rows);
          known = new Set(columns);
          letters = columns.map((_, index) => columnLetters(index));
          if (columns.length > MAX_COLUMNS) throw tooLargeExcel('would have more columns than Excel allows');
          if (params.header) text += writeRow(columns, ++number, letters, { dates: false, header: true });
        }
        for (const row of rows) {
          text += writeRow(
            cellsOf(row, columns, params.columns !== undefined, known),
            ++number,
            letters,
            style,
          );
        }
        if (number > MAX_ROWS) throw tooLargeExcel('would have more rows than Excel allows');
        count += rows.length;
        yield text;
      }
    }
    const bytes = writeWorkbook(params.sheet, untilAborted(rowTexts(), ctx.signal), params.header);
    const file = await ctx.files.write(bytes, { name: params.fileName, mime: mimeOf('a.xlsx') });
    yield [{ json: { name: file.name, size: file.size, items: count }, binary: { file } }];
  },
});
