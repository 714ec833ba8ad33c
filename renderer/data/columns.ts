import type { Item } from '#contract/node';
import { type Profile, profileOf } from './profile.ts';
import { cellText } from './value-type.ts';

/** A column of the table. */
export interface Column {
  name: string;
  profile: Profile;
  /** Pixels. */
  width: number;
}

/** Items that profiles are made from, and columns shown, at most. */
const SAMPLE = 1000;
const MOST_COLUMNS = 2000;
/** Values looked at for all profiles together, so that wide items cost no more than narrow ones. */
const MOST_CELLS = 60_000;

/** The columns of items: every field of the first level, in the order of first appearance. */
export function columnsOf(items: readonly Item[]): Column[] {
  const names = new Set<string>();
  for (const { json } of items.slice(0, SAMPLE)) {
    for (const name of Object.keys(json)) {
      if (names.size < MOST_COLUMNS) names.add(name);
    }
  }
  const sample = items.slice(0, Math.min(SAMPLE, Math.max(50, Math.floor(MOST_CELLS / names.size))));
  return [...names].map((name) => {
    const values = sample.map(({ json }) => (Object.hasOwn(json, name) ? json[name] : undefined));
    const profile = profileOf(values);
    return { name, profile, width: widthOf(name, profile, values) };
  });
}

/** Room for the name, and for most of the values. */
function widthOf(name: string, profile: Profile, values: readonly unknown[]): number {
  const lengths = values.slice(0, 50).map((value) => cellText(value).length);
  const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
  const head = name.length * 7 + 48;
  const body = longest * 7.1 + 18;
  const least = profile.bars ? 76 : profile.shares ? 60 : 20 + String(profile.distinct).length * 6.2 + 54;
  return Math.round(Math.min(220, Math.max(least, Math.min(head, 160), Math.min(body, 220))));
}

/** Column widths that fill a given width where they would leave some of it empty. */
export function fittedWidths(columns: readonly Column[], width: number): number[] {
  const sum = columns.reduce((all, column) => all + column.width, 0);
  const factor = sum > 0 && sum < width ? width / sum : 1;
  const widths = columns.map((column) => Math.floor(column.width * factor));
  const last = widths.length - 1;
  const rest = width - widths.reduce((a, b) => a + b, 0);
  if (factor > 1 && rest > 0) widths[last] = (widths[last] ?? 0) + rest;
  return widths;
}
