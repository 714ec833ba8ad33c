import type { Item } from '#contract/node';

/**
 * A list of items that may not stand in memory as a whole. Reading is
 * synchronous: what is spilled comes back from the local disk chunk by chunk.
 */
export interface ItemList {
  readonly length: number;
  at(index: number): Item;
  /** Items `from` (included) to `to` (not included). */
  slice(from: number, to: number): readonly Item[];
  /** All of them at once; for lists that are known to fit. */
  toArray(): readonly Item[];
  /** Gives its space back; nothing may be read afterwards. */
  release(): void;
}

/** Grows one list. */
export interface ListBuilder {
  readonly length: number;
  append(items: readonly Item[]): void;
  /** What has been appended so far; reading it stays valid while more is appended. */
  readonly list: ItemList;
}

/** Where lists are kept: in memory, or partly on disk. */
export interface ListStore {
  builder(): ListBuilder;
}

/** A list in memory. */
export class ArrayList implements ItemList {
  readonly items: readonly Item[];
  constructor(items: readonly Item[]) {
    this.items = items;
  }
  get length(): number {
    return this.items.length;
  }
  at(index: number): Item {
    return this.items[index] as Item;
  }
  slice(from: number, to: number): readonly Item[] {
    return from === 0 && to >= this.items.length ? this.items : this.items.slice(from, to);
  }
  toArray(): readonly Item[] {
    return this.items;
  }
  release(): void {}
}

export const EMPTY_LIST: ItemList = new ArrayList([]);

/** Several lists one after the other, without copying them. */
export class ConcatList implements ItemList {
  readonly #parts: readonly ItemList[];
  readonly length: number;
  constructor(parts: readonly ItemList[]) {
    this.#parts = parts;
    this.length = parts.reduce((sum, part) => sum + part.length, 0);
  }
  at(index: number): Item {
    let rest = index;
    for (const part of this.#parts) {
      if (rest < part.length) return part.at(rest);
      rest -= part.length;
    }
    throw new RangeError(`no item ${index} in a list of ${this.length}`);
  }
  slice(from: number, to: number): readonly Item[] {
    const items: Item[] = [];
    let offset = 0;
    for (const part of this.#parts) {
      const start = Math.max(from - offset, 0);
      const end = Math.min(to - offset, part.length);
      if (start < end) for (const item of part.slice(start, end)) items.push(item);
      offset += part.length;
    }
    return items;
  }
  toArray(): readonly Item[] {
    return this.slice(0, this.length);
  }
  /** The parts belong to the steps that made them. */
  release(): void {}
}

/** Joins lists; one list stays itself. */
export function concatLists(parts: readonly ItemList[]): ItemList {
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length === 0) return EMPTY_LIST;
  return filled.length === 1 ? (filled[0] as ItemList) : new ConcatList(filled);
}

/** Keeps every list in memory: for tests, the renderer and small runs. */
export const memoryLists: ListStore = {
  builder() {
    const items: Item[] = [];
    const list = new ArrayList(items);
    return {
      list,
      get length() {
        return items.length;
      },
      append(more) {
        for (const item of more) items.push(item);
      },
    };
  },
};
