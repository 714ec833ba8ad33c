import type { Clock } from '#contract/node';
import type { Step } from '#contract/run';

/** What is to happen when a step has ended; not called for steps that were aborted. */
export interface Landing<T> {
  succeed(value: T): void;
  fail(thrown: unknown): void;
}

/** What a run hears of its flights. */
export interface FlightEvents {
  /** A step has ended. */
  landing(): void;
  /** A worker has gone to sleep. */
  sleep(): void;
  /** A landing threw. */
  bug(thrown: unknown): void;
}

/** The steps of one run that are at work in the background, how to stop them, and whether they only sleep. */
export class Flights {
  readonly #clock: Clock;
  readonly #onLanding: () => void;
  readonly #onSleep: () => void;
  readonly #onBug: (thrown: unknown) => void;
  readonly #flying = new Map<Step, AbortController>();
  /** Wake-up times of steps that sleep before their next attempt. */
  readonly #sleeping = new Map<symbol, number>();
  /** Workers at work. */
  #awake = 0;

  constructor(clock: Clock, on: FlightEvents) {
    this.#clock = clock;
    this.#onLanding = on.landing;
    this.#onSleep = on.sleep;
    this.#onBug = on.bug;
  }

  get isBusy(): boolean {
    return this.#awake > 0;
  }

  /** When the first of those that sleep wakes up. */
  get soonest(): number | undefined {
    return this.#sleeping.size === 0 ? undefined : Math.min(...this.#sleeping.values());
  }

  /** Changes how many workers are at work. */
  awake(change: number): void {
    this.#awake += change;
  }

  /** Lets a step act. What ends at once lands at once; the rest lands in a later turn. */
  launch<T>(step: Step, act: (signal: AbortSignal) => T | Promise<T>, landing: Landing<T>): void {
    const controller = new AbortController();
    this.#flying.set(step, controller);
    this.#awake++;
    const land = (): boolean => {
      // An answer may have sent the step off again before this flight has ended.
      if (this.#flying.get(step) === controller) this.#flying.delete(step);
      this.#awake--;
      return !controller.signal.aborted;
    };
    const succeed = (value: T): void => {
      if (land()) landing.succeed(value);
      this.#onLanding();
    };
    const fail = (thrown: unknown): void => {
      if (land()) {
        // Other workers of the step must not act for a step that has failed.
        controller.abort(new Error('the step has failed'));
        landing.fail(thrown);
      }
      this.#onLanding();
    };
    let result: T | Promise<T>;
    try {
      result = act(controller.signal);
    } catch (thrown) {
      fail(thrown);
      return;
    }
    if (result instanceof Promise) result.then(succeed, fail).catch(this.#onBug);
    else succeed(result);
  }

  abort(step: Step, reason: Error): void {
    this.#flying.get(step)?.abort(reason);
  }

  abortAll(reason: Error): void {
    for (const controller of this.#flying.values()) controller.abort(reason);
  }

  /** Waits until a time; the run counts as idle meanwhile. */
  async sleepUntil(time: number, signal: AbortSignal): Promise<void> {
    const key = Symbol();
    this.#sleeping.set(key, time);
    this.#awake--;
    queueMicrotask(this.#onSleep);
    try {
      await this.#clock.until(time, signal);
    } finally {
      this.#awake++;
      this.#sleeping.delete(key);
    }
  }
}
