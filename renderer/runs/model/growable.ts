/** Numbers in a typed array that grows: a run may have a hundred thousand of them. */
export class Growable<Store extends Float64Array | Float32Array | Int32Array | Uint8Array> {
  #store: Store;
  readonly #make: (length: number) => Store;
  length = 0;

  constructor(make: (length: number) => Store) {
    this.#make = make;
    this.#store = make(4);
  }

  /** The value at a place; 0 where nothing was set. */
  get(at: number): number {
    return this.#store[at] ?? 0;
  }

  set(at: number, value: number): void {
    if (at >= this.#store.length) this.#grow(at + 1);
    this.#store[at] = value;
    if (at >= this.length) this.length = at + 1;
  }

  push(value: number): void {
    this.set(this.length, value);
  }

  /** Forgets all from `length` on. */
  cut(length: number): void {
    this.#store.fill(0, length, this.length);
    this.length = Math.min(this.length, length);
  }

  #grow(length: number): void {
    const bigger = this.#make(Math.max(length, this.#store.length * 2));
    bigger.set(this.#store);
    this.#store = bigger;
  }
}

export const times = () => new Growable<Float64Array>((length) => new Float64Array(length));
export const spans = () => new Growable<Float32Array>((length) => new Float32Array(length));
export const integers = () => new Growable<Int32Array>((length) => new Int32Array(length));
export const bytes = () => new Growable<Uint8Array>((length) => new Uint8Array(length));
