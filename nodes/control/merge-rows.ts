import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import { getPath, isBlank, keyOf } from '../values/index.ts';

/** An item and the input port it came by. */
export interface Part {
  port: string;
  item: Item;
}

/** Items that belong together, in the order of their ports. */
export type Row = readonly Part[];

export type Join = 'inner' | 'left' | 'right' | 'outer' | 'unmatched';

/** A million rows take about a gigabyte; more is a mistake in the flow. */
const MAX_COMBINATIONS = 1_000_000;

/** Joins rows whose keys are equal; rows without a key match nothing. `first` names the key in port `a`. */
export function byKey(
  left: readonly Row[],
  right: readonly Row[],
  join: Join,
  keys: { first: string; others: string },
): Row[] {
  const positions = new Map<string, number[]>();
  for (const [index, row] of right.entries()) {
    const key = rowKey(row, keys);
    if (key === undefined) continue;
    const known = positions.get(key);
    if (known) known.push(index);
    else positions.set(key, [index]);
  }
  return joined(left, right, join, (row) => {
    const key = rowKey(row, keys);
    return (key === undefined ? undefined : positions.get(key)) ?? [];
  });
}

/** Joins the first row with the first, the second with the second, and so on. */
export function byPosition(left: readonly Row[], right: readonly Row[], join: Join): Row[] {
  return joined(left, right, join, (_, index) => (index < right.length ? [index] : []));
}

/** Every row with every other; throws a `UserError` when there would be too many. */
export function combinations(left: readonly Row[], right: readonly Row[]): Row[] {
  const count = left.length * right.length;
  if (count > MAX_COMBINATIONS) {
    throw new UserError(`Merging every item with every other would give ${count} items`, {
      code: 'TOO_MANY_ITEMS',
      hint: `Filter the inputs first, so that there are at most ${MAX_COMBINATIONS}, or merge by key.`,
    });
  }
  return left.flatMap((a) => right.map((b) => [...a, ...b]));
}

function joined(
  left: readonly Row[],
  right: readonly Row[],
  join: Join,
  matchesOf: (row: Row, index: number) => readonly number[],
): Row[] {
  const keepLeft = join === 'left' || join === 'outer' || join === 'unmatched';
  const keepRight = join === 'right' || join === 'outer' || join === 'unmatched';
  const matched = new Set<number>();
  const rows: Row[] = [];
  for (const [index, row] of left.entries()) {
    const matches = matchesOf(row, index);
    if (matches.length === 0 && keepLeft) rows.push(row);
    for (const at of matches) {
      matched.add(at);
      if (join !== 'unmatched') rows.push([...row, ...(right[at] ?? [])]);
    }
  }
  return keepRight ? rows.concat(right.filter((_, at) => !matched.has(at))) : rows;
}

function rowKey(row: Row, keys: { first: string; others: string }): string | undefined {
  for (const { port, item } of row) {
    const value = getPath(item.json, port === 'a' ? keys.first : keys.others);
    if (!isBlank(value)) return keyOf(value);
  }
  return undefined;
}
