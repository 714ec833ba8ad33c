import type { Timers } from '../timers.ts';

interface Waiting {
  at: number;
  act: () => void;
}

/** Time that passes when a test says so. */
export class FakeTimers implements Timers {
  #now = 0;
  #waiting: Waiting[] = [];

  after(ms: number, act: () => void): () => void {
    const entry = { at: this.#now + ms, act };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  /** Lets so many milliseconds pass, with everything that falls due, also of what that starts. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#now = next.at;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      next.act();
      await settled();
    }
    this.#now = end;
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
