import { toIsoDate } from './dates.ts';
import { MAX_CELL, MAX_COLUMNS, MAX_ROWS, tooLargeExcel } from './limits.ts';
import { readElements } from './read-elements.ts';
import type { Workbook } from './workbook.ts';

type Cell = string | number | boolean;

/** A row with its number from 1; cells by column from 0, empty ones missing. */
export interface Row {
  number: number;
  cells: Map<number, Cell>;
}

/** Reads the rows of a sheet that have any cell, in arrays, as they come. */
export async function* readRows(bytes: AsyncIterable<Uint8Array>, workbook: Workbook): AsyncIterable<Row[]> {
  let rows: Row[] = [];
  let row: Row = { number: 0, cells: new Map() };
  let column = -1;
  let type = 'n';
  let style = 0;
  let text = '';
  let takesText = false;

  function finishCell(): void {
    const value = cellValue(text, type, style, workbook);
    if (value !== undefined) row.cells.set(column, value);
  }

  const pieces = readElements(bytes, {
    open(name, attributes) {
      takesText = false;
      switch (name) {
        case 'row':
          row = { number: Number(attributes.r ?? row.number + 1), cells: new Map() };
          column = -1;
          if (!(row.number <= MAX_ROWS)) throw tooLargeExcel('has more rows than Excel allows');
          break;
        case 'c':
          column = attributes.r === undefined ? column + 1 : columnIndex(attributes.r);
          if (!(column >= 0 && column < MAX_COLUMNS))
            throw tooLargeExcel('has more columns than Excel allows');
          type = attributes.t ?? 'n';
          style = Number(attributes.s ?? 0);
          text = '';
          break;
        case 'v':
        case 't':
          takesText = true;
      }
    },
    text(piece) {
      if (takesText) text += piece;
      if (text.length > MAX_CELL * 10) throw tooLargeExcel('has a cell with more text than Excel allows');
    },
    close(name) {
      takesText = false;
      if (name === 'c') finishCell();
      else if (name === 'row' && row.cells.size > 0) rows.push(row);
    },
  });
  for await (const _ of pieces) {
    if (rows.length === 0) continue;
    yield rows;
    rows = [];
  }
}

function cellValue(text: string, type: string, style: number, workbook: Workbook): Cell | undefined {
  switch (type) {
    case 's':
      return unescaped(workbook.texts[Number(text)] ?? '') || undefined;
    case 'str':
    case 'inlineStr':
    case 'e':
    case 'd':
      return unescaped(text) || undefined;
    case 'b':
      return text === '1';
  }
  if (text === '') return undefined;
  const number = Number(text);
  if (Number.isNaN(number)) return text;
  return workbook.dateStyles[style] ? toIsoDate(number, workbook.from1904) : number;
}

/** Characters that XML cannot hold are written as `_x000D_`. */
function unescaped(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;
}

/** `A1` is column 0, `AA7` is column 26. */
function columnIndex(reference: string): number {
  let index = 0;
  for (let at = 0; at < reference.length && at < 4; at++) {
    const letter = reference.charCodeAt(at) & 0xdf;
    if (letter < 65 || letter > 90) break;
    index = index * 26 + letter - 64;
  }
  return index - 1;
}
