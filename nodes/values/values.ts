import type { JsonObject } from '#contract/node';

const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a number: numbers as they are, and text that is written as one ("12.50",
 * as CSV files give them). Undefined for everything else.
 */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (!NUMERIC.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** Whether a value counts as not there: null, undefined or empty text. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/**
 * Text by which values are matched: equal values have equal keys, whatever the
 * order of their properties. The number 7 and the text "7" match, since files
 * and databases seldom agree on which of the two they give.
 */
export function keyOf(value: unknown): string {
  if (typeof value === 'string') return value;
  // The mark keeps the text "null" apart from nothing, and text that looks like JSON from a list.
  if (value === undefined || value === null) return '\0null';
  return typeof value === 'object' ? `\0${canonical(value)}` : String(value);
}

/** One key for several values; never equal for different lists of values. */
export function keyOfAll(values: readonly unknown[]): string {
  return values.length === 1 ? keyOf(values[0]) : JSON.stringify(values.map(keyOf));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const object = value as JsonObject;
  const pairs = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`);
  return `{${pairs.join(',')}}`;
}

// A fixed locale: the same flow must sort the same on every machine.
const collator = new Intl.Collator('en', { numeric: true });

/** A value made ready for comparing many times. */
export interface SortKey {
  /** 0 number, 1 text, 2 boolean, 3 list or object, 4 blank. */
  rank: number;
  number: number;
  text: string;
}

/** Makes a value ready for `compareKeys`. */
export function sortKey(value: unknown): SortKey {
  if (isBlank(value)) return { rank: BLANK, number: 0, text: '' };
  const number = readNumber(value);
  if (number !== undefined) return { rank: 0, number, text: '' };
  if (typeof value === 'string') return { rank: 1, number: 0, text: value };
  if (typeof value === 'boolean') return { rank: 2, number: Number(value), text: '' };
  return { rank: 3, number: 0, text: keyOf(value) };
}

/** The rank of values that are not there. */
export const BLANK = 4;

/**
 * The order of values: numbers (and text written as one) before other text, then
 * booleans, lists and objects, at last what is blank. Text sorts as people expect:
 * "file9" before "file10", "ä" near "a".
 */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.text !== b.text) return collator.compare(a.text, b.text);
  return a.number - b.number;
}

/** Compares two values in the order of `compareKeys`. */
export function compareValues(a: unknown, b: unknown): number {
  return compareKeys(sortKey(a), sortKey(b));
}
