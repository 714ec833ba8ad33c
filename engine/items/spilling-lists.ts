import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Item } from '#contract/node';
import type { ItemList, ListBuilder, ListStore } from '#contract/run';

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

interface Place {
  offset: number;
  bytes: number;
  /** Bytes it may take up. */
  room: number;
}

/**
 * Item lists that stay in memory up to a budget shared by all of them; beyond it
 * the oldest chunks move to a scratch file. The file is only memory by other
 * means: after a crash lists are made again from the journal.
 */
export class SpillingLists implements ListStore {
  readonly #folder: string;
  readonly #budget: number;
  /** Chunks in memory, oldest first. */
  #resident: Chunk[] = [];
  #residentSize = 0;
  #readBack: Chunk[] = [];
  /** Places in the file whose chunks have been released. */
  #free: Place[] = [];
  #file: { fd: number; path: string; end: number } | undefined;

  /**
   * @param folder where the scratch file goes, once there is need for it
   * @param budget characters of JSON that lists may hold in memory, all together
   */
  constructor(folder: string, budget: number) {
    this.#folder = folder;
    this.#budget = budget;
  }

  builder(): ListBuilder {
    return new SpillingList(this);
  }

  /** Removes the scratch file. */
  close(): void {
    if (!this.#file) return;
    closeSync(this.#file.fd);
    rmSync(this.#file.path, { force: true });
    this.#file = undefined;
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
    const { place } = chunk;
    if (!place || !this.#file) throw new Error('a list was read after its release');
    const bytes = Buffer.allocUnsafe(place.bytes);
    readSync(this.#file.fd, bytes, 0, place.bytes, place.offset);
    chunk.items = JSON.parse(bytes.toString('utf8')) as Item[];
    this.#readBack.push(chunk);
    const oldest = this.#readBack.length > CACHED ? this.#readBack.shift() : undefined;
    if (oldest) oldest.items = undefined;
    return chunk.items ?? [];
  }

  release(chunks: readonly Chunk[]): void {
    for (const chunk of chunks) {
      chunk.released = true;
      if (chunk.place === undefined) this.#residentSize -= chunk.size;
      else this.#free.push(chunk.place);
      chunk.items = undefined;
    }
    this.#resident = this.#resident.filter((chunk) => !chunk.released);
    this.#readBack = this.#readBack.filter((chunk) => !chunk.released);
  }

  #evictOldest(): void {
    const chunk = this.#resident.shift();
    if (!chunk?.items) return;
    const bytes = Buffer.from(JSON.stringify(chunk.items));
    this.#file ??= this.#openFile();
    chunk.place = this.#placeFor(bytes.length, this.#file);
    writeSync(this.#file.fd, bytes, 0, bytes.length, chunk.place.offset);
    chunk.items = undefined;
    this.#residentSize -= chunk.size;
  }

  /** The first place that is free and large enough, else one at the end. */
  #placeFor(bytes: number, file: { end: number }): Place {
    const at = this.#free.findIndex(({ room }) => room >= bytes);
    const [free] = at < 0 ? [] : this.#free.splice(at, 1);
    if (free) return { ...free, bytes };
    const offset = file.end;
    file.end += bytes;
    return { offset, bytes, room: bytes };
  }

  #openFile(): { fd: number; path: string; end: number } {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `items-${process.pid}-${crypto.randomUUID()}.tmp`);
    return { fd: openSync(path, 'wx+', 0o600), path, end: 0 };
  }
}

class SpillingList implements ItemList, ListBuilder {
  readonly #store: SpillingLists;
  readonly #chunks: Chunk[] = [];
  /** Not yet a whole chunk. */
  #tail: Item[] = [];

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
  }

  #chunk(index: number): readonly Item[] {
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
