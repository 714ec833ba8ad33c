/** Lanes drawn of one node; what goes on at once beyond that shares the last. */
export const MOST_LANES = 8;

/** Milliseconds by which times that were rounded may seem to overlap. */
const ROUNDING = 2;

/** Gives each step of a node a lane of its own while it goes on: one lane per concurrent worker. */
export class Lanes {
  readonly #freeFrom: number[] = [];

  /** Lanes ever used at once. */
  get count(): number {
    return this.#freeFrom.length;
  }

  /** The first lane that is free at a time; taken until it is given back. */
  take(begin: number): number {
    let lane = this.#freeFrom.findIndex((free) => free <= begin + ROUNDING);
    if (lane < 0) lane = Math.min(this.#freeFrom.length, MOST_LANES - 1);
    this.#freeFrom[lane] = Number.POSITIVE_INFINITY;
    return lane;
  }

  giveBack(lane: number, end: number): void {
    this.#freeFrom[lane] = end;
  }
}
