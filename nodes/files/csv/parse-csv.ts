import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { CsvError, type Options, parse } from 'csv-parse';
import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import { decodeText } from '../text.ts';
import { columnNames, toObject } from './cells.ts';
import { detectDelimiter } from './delimiter.ts';
import type { CsvOptions } from './options.ts';

/** Items per array: small enough never to stall the engine, large enough to be quick. */
const BATCH = 1000;
/** Bytes a row may have. More is not a table but a file of another kind, or a quote that is never closed. */
const MAX_ROW = 8 * 1024 * 1024;
/** Characters looked at to find the delimiter. */
const SAMPLE = 64 * 1024;

/**
 * Reads CSV bytes as items, in arrays of at most 1,000, holding no more than that.
 * Bytes that are no CSV are one `UserError` that names the line.
 */
export async function* parseCsv(
  source: AsyncIterable<Uint8Array>,
  options: CsvOptions = {},
): AsyncIterable<Item[]> {
  yield* parseCsvText(decodeText(source, options.encoding ?? 'auto'), options);
}

/** Like `parseCsv`, for text that is decoded already. */
export async function* parseCsvText(
  text: AsyncIterable<string>,
  options: CsvOptions = {},
): AsyncIterable<Item[]> {
  const { sample, whole } = await peek(text);
  const wanted = options.delimiter ?? 'auto';
  const delimiter = wanted === 'auto' ? detectDelimiter(sample) : wanted;
  const toItem = itemMaker(options);
  let batch: Item[] = [];
  for await (const rows of parseRows(whole, delimiter, options)) {
    for (const row of rows) {
      const item = toItem(row);
      if (item) batch.push(item);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Rows of cells, piece of text by piece of text. (One row at a time costs a promise for each: half of all the time.) */
async function* parseRows(
  text: AsyncIterable<string>,
  delimiter: string,
  options: CsvOptions,
): AsyncIterable<string[][]> {
  const parser = parse(parserOptions(delimiter, options));
  let rows: string[][] = [];
  parser.on('data', (row: string[]) => rows.push(row));
  const end = finished(parser);
  // Awaited below; until then a failure must not count as unhandled.
  end.catch(() => {});
  try {
    for await (const piece of text) {
      if (!parser.write(piece)) await Promise.race([once(parser, 'drain'), end]);
      yield rows;
      rows = [];
    }
    parser.end();
    await end;
    yield rows;
  } catch (error) {
    throw error instanceof CsvError ? explain(error, delimiter) : error;
  } finally {
    parser.destroy();
  }
}

function parserOptions(delimiter: string, options: CsvOptions): Options {
  return {
    delimiter,
    max_record_size: MAX_ROW,
    relax_quotes: options.quotes === 'relaxed',
    relax_column_count: options.ragged === 'allow',
    skip_empty_lines: true,
  };
}

/** Makes items of rows; the header, taken from the first row, gives none. */
function itemMaker(options: CsvOptions): (row: string[]) => Item | undefined {
  let names = options.columns ? columnNames(options.columns) : undefined;
  let headerToCome = options.header ?? true;
  const typed = options.types === 'auto';
  return (row) => {
    if (headerToCome) {
      headerToCome = false;
      names ??= columnNames(row);
      return undefined;
    }
    names ??= columnNames(row.map(() => ''));
    return { json: toObject(names, row, typed) };
  };
}

/** The first characters of a text, and the whole text still to be read. */
async function peek(text: AsyncIterable<string>): Promise<{ sample: string; whole: AsyncIterable<string> }> {
  const pieces = text[Symbol.asyncIterator]();
  let sample = '';
  while (sample.length < SAMPLE) {
    const next = await pieces.next();
    if (next.done) break;
    sample += next.value;
  }
  async function* whole(): AsyncIterable<string> {
    if (sample !== '') yield sample;
    yield* { [Symbol.asyncIterator]: () => pieces };
  }
  return { sample, whole: whole() };
}

function explain(error: CsvError, delimiter: string): UserError {
  const { lines, records } = error as CsvError & { lines: number; records: number };
  const [problem, hint] = problemOf(error, delimiter);
  // A row with line ends in quotes covers several lines; the parser knows the last one.
  const row = records + 1;
  const where = row === lines ? `Line ${lines}` : `Line ${lines} (row ${row})`;
  return new UserError(`${where} of the CSV ${problem}`, {
    code: 'INVALID_CSV',
    hint,
    cause: error,
    detail: { line: lines, row },
  });
}

function problemOf(error: CsvError, delimiter: string): [problem: string, hint: string] {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return [
        'belongs to a cell whose quote is never closed',
        'Close the quote at the start of this row in the file, or set "Quotes" to relaxed.',
      ];
    case 'CSV_MAX_RECORD_SIZE':
      return [
        `makes its row longer than ${MAX_ROW / 1024 / 1024} MiB`,
        'Check that this is a CSV file, and that the quotes in this row are closed.',
      ];
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return [
        'has a quote in the middle of a cell',
        'Double the quote in the file, or set "Quotes" to relaxed.',
      ];
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
      return [
        'has another number of cells than the first line',
        `Check the line and the delimiter (taken: ${JSON.stringify(delimiter)}), or set "Rows of other lengths" to allow.`,
      ];
    default:
      return [`cannot be read: ${error.message}`, 'Check the file and the options of this node.'];
  }
}
