import { UserError } from '#contract/error';
import { fromIsoDate } from './dates.ts';
import { MAX_CELL } from './limits.ts';

/** Numbers of the cell styles in `STYLES`. */
const DATE_STYLE = 1;
const DATE_TIME_STYLE = 2;
const HEADER_STYLE = 3;

export interface CellStyle {
  /** Whether ISO dates become dates of Excel. */
  dates: boolean;
  header: boolean;
}

/** Writes a row of cells; empty ones are left out. `number` counts from 1. */
export function writeRow(
  cells: readonly unknown[],
  number: number,
  letters: readonly string[],
  style: CellStyle,
): string {
  let row = `<row r="${number}">`;
  for (let index = 0; index < cells.length; index++) {
    const value = cells[index];
    if (value !== null && value !== undefined && value !== '')
      row += writeCell(value, `${letters[index]}${number}`, style);
  }
  return `${row}</row>`;
}

function writeCell(value: unknown, at: string, style: CellStyle): string {
  if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
  if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const date = style.dates && typeof value === 'string' ? fromIsoDate(text) : undefined;
  if (date) return `<c r="${at}" s="${date.hasTime ? DATE_TIME_STYLE : DATE_STYLE}"><v>${date.days}</v></c>`;
  if (text.length > MAX_CELL) throw cellTooLong(at, text.length);
  const look = style.header ? ` s="${HEADER_STYLE}"` : '';
  return `<c r="${at}"${look} t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

/** Text for XML; what XML cannot hold is written as `_x0001_`, as Excel does. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
    .replace(/[^\t\n\x20-\ufffd]/g, (character) => {
      const code = character.charCodeAt(0);
      return code >= 0xd800 && code <= 0xdfff
        ? character
        : `_x${code.toString(16).toUpperCase().padStart(4, '0')}_`;
    })
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Column 0 is `A`, 26 is `AA`. */
export function columnLetters(index: number): string {
  const before = index >= 26 ? columnLetters(Math.floor(index / 26) - 1) : '';
  return before + String.fromCharCode(65 + (index % 26));
}

function cellTooLong(at: string, length: number): UserError {
  return new UserError(`The text for cell ${at} has ${length} characters; Excel takes ${MAX_CELL}`, {
    code: 'TOO_LARGE',
    hint: 'Shorten the text, or write CSV or JSON instead.',
  });
}
