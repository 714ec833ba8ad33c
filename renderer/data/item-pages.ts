import { create } from 'zustand';
import type { Item } from '#contract/node';
import { engine, sentenceOf } from '#renderer/api';
import type { Placed } from './arrange.ts';

/** A list of items of a run: one port of one side of a step. */
export interface ItemSource {
  run: string;
  step: string;
  side: 'in' | 'out';
  port: string;
}

/** What is at hand of a list. */
export interface LoadedItems {
  /** Length of the list; undefined until the engine has said. */
  total: number | undefined;
  /** Items by page; a page holds `PAGE` of them, the last one fewer. */
  pages: ReadonlyMap<number, readonly Item[]>;
  /** By page, for items a step gave: the place in its input of the one item each came from. */
  sources: ReadonlyMap<number, readonly (number | null)[]>;
  /** Fields too large to show, as `item/path`. */
  cut: ReadonlySet<string>;
  failure: string | undefined;
}

export const PAGE = 100;
/** Pages of one list, and lists, that are kept. */
const MOST_PAGES = 100;
const MOST_LISTS = 12;

const EMPTY: LoadedItems = {
  total: undefined,
  pages: new Map(),
  sources: new Map(),
  cut: new Set(),
  failure: undefined,
};

/** Stands for a run where the items are a caught call: all of it is at hand. */
export const CAUGHT = 'caught';

/** A caught call as a list of items. */
export function caughtItems(item: Item): LoadedItems {
  return { ...EMPTY, total: 1, pages: new Map([[0, [item]]]) };
}

/** Lists at hand by their key, least recently made first. */
export const useItemLists = create<{ lists: Readonly<Record<string, LoadedItems>> }>(() => ({ lists: {} }));

const loading = new Set<string>();

export function keyOf({ run, step, side, port }: ItemSource): string {
  return JSON.stringify([run, step, side, port]);
}

/** What is at hand of a list now. */
export function itemsAtHand(source: ItemSource | undefined): LoadedItems {
  return (source && useItemLists.getState().lists[keyOf(source)]) ?? EMPTY;
}

/** Subscribes to what is at hand of a list. */
export function useLoadedItems(source: ItemSource | undefined): LoadedItems {
  return useItemLists(({ lists }) => (source ? lists[keyOf(source)] : undefined)) ?? EMPTY;
}

/** Loads the pages with these items that are missing; `to` is not included. */
export function wantItems(source: ItemSource, from: number, to: number): void {
  if (source.run === CAUGHT) return;
  const { pages, total } = itemsAtHand(source);
  const end = total === undefined ? to : Math.min(to, total);
  for (let page = Math.floor(from / PAGE); page * PAGE < end; page++) {
    if (!pages.has(page)) load(source, page).catch(() => undefined);
  }
}

/** Asks again for the end of a list that may have grown meanwhile. */
export function refreshItems(source: ItemSource): void {
  const { total } = itemsAtHand(source);
  load(source, Math.floor((total ?? 0) / PAGE)).catch(() => undefined);
}

async function load(source: ItemSource, page: number): Promise<void> {
  const key = keyOf(source);
  const call = `${key} ${page}`;
  if (loading.has(call)) return;
  loading.add(call);
  try {
    const answer = await engine.runs.items({ ...source, from: page * PAGE, count: PAGE });
    keep(key, page, (list) => ({
      total: Math.max(answer.total, list.total ?? 0),
      pages: answer.items.length > 0 ? new Map(list.pages).set(page, answer.items) : list.pages,
      sources: answer.sources ? new Map(list.sources).set(page, answer.sources) : list.sources,
      cut: answer.cut.length > 0 ? new Set([...list.cut, ...answer.cut]) : list.cut,
      failure: undefined,
    }));
  } catch (thrown) {
    keep(key, page, (list) => ({ ...list, failure: sentenceOf(thrown) }));
  } finally {
    loading.delete(call);
  }
}

function keep(key: string, page: number, update: (list: LoadedItems) => LoadedItems): void {
  useItemLists.setState(({ lists }) => {
    const { [key]: old = EMPTY, ...others } = lists;
    const next = update(old);
    const kept = { ...next, pages: withoutFarthest(next.pages, page) };
    const drop = Object.keys(others).length - MOST_LISTS + 1;
    const left = drop > 0 ? Object.fromEntries(Object.entries(others).slice(drop)) : others;
    return { lists: { ...left, [key]: kept } };
  });
}

/** A million items are looked at through a window: what is far from the page just read goes. */
function withoutFarthest(pages: ReadonlyMap<number, readonly Item[]>, near: number) {
  if (pages.size <= MOST_PAGES) return pages;
  const far = [...pages.keys()].reduce((a, b) => (Math.abs(b - near) > Math.abs(a - near) ? b : a));
  const left = new Map(pages);
  left.delete(far);
  return left;
}

/** An item, where it is at hand. */
export function itemAt({ pages }: LoadedItems, index: number): Item | undefined {
  return pages.get(Math.floor(index / PAGE))?.[index % PAGE];
}

/** The input item that an output item came from; undefined where that is not known or not one. */
export function sourceOf({ sources }: LoadedItems, index: number): number | undefined {
  return sources.get(Math.floor(index / PAGE))?.[index % PAGE] ?? undefined;
}

/** The first output item at hand that came from an input item. */
export function outputFrom({ sources }: LoadedItems, input: number): number | undefined {
  for (const [page, places] of sources) {
    const at = places.indexOf(input);
    if (at >= 0) return page * PAGE + at;
  }
  return undefined;
}

/** All items at hand, in order. */
export function placedItems({ pages }: LoadedItems): readonly Placed[] {
  return [...pages]
    .sort(([a], [b]) => a - b)
    .flatMap(([page, items]) => items.map((item, at) => ({ index: page * PAGE + at, item })));
}
