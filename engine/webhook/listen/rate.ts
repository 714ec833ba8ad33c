/** Lets so many calls through in an interval, evenly refilled: a bucket that leaks. */
export class CallRate {
  readonly #calls: number;
  readonly #interval: number;
  #left: number;
  #at: number;

  /** @param interval milliseconds */
  constructor(calls: number, interval: number, now: number) {
    this.#calls = calls;
    this.#interval = interval;
    this.#left = calls;
    this.#at = now;
  }

  /** Takes one call in: 0, or the milliseconds after which there is room for one. */
  take(now: number): number {
    const passed = Math.max(0, now - this.#at);
    this.#left = Math.min(this.#calls, this.#left + (passed * this.#calls) / this.#interval);
    this.#at = now;
    if (this.#left >= 1) {
      this.#left--;
      return 0;
    }
    return Math.ceil(((1 - this.#left) * this.#interval) / this.#calls);
  }
}
