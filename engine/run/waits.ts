import type { Clock } from '#contract/node';
import type { Step, Wait, WaitAnswer } from '#contract/run';

/** The clock's share in a run's waits: those that end by themselves. */
export class Waits {
  readonly #clock: Clock;
  readonly #timers = new Map<Step, AbortController>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** When the first wait ends by itself. */
  get soonest(): number | undefined {
    let soonest: number | undefined;
    for (const step of this.#timers.keys()) {
      const until = untilOf(step);
      if (until !== undefined) soonest = Math.min(soonest ?? until, until);
    }
    return soonest;
  }

  /** Sets the clock for a step's wait, where it has an end. */
  arm(step: Step, onTime: () => void): void {
    const until = untilOf(step);
    if (until === undefined) return;
    const timer = new AbortController();
    this.#timers.set(step, timer);
    this.#clock.until(until, timer.signal).then(onTime, () => undefined);
  }

  disarm(step: Step): void {
    this.#timers.get(step)?.abort(new Error('the wait is over'));
    this.#timers.delete(step);
  }

  disarmAll(): void {
    for (const step of [...this.#timers.keys()]) this.disarm(step);
  }
}

/** Whether an answer is one that the wait is for; the end of its time is for the clock alone to tell. */
export function fitsWait(answer: WaitAnswer, wait: Wait): boolean {
  return answer.by === wait.for && answer.by !== 'time';
}

function untilOf(step: Step): number | undefined {
  const wait = step.wait?.wait;
  return wait && 'until' in wait ? wait.until : undefined;
}
