import stringWidth from 'string-width';
import { printable } from './printable.ts';

/** A table for people: columns aligned, long values cut, only as much as one can read. */
export interface TableOptions {
  /** Characters per line. */
  width: number;
  /** Rows shown; the others are counted. */
  maxRows?: number;
  /** Formats the line of column names. */
  header?: (text: string) => string;
}

type Row = Readonly<Record<string, unknown>>;
interface Column {
  name: string;
  cells: string[];
  width: number;
  /** Numbers are read from their last digit. */
  right: boolean;
}

const GAP = '  ';
/** Characters of a value: as many as there is room for, in these steps. */
const CELL_SIZES = [160, 80, 60, 40] as const;
const LONGEST_CELL = CELL_SIZES[0];
const DEFAULT_ROWS = 20;

/** Lines of a table of the rows' fields, with what was left out said below it. */
export function formatTable(rows: readonly Row[], options: TableOptions): string[] {
  const shown = rows.slice(0, options.maxRows ?? DEFAULT_ROWS);
  const names = new Set(shown.flatMap((row) => Object.keys(row)));
  const all = makeColumns([...names], shown, options.width);
  const columns = fitting(all, options.width);
  if (columns.length === 0) return [];

  const header = options.header ?? ((text) => text);
  const lines = [
    header(
      columns
        .map(({ name, width, right }) => pad(name, width, right))
        .join(GAP)
        .trimEnd(),
    ),
  ];
  for (let at = 0; at < shown.length; at++) {
    const cells = columns.map(({ cells, width, right }) => pad(cells[at] ?? '', width, right));
    lines.push(cells.join(GAP).trimEnd());
  }
  return [...lines, ...leftOut(rows.length - shown.length, all.slice(columns.length))];
}

/** The columns, their values cut as little as makes them fit; where they never do, to the shortest. */
function makeColumns(names: readonly string[], rows: readonly Row[], width: number): Column[] {
  let columns: Column[] = [];
  for (const size of CELL_SIZES) {
    columns = names.map((name) => makeColumn(name, rows, size));
    if (fitting(columns, width).length === columns.length) break;
  }
  return columns;
}

function makeColumn(name: string, rows: readonly Row[], size: number): Column {
  const values = rows.map((row) => row[name]);
  const cells = values.map((value) => cut(formatValue(value), size));
  const title = cut(printable(name), size);
  const width = Math.max(stringWidth(title), ...cells.map((cell) => stringWidth(cell)));
  const right = values.every((value) => value === undefined || typeof value === 'number');
  return { name: title, cells, width, right };
}

/** The columns that fit on a line; at least one. */
function fitting(columns: readonly Column[], width: number): Column[] {
  let used = -GAP.length;
  const fits = columns.findIndex((column) => {
    used += GAP.length + column.width;
    return used > width;
  });
  return columns.slice(0, fits < 0 ? columns.length : Math.max(1, fits));
}

function leftOut(rows: number, columns: readonly Column[]): string[] {
  const lines: string[] = [];
  if (rows > 0) lines.push(`… and ${rows.toLocaleString('en')} more ${rows === 1 ? 'row' : 'rows'}`);
  if (columns.length > 0)
    lines.push(cut(`… and the fields ${columns.map(({ name }) => name).join(', ')}`, 200));
  return lines;
}

/** A value as one short line: text as it is, the rest as JSON. */
function formatValue(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return printable(JSON.stringify(value));
  // Cut first: a cell may hold a whole file.
  return printable(value.slice(0, LONGEST_CELL * 4));
}

function cut(text: string, max: number): string {
  if (stringWidth(text) <= max) return text;
  let short = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(short + segment) > max - 1) break;
    short += segment;
  }
  return `${short}…`;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return right ? space + text : text + space;
}
