import type { Item } from '#contract/node';
import type { Placed } from './arrange.ts';

/**
 * Where an item that came in is found among those that went out: at the same place
 * where one came out for each that went in, else where its very data is. Undefined
 * where neither tells.
 */
export function sameItem(
  item: Item | undefined,
  index: number,
  counts: { before: number | undefined; after: number | undefined; oneForOne: boolean },
  others: () => readonly Placed[],
): number | undefined {
  if (counts.oneForOne && counts.before !== undefined && counts.before === counts.after) return index;
  if (!item) return undefined;
  const data = JSON.stringify(item.json);
  return others().find((other) => JSON.stringify(other.item.json) === data)?.index;
}
