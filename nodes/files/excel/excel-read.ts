import { z } from 'zod';
import { UserError } from '#contract/error';
import { defineNode, field, type Item, type JsonObject, type NodeContext } from '#contract/node';
import { columnNames } from '../csv/cells.ts';
import { findSource, fromField, type Source } from '../source.ts';
import { MAX_FILE, tooLargeExcel } from './limits.ts';
import { openZip } from './open-zip.ts';
import { type Row, readRows } from './read-rows.ts';
import { findSheet, readWorkbook } from './workbook.ts';

const BATCH = 1000;

export const excelRead = defineNode({
  type: 'excel.read',
  version: 1,
  title: 'Read Excel',
  summary: 'Turns a sheet of an Excel file (.xlsx) into items, one for each row.',
  group: 'files',
  icon: 'sheet',
  docs: `Every row becomes an item with the columns as fields. Numbers, true and false keep their type; dates become text like \`2026-01-31\` or \`2026-01-31T08:30:00\`; empty cells are null; formulas give the value that was last computed. Empty rows are skipped.

Columns without a name are called \`column3\` by their position, repeated names get a number (\`name_2\`).`,
  params: z.object({
    from: fromField,
    sheet: z
      .union([z.string(), z.int().min(1)])
      .meta({ label: 'Sheet', help: 'Its name, or its number from 1. Empty: the first.' })
      .optional(),
    header: field.toggle('Header', { help: 'The first row names the columns.' }).default(true),
    startRow: field
      .count('First row', 1, { help: 'Rows before it are left out, for titles above the table.' })
      .default(1),
    columns: field.names('Columns', { help: 'Names to use instead of those in the header.' }).optional(),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [],
  async *run(item, ctx) {
    const { params } = ctx;
    const parts = await openZip(await bytesOf(findSource(item, params.from), ctx));
    const workbook = await readWorkbook(parts);
    const toItem = itemMaker(params);
    let batch: Item[] = [];
    for await (const rows of readRows(parts.read(findSheet(workbook, params.sheet)), workbook)) {
      ctx.signal.throwIfAborted();
      for (const row of rows) {
        const made = row.number < params.startRow ? undefined : toItem(row);
        if (made) batch.push(made);
        if (batch.length < BATCH) continue;
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  },
});

async function bytesOf(source: Source, ctx: Pick<NodeContext<unknown>, 'files'>): Promise<Buffer> {
  if (!('file' in source)) {
    throw new UserError(`The field "${source.field}" is no Excel file`, {
      code: 'NO_SOURCE',
      hint: 'Set "From" to a file of the item.',
    });
  }
  if (source.file.size > MAX_FILE) throw tooLargeExcel(`is larger than ${MAX_FILE / 1024 / 1024} MiB`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of ctx.files.read(source.file)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Makes items of rows; the header, taken from the first row, gives none. */
function itemMaker(params: { header: boolean; columns?: readonly string[] | undefined }) {
  let names = params.columns ? columnNames(params.columns) : undefined;
  let headerToCome = params.header;
  return ({ cells }: Row): Item | undefined => {
    if (headerToCome) {
      headerToCome = false;
      names ??= columnNames(inOrder(cells, (cell) => String(cell ?? '')));
      return undefined;
    }
    names ??= columnNames(inOrder(cells, () => ''));
    const json: JsonObject = {};
    for (const [index, name] of names.entries()) json[name] = cells.get(index) ?? null;
    for (const [index, cell] of cells) {
      if (index >= names.length) json[`column${index + 1}`] = cell;
    }
    return { json };
  };
}

function inOrder<T>(cells: Row['cells'], make: (cell: unknown) => T): T[] {
  return Array.from({ length: Math.max(-1, ...cells.keys()) + 1 }, (_, index) => make(cells.get(index)));
}
