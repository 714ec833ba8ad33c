import type { Item } from '#contract/node';
import type { ItemList, ListBuilder, ListStore } from '#contract/run';
import { type Place, ScratchFile } from './scratch-file.ts';

/** Items per chunk: read, written and dropped together. */
const CHUNK = 1000;
/** Chunks read back that stay in memory in case they are wanted again. */
const CACHED = 4;
const SAMPLES = 4;

interface Chunk {
  /** Undefined while only on disk. */
  items: readonly Item[] | undefined;
  /** Rough size of its JSON in characters. */
  size: number;
  /** Where it stands in the scratch file, once written. */
  place: Place | undefined;
  released: boolean;
}

/**
 * Item lists that stay in memory up to a budget shared by all of them; beyond it
 * the oldest chunks move to a scratch file. The file is only memory by other
 * means: after a crash lists are made again from the journal.
 */
export class SpillingLists implements ListStore {
  readonly #file: ScratchFile;
  readonly #budget: number;
  /** Chunks in memory, oldest first. */
  #resident: Chunk[] = [];
  #residentSize = 0;
  #readBack: Chunk[] = [];

  /**
   * @param folder where the scratch file goes, once there is need for it
   * @param budget characters of JSON that lists may hold in memory, all together
   */
  constructor(folder: string, budget: number) {
    this.#file = new ScratchFile(folder);
    this.#budget = budget;
  }

  builder(): ListBuilder {
    return new SpillingList(this);
  }

  /** Bytes on disk, whether or not they are in use. */
  get diskSize(): number {
    return this.#file.size;
  }

  /** Removes the scratch file. */
  close(): void {
    this.#file.close();
  }

  /** Takes a full chunk into the budget. */
  add(items: readonly Item[]): Chunk {
    const chunk: Chunk = { items, size: estimate(items), place: undefined, released: false };
    this.#resident.push(chunk);
    this.#residentSize += chunk.size;
    while (this.#residentSize > this.#budget && this.#resident.length > 1) this.#evictOldest();
    return chunk;
  }

  read(chunk: Chunk): readonly Item[] {
    if (chunk.items) return chunk.items;
    if (!chunk.place) throw new Error('a chunk is neither in memory nor on disk');
    chunk.items = JSON.parse(this.#file.read(chunk.place).toString('utf8')) as Item[];
    this.#readBack.push(chunk);
    const oldest = this.#readBack.length > CACHED ? this.#readBack.shift() : undefined;
    if (oldest) oldest.items = undefined;
    return chunk.items ?? [];
  }

  release(chunks: readonly Chunk[]): void {
    for (const chunk of chunks) {
      chunk.released = true;
      if (chunk.place) this.#file.free(chunk.place);
      else this.#residentSize -= chunk.size;
      chunk.place = undefined;
      chunk.items = undefined;
    }
    this.#resident = this.#resident.filter((chunk) => !chunk.released);
    this.#readBack = this.#readBack.filter((chunk) => !chunk.released);
  }

  #evictOldest(): void {
    const chunk = this.#resident.shift();
    if (!chunk?.items) return;
    chunk.place = this.#file.write(Buffer.from(JSON.stringify(chunk.items)));
    chunk.items = undefined;
    this.#residentSize -= chunk.size;
  }
}

class SpillingList implements ItemList, ListBuilder {
  readonly #store: SpillingLists;
  readonly #chunks: Chunk[] = [];
  /** Not yet a whole chunk. */
  #tail: Item[] = [];
  #released = false;

  constructor(store: SpillingLists) {
    this.#store = store;
  }

  get list(): ItemList {
    return this;
  }
  get length(): number {
    return this.#chunks.length * CHUNK + this.#tail.length;
  }

  append(items: readonly Item[]): void {
    for (const item of items) {
      this.#tail.push(item);
      if (this.#tail.length < CHUNK) continue;
      this.#chunks.push(this.#store.add(this.#tail));
      this.#tail = [];
    }
  }

  at(index: number): Item {
    return this.#chunk(Math.floor(index / CHUNK))[index % CHUNK] as Item;
  }

  slice(from: number, to: number): readonly Item[] {
    const end = Math.min(to, this.length);
    const first = Math.floor(from / CHUNK);
    if (from % CHUNK === 0 && end - from === CHUNK) return this.#chunk(first);
    const items: Item[] = [];
    for (let at = first; at * CHUNK < end; at++) {
      const chunk = this.#chunk(at);
      const last = Math.min(end - at * CHUNK, chunk.length);
      for (let k = Math.max(from - at * CHUNK, 0); k < last; k++) items.push(chunk[k] as Item);
    }
    return items;
  }

  toArray(): readonly Item[] {
    return this.slice(0, this.length);
  }

  release(): void {
    this.#store.release(this.#chunks);
    this.#chunks.length = 0;
    this.#tail = [];
    this.#released = true;
  }

  #chunk(index: number): readonly Item[] {
    if (this.#released) throw new Error('a list was read after its release');
    const chunk = this.#chunks[index];
    return chunk ? this.#store.read(chunk) : this.#tail;
  }
}

/** Characters of a chunk's JSON, judged by a few of its items. */
function estimate(items: readonly Item[]): number {
  const step = Math.max(1, Math.floor(items.length / SAMPLES));
  let sampled = 0;
  let size = 0;
  for (let index = 0; index < items.length; index += step) {
    size += JSON.stringify(items[index]).length;
    sampled++;
  }
  return Math.round((size / Math.max(1, sampled)) * items.length);
}
