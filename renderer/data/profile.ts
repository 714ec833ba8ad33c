import { cellText, commonType, type ValueType, valueType } from './value-type.ts';

/** What a column's values are like, from the items at hand. */
export interface Profile {
  type: ValueType;
  /** Items looked at, and those of them that have a value. */
  count: number;
  present: number;
  distinct: number;
  /** Numbers and dates: items per bin, smallest values first. */
  bars: readonly number[] | undefined;
  least: number;
  most: number;
  /** Few different values: each with its share, largest first. */
  shares: readonly { value: string; share: number }[] | undefined;
}

const BINS = 8;
const FEW = 6;

/** The profile of a column. */
export function profileOf(values: readonly unknown[]): Profile {
  const there = values.filter((value) => value !== undefined && value !== null);
  const type = commonType(there.map(valueType));
  const counts = new Map<string, number>();
  for (const value of there) {
    const key = typeof value === 'object' ? cellText(value) : String(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const base = { type, count: values.length, present: there.length, distinct: counts.size };
  const none = { bars: undefined, shares: undefined, least: 0, most: 0 };
  if (there.length < 2) return { ...base, ...none };
  if ((type === 'number' || type === 'date') && counts.size > 1) {
    const numbers = there.map((value) => placeOf(value) ?? 0);
    const least = numbers.reduce((a, b) => Math.min(a, b));
    const most = numbers.reduce((a, b) => Math.max(a, b));
    const bars = new Array<number>(BINS).fill(0);
    for (const number of numbers) {
      const bin = binAt(number, least, most);
      bars[bin] = (bars[bin] ?? 0) + 1;
    }
    return { ...base, bars, least, most, shares: undefined };
  }
  if (counts.size > FEW || counts.size === there.length || type === 'object' || type === 'list') {
    return { ...base, ...none };
  }
  const shares = [...counts]
    .map(([value, count]) => ({ value, share: count / there.length }))
    .sort((a, b) => b.share - a.share);
  return { ...base, ...none, shares };
}

/** The bin a value falls into; undefined where the profile has no bars or the value no place. */
export function binOf(profile: Profile, value: unknown): number | undefined {
  const place = placeOf(value);
  if (!profile.bars || place === undefined) return undefined;
  return binAt(place, profile.least, profile.most);
}

function binAt(number: number, least: number, most: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor(((number - least) / (most - least || 1)) * BINS)));
}

function placeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
