import type { Item } from '#contract/node';
import { cellText } from './value-type.ts';

/** An item with its place in the list. */
export interface Placed {
  index: number;
  item: Item;
}

export interface Sorting {
  column: string;
  down: boolean;
}

/** Items at hand that have a text anywhere in their first-level fields, in the order asked for. */
export function arrange(
  items: readonly Placed[],
  filter: string,
  sorting: Sorting | undefined,
): readonly Placed[] {
  const wanted = filter.trim().toLowerCase();
  const fitting =
    wanted === ''
      ? items
      : items.filter(({ item }) =>
          Object.values(item.json).some((value) => cellText(value).toLowerCase().includes(wanted)),
        );
  if (!sorting) return fitting;
  const { column, down } = sorting;
  const sign = down ? -1 : 1;
  return [...fitting].sort((a, b) => {
    const [left, right] = [a.item.json[column], b.item.json[column]];
    // What has no value stands last, whatever the direction.
    if (isNothing(left) || isNothing(right)) return Number(isNothing(left)) - Number(isNothing(right));
    return sign * compare(left, right) || a.index - b.index;
  });
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

const TEXTS = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return TEXTS.compare(cellText(a), cellText(b));
}
