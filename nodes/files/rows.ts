import { UserError } from '#contract/error';
import { field, type Item, isJsonObject, type JsonObject } from '#contract/node';
import { getPath } from '#nodes/values';

/** The `from` parameter of nodes that turn items into a text or file. */
export const rowsField = field
  .text('From', { help: 'The field that holds the row, or a list of rows. Empty: every item is a row.' })
  .optional();

/** The parameter that chooses the columns of a table. */
export const columnsField = field
  .names('Columns', {
    help: 'Fields to write, in this order; dots reach into objects. Empty: those of the first rows.',
  })
  .optional();

/** Rows of the items, chunk by chunk: the items themselves, or what `from` holds. */
export async function* rowsOf(
  chunks: AsyncIterable<readonly Item[]>,
  from: string | undefined,
): AsyncIterable<JsonObject[]> {
  for await (const chunk of chunks) {
    yield from === undefined ? chunk.map((item) => item.json) : chunk.flatMap((item) => pick(item, from));
  }
}

function pick(item: Item, from: string): JsonObject[] {
  const rows = [getPath(item.json, from)].flat();
  if (rows.every(isJsonObject)) return rows;
  throw new UserError(`The field "${from}" holds no row: a row is an object with a value for each column`, {
    code: 'NO_SOURCE',
    hint: 'Set "From" to a field with an object or a list of objects.',
  });
}

/** The columns of a table: the chosen ones, else all that the first rows have. */
export function columnsOf(chosen: readonly string[] | undefined, rows: readonly JsonObject[]): string[] {
  return chosen ? [...chosen] : [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/**
 * Reads the cells of a row. A field that no column shows would be lost silently,
 * so it is an error where the columns were not chosen.
 */
export function cellsOf(
  row: JsonObject,
  columns: readonly string[],
  chosen: boolean,
  known: Set<string>,
): unknown[] {
  if (!chosen) {
    for (const name of Object.keys(row)) if (!known.has(name)) throw lateColumn(name);
  }
  return columns.map((name) => (chosen ? getPath(row, name) : row[name]));
}

function lateColumn(name: string): UserError {
  return new UserError(`The field "${name}" first appears after the columns were written`, {
    code: 'LATE_COLUMN',
    hint: 'Name all fields you want in "Columns".',
    detail: { field: name },
  });
}
