import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import { getPath } from '#nodes/values';
import { checkSize, digest, type PollMemory } from './memory.ts';

/** How a poll tells what is new; see `pollFields`. */
export interface Strategy {
  detect: 'modified' | 'id' | 'all';
  /** Of `modified` and `id`: the field that goes up. */
  field?: string | undefined;
  /** What tells items apart; default their whole content. */
  key?: string | undefined;
  /** Of `all`: whether a change of content counts, or only a key that was not there. */
  changes: boolean;
}

interface Fresh {
  item: Item;
  /** Tells this news apart from all other news of the source. */
  news: string;
}

/** What a look has found. */
export interface Found {
  /** New items, in the order in which runs are to be started. */
  fresh: readonly Fresh[];
  /** What to remember when the first `count` of them have been dealt with. */
  after(count: number): PollMemory;
}

/**
 * Compares what the source has with what is remembered.
 *
 * @throws UserError where an item lacks the field, or has something in it that cannot be compared
 */
export function compare(
  strategy: Strategy,
  memory: PollMemory,
  pages: AsyncIterable<readonly Item[]>,
): Promise<Found> {
  return strategy.detect === 'all'
    ? compareAll(strategy, memory, pages)
    : compareRising(strategy, strategy.detect, memory, pages);
}

interface Rising extends Fresh {
  id: string;
  value: string | number;
}

async function compareRising(
  { field = '', key }: Strategy,
  detect: 'modified' | 'id',
  memory: PollMemory,
  pages: AsyncIterable<readonly Item[]>,
): Promise<Found> {
  const order = detect === 'modified' ? byTime : byId;
  const known = new Set(memory.atMark);
  const found: Rising[] = [];
  for await (const items of pages) {
    for (const item of items) {
      const value = risingValue(item, field, order);
      const against = memory.mark === undefined ? 1 : order(value, memory.mark);
      if (against < 0) continue;
      const id = idOf(item, key);
      if (against === 0 && known.has(id)) continue;
      found.push({ item, id, value, news: digest([id, value]) });
    }
  }
  // Stable: items of one value stay as they came.
  found.sort((a, b) => order(a.value, b.value));
  const after = (count: number): PollMemory => {
    const mark = found[count - 1]?.value ?? memory.mark;
    if (mark === undefined) return memory;
    const dealt = found.slice(0, count).filter(({ value }) => order(value, mark) === 0);
    const before = memory.mark !== undefined && order(memory.mark, mark) === 0 ? (memory.atMark ?? []) : [];
    return { ...memory, mark, atMark: [...before, ...dealt.map(({ id }) => id)] };
  };
  return { fresh: found, after };
}

async function compareAll(
  { key, changes }: Strategy,
  memory: PollMemory,
  pages: AsyncIterable<readonly Item[]>,
): Promise<Found> {
  const here = new Map<string, { item: Item; content: string }>();
  for await (const items of pages) {
    // Of two with one key the later one counts: else they would take turns in being new.
    for (const item of items) here.set(idOf(item, key), { item, content: digest(item.json) });
    checkSize(here.size);
  }
  const seen = memory.seen ?? {};
  const isNew = ([id, { content }]: [string, { content: string }]): boolean => {
    const known = Object.hasOwn(seen, id) ? seen[id] : undefined;
    return known === undefined || (changes && known !== content);
  };
  const fresh = [...here]
    .filter(isNew)
    .map(([id, { item, content }]) => ({ item, id, news: digest([id, content]) }));
  const after = (count: number): PollMemory => {
    const pending = new Set(fresh.slice(count).map(({ id }) => id));
    const kept = [...here].flatMap(([id, { content }]): [string, string][] => {
      if (!pending.has(id)) return [[id, content]];
      const known = seen[id];
      return known === undefined ? [] : [[id, known]];
    });
    return { ...memory, seen: Object.fromEntries(kept) };
  };
  return { fresh, after };
}

function idOf(item: Item, key: string | undefined): string {
  if (key === undefined) return digest(item.json);
  const value = getPath(item.json, key);
  if (value === undefined || value === null) throw lacks(item, key);
  return typeof value === 'object' ? digest(value) : String(value);
}

type Order = (a: string | number, b: string | number) => number;

function risingValue(item: Item, field: string, order: Order): string | number {
  const value = getPath(item.json, field);
  if (value === undefined || value === null) throw lacks(item, field);
  if (typeof value !== 'string' && typeof value !== 'number') throw unfit(field, value);
  order(value, value); // throws where it cannot be compared
  return value;
}

/** How ISO 8601, SQL, HTTP and mail dates begin. */
const DATE = /^(\d{4}-\d{2}(-\d{2}([T ]|$)|$)|[A-Z][a-z]{2,8},? )/;

/** Times as numbers or as texts that say when, whatever their time zones. */
function byTime(a: string | number, b: string | number): number {
  return timeOf(a) - timeOf(b);
}

function timeOf(value: string | number): number {
  const isNumber = typeof value === 'number' || /^\d+(\.\d+)?$/.test(value);
  // Date.parse alone takes nearly everything for a date.
  const time = isNumber ? Number(value) : DATE.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UserError(`${JSON.stringify(value).slice(0, 100)} is not a time`, {
    code: 'NOT_A_TIME',
    hint: 'Choose a field that holds the time of the last change, or look by increasing id.',
  });
}

/** Ids by their number where they are digits, else by their letters. */
function byId(a: string | number, b: string | number): number {
  const [x, y] = [String(a), String(b)];
  if (/^\d+$/.test(x) && /^\d+$/.test(y)) {
    const difference = BigInt(x) - BigInt(y);
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  }
  return x < y ? -1 : x > y ? 1 : 0;
}

function lacks({ json }: Item, field: string): UserError {
  const fields = Object.keys(json).slice(0, 10).join(', ');
  return new UserError(`An item of the source has no field "${field}"`, {
    code: 'NO_FIELD',
    hint: `Choose one of its fields: ${fields || 'it has none'}.`,
  });
}

function unfit(field: string, value: unknown): UserError {
  return new UserError(
    `The field "${field}" of the source is ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}, which does not go up`,
    {
      code: 'NOT_RISING',
      hint: 'Choose a field with a time, a number or a text.',
    },
  );
}
