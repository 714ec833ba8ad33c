interface Bucket {
  left: number;
  at: number;
}

/** Names that are remembered. */
const MOST = 50_000;
const BURST = 10;

/** So many calls a second for each name, refilled evenly; ten seconds' worth may come at once. */
export class Rates {
  readonly #perSecond: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Takes one call in: 0, or the seconds after which there is room for one. */
  take(name: string, now: number): number {
    const full = this.#perSecond * BURST;
    const before = this.#buckets.get(name) ?? { left: full, at: now };
    const refilled = (Math.max(0, now - before.at) * this.#perSecond) / 1000;
    const left = Math.min(full, before.left + refilled);
    // Named last, forgotten last.
    this.#buckets.delete(name);
    this.#buckets.set(name, { left: left >= 1 ? left - 1 : left, at: now });
    if (this.#buckets.size > MOST) this.#forgetOldest();
    return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / this.#perSecond));
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
