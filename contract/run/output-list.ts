import type { Item } from '#contract/node';
import type { Lineage } from './events.ts';
import { ArrayList, EMPTY_LIST, type ItemList, type ListBuilder, type ListStore } from './item-list.ts';

/**
 * Items that left by one port, with their lineage: for each item the input items
 * (of the step or, for an iteration's input, of the loop's source) it came from.
 */
export interface OutputList {
  length: number;
  /** Undefined once released; lengths and lineage stay, for tracing. */
  list: ItemList | undefined;
  /** `identity`: output k came from input k. */
  from: 'identity' | 'all' | (number | readonly number[])[];
  builder: ListBuilder | undefined;
}

export const NO_OUTPUT: OutputList = Object.freeze({
  length: 0,
  list: EMPTY_LIST,
  from: 'identity',
  builder: undefined,
});

/** Lets a list go that was grown for this output; others belong to whoever made them. */
export function discard(state: { discarded: ItemList[] }, output: OutputList): void {
  if (output.builder && output.list) state.discarded.push(output.list);
}

/** Whole outputs that came in one piece. */
export function outputOf(items: readonly Item[], from: Lineage | undefined): OutputList {
  return {
    length: items.length,
    list: new ArrayList(items),
    from: from === undefined ? 'identity' : from === 'all' ? 'all' : (from as (number | readonly number[])[]),
    builder: undefined,
  };
}

/** An empty list that can grow. */
export function growingOutput(lists: ListStore): OutputList {
  const builder = lists.builder();
  return { length: 0, list: builder.list, from: 'identity', builder };
}

/** Appends items whose lineage is `from`; without it, they came from input `offset` on, one to one. */
export function appendOutput(
  output: OutputList,
  items: readonly Item[],
  from: Lineage | undefined,
  offset: number,
): void {
  const start = output.length;
  output.builder?.append(items);
  output.length += items.length;
  if (from === 'all') {
    output.from = 'all';
  } else if (output.from === 'identity' && from === undefined && offset === start) {
    // Still one to one: nothing to write down.
  } else if (output.from !== 'all') {
    if (output.from === 'identity') output.from = Array.from({ length: start }, (_, k) => k);
    for (let k = 0; k < items.length; k++) output.from.push(from?.[k] ?? offset + k);
  }
}

/** The input items that output `index` came from; `inputLength` is how many there are. */
export function sourcesOf(output: OutputList, index: number, inputLength: number): readonly number[] {
  if (output.from === 'identity') return [index];
  if (output.from === 'all') return Array.from({ length: inputLength }, (_, k) => k);
  const from = output.from[index];
  return typeof from === 'number' ? [from] : (from ?? []);
}
