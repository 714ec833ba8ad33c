import { bytes, integers, spans, times } from './growable.ts';
import { isFailure, OUTCOME } from './outcome.ts';

/** How a step inside of an iteration stands; 0 where it has not begun. */
export const STEP = {
  none: 0,
  running: 1,
  waiting: 2,
  succeeded: 3,
  failed: 4,
  skipped: 5,
  cancelled: 6,
} as const;

/** An iteration that goes on. */
interface OpenIteration {
  ended: number;
  waiting: number;
  retried: boolean;
  handled: boolean;
}

/** The iteration around a loop. */
export interface Around {
  loop: LoopTrack;
  index: number;
}

/** What is known of one iteration. */
export interface Iteration {
  index: number;
  /** One of `OUTCOME`. */
  outcome: number;
  begin: number;
  /** Undefined while it goes on. */
  end: number | undefined;
  /** Journal positions of its first and its newest fact. */
  firstSeq: number;
  lastSeq: number;
}

export interface StepInIteration {
  /** One of `STEP`. */
  status: number;
  ms: number;
  attempts: number;
}

/** The iterations of one container step: a few bytes for each and for each step in it. */
export class LoopTrack {
  /** Key of the container's step. */
  readonly owner: string;
  readonly node: string;
  readonly around: Around | undefined;
  /** Nodes inside, in file order. */
  readonly inside: readonly string[];
  concurrency = 1;
  /** Iterations by outcome. */
  readonly counts = noCounts();
  /** The same over all loops of the container. */
  readonly #totals: number[];
  readonly #open = new Map<number, OpenIteration>();
  readonly #outcome = bytes();
  readonly #begin = times();
  readonly #end = times();
  readonly #firstSeq = integers();
  readonly #lastSeq = integers();
  readonly #stepMs = spans();
  readonly #stepStatus = bytes();
  readonly #stepAttempts = bytes();

  constructor(
    { owner, node, inside, around }: Pick<LoopTrack, 'owner' | 'node' | 'inside' | 'around'>,
    totals: number[],
  ) {
    this.#totals = totals;
    this.owner = owner;
    this.node = node;
    this.inside = inside;
    this.around = around;
  }

  /** Iterations that have begun, gaps included. */
  get length(): number {
    return this.#outcome.length;
  }

  outcome(index: number): number {
    return this.#outcome.get(index);
  }

  iteration(index: number): Iteration {
    const end = this.#end.get(index);
    return {
      index,
      outcome: this.outcome(index),
      begin: this.#begin.get(index),
      end: end === 0 ? undefined : end,
      firstSeq: this.#firstSeq.get(index),
      lastSeq: this.#lastSeq.get(index),
    };
  }

  /** How the `nr`-th node inside went in an iteration. */
  step(index: number, nr: number): StepInIteration {
    const at = index * this.inside.length + nr;
    return {
      status: this.#stepStatus.get(at),
      ms: this.#stepMs.get(at),
      attempts: this.#stepAttempts.get(at),
    };
  }

  /** The nearest failed iteration after `from`, or with step -1 before it. */
  nextFailure(from: number, step: 1 | -1): number | undefined {
    for (let index = from + step; index >= 0 && index < this.length; index += step) {
      if (isFailure(this.outcome(index))) return index;
    }
    return undefined;
  }

  /** Position of a failed iteration among the failed ones, from 1. */
  failureRank(index: number): number {
    let rank = 0;
    for (let at = 0; at <= index; at++) if (isFailure(this.outcome(at))) rank++;
    return rank;
  }

  begin(index: number, at: number): void {
    if (this.#open.has(index) || this.outcome(index) !== OUTCOME.none) return;
    this.#open.set(index, { ended: 0, waiting: 0, retried: false, handled: false });
    this.#begin.set(index, at);
    this.#setOutcome(index, OUTCOME.running);
  }

  noteStep(index: number, nr: number, note: Partial<StepInIteration>): void {
    const at = index * this.inside.length + nr;
    if (note.status !== undefined) this.#stepStatus.set(at, note.status);
    if (note.ms !== undefined) this.#stepMs.set(at, note.ms);
    if (note.attempts !== undefined) this.#stepAttempts.set(at, Math.min(255, note.attempts));
  }

  /** A fact of something inside of an iteration. */
  noteFact(index: number, seq: number): void {
    if (this.#firstSeq.get(index) === 0) this.#firstSeq.set(index, seq);
    this.#lastSeq.set(index, seq);
  }

  retried(index: number): void {
    const open = this.#open.get(index);
    if (open) open.retried = true;
  }

  handled(index: number): void {
    const open = this.#open.get(index);
    if (open) open.handled = true;
  }

  /** A step in it begins (+1) or stops (-1) to wait. */
  waits(index: number, change: 1 | -1): void {
    const open = this.#open.get(index);
    if (!open) return;
    open.waiting += change;
    this.#setOutcome(index, open.waiting > 0 ? OUTCOME.waiting : OUTCOME.running);
  }

  /** A node in it has ended; the last one ends the iteration. */
  nodeEnded(index: number, at: number): void {
    const open = this.#open.get(index);
    if (open && ++open.ended >= this.inside.length) this.close(index, at);
  }

  /** Ends an iteration. Without an outcome it follows from what happened in it. */
  close(index: number, at: number, outcome?: number): void {
    const open = this.#open.get(index);
    if (!open) return;
    this.#open.delete(index);
    this.#end.set(index, at);
    this.#setOutcome(
      index,
      outcome ?? (open.handled ? OUTCOME.handled : open.retried ? OUTCOME.retried : OUTCOME.done),
    );
  }

  /** Stops what still goes on: all of it, or iterations after `index`. */
  stop(at: number, after = -1): void {
    for (const index of [...this.#open.keys()]) {
      if (index > after) this.close(index, at, OUTCOME.cancelled);
    }
  }

  /** The container starts over after a crash. */
  reset(): void {
    this.#open.clear();
    for (const [outcome, count] of this.counts.entries()) this.#count(outcome, -count);
    for (const column of [
      this.#outcome,
      this.#begin,
      this.#end,
      this.#firstSeq,
      this.#lastSeq,
      this.#stepMs,
      this.#stepStatus,
      this.#stepAttempts,
    ])
      column.cut(0);
  }

  #setOutcome(index: number, outcome: number): void {
    const before = this.outcome(index);
    if (before !== OUTCOME.none) this.#count(before, -1);
    this.#outcome.set(index, outcome);
    this.#count(outcome, 1);
  }

  #count(outcome: number, change: number): void {
    this.counts[outcome] = (this.counts[outcome] ?? 0) + change;
    this.#totals[outcome] = (this.#totals[outcome] ?? 0) + change;
  }
}

/** No iteration of any outcome. */
export function noCounts(): number[] {
  return Object.values(OUTCOME).map(() => 0);
}
