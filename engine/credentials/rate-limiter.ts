import type { RateLimit } from '#contract/connection';
import { parseDuration } from '#contract/flow';
import type { Turn } from './http-access.ts';

/** Interval of a limit that names none. */
const DEFAULT_INTERVAL = '1m';
/** Longest time a timer can be set for. */
const LONGEST_TIMER = 2 ** 31 - 1;

interface Waiter {
  grant(): void;
}

/**
 * Lets requests through as the rate limit of one credential says: never more than
 * `requests` within any interval, never more than `concurrent` at once. Whoever has
 * to wait waits in line; runs take turns, so that a long list does not hold up others.
 */
export class RateLimiter {
  #limit: RateLimit | undefined;
  /** When the requests of the current interval began, the oldest first; milliseconds since 1970. */
  #starts: number[] = [];
  #underWay = 0;
  /** By who waits; the first in the map is served next. */
  readonly #lines = new Map<string, Waiter[]>();
  #timer: NodeJS.Timeout | undefined;

  get limit(): RateLimit | undefined {
    return this.#limit;
  }
  set limit(limit: RateLimit | undefined) {
    this.#limit = limit;
    this.#serve();
  }

  /** Requests in the current interval (those under way, where only their number is limited) and requests in line. */
  get budget(): { used: number; waiting: number } {
    this.#forgetOld(Date.now());
    const used = this.#limit?.requests === undefined ? this.#underWay : this.#starts.length;
    return { used, waiting: [...this.#lines.values()].reduce((sum, line) => sum + line.length, 0) };
  }

  /** Waits for a turn. Rejects with the signal's reason. @param who takes turns with the others: a run */
  take(who: string, signal: AbortSignal): Promise<Turn> {
    signal.throwIfAborted();
    if (this.#lines.size === 0 && this.#waitTime(Date.now()) === 0) return Promise.resolve(this.#begin());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#leave(who, waiter);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        grant: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.#begin());
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#lines.set(who, [...(this.#lines.get(who) ?? []), waiter]);
      this.#serve();
    });
  }

  #begin(): Turn {
    this.#underWay++;
    this.#count();
    let over = false;
    return {
      more: () => this.#count(),
      over: () => {
        if (over) return;
        over = true;
        this.#underWay--;
        this.#serve();
      },
    };
  }

  #count(): void {
    if (this.#limit?.requests !== undefined) this.#starts.push(Date.now());
  }

  #leave(who: string, waiter: Waiter): void {
    const line = this.#lines.get(who)?.filter((other) => other !== waiter) ?? [];
    if (line.length > 0) this.#lines.set(who, line);
    else this.#lines.delete(who);
    this.#serve();
  }

  /** Lets as many through as may go now, and comes back when the next one may. */
  #serve(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const next = this.#lines.entries().next().value;
      if (!next) return;
      const wait = this.#waitTime(Date.now());
      if (wait > 0) {
        // While as many as allowed are under way, the end of one of them comes back here.
        if (Number.isFinite(wait))
          this.#timer = setTimeout(() => this.#serve(), Math.min(wait, LONGEST_TIMER));
        return;
      }
      const [who, [waiter, ...others]] = next;
      this.#lines.delete(who);
      if (others.length > 0) this.#lines.set(who, others);
      waiter?.grant();
    }
  }

  /** Milliseconds until another request may begin; infinite while it hangs on others to end. */
  #waitTime(now: number): number {
    const { requests, concurrent } = this.#limit ?? {};
    if (concurrent !== undefined && this.#underWay >= concurrent) return Number.POSITIVE_INFINITY;
    if (requests === undefined) return 0;
    this.#forgetOld(now);
    const oldest = this.#starts[this.#starts.length - requests];
    return oldest === undefined ? 0 : oldest + this.#interval - now;
  }

  #forgetOld(now: number): void {
    const { length } = this.#starts;
    let old = 0;
    while (old < length && (this.#starts[old] ?? 0) + this.#interval <= now) old++;
    if (old > 0) this.#starts.splice(0, old);
  }

  get #interval(): number {
    return parseDuration(this.#limit?.per ?? DEFAULT_INTERVAL) ?? 60_000;
  }
}
