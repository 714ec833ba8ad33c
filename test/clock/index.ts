import type { Clock } from '#contract/node';

interface Sleeper {
  time: number;
  wake(): void;
}

/** A clock that stands still until it is told to move: waits of days end at once, and in order. */
export class TestClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();

  /** @param start milliseconds since 1970 */
  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  until(time: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const sleeper: Sleeper = {
        time,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
      if (time <= this.#now) sleeper.wake();
    });
  }

  /** Moves on to a time, waking in order whoever waits for one before it. */
  moveTo(time: number): void {
    for (;;) {
      const due = [...this.#sleepers].filter((sleeper) => sleeper.time <= time);
      const next = due.sort((a, b) => a.time - b.time)[0];
      if (!next) break;
      this.#now = Math.max(this.#now, next.time);
      next.wake();
    }
    this.#now = Math.max(this.#now, time);
  }

  moveBy(milliseconds: number): void {
    this.moveTo(this.#now + milliseconds);
  }
}
