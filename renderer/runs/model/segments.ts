import { bytes, integers, times } from './growable.ts';

/** What a stretch of a step's time was. */
export const WORK = 0;
export const WAIT = 1;
export const RETRY_DELAY = 2;
/** A moment: an attempt failed. */
export const FAILED_ATTEMPT = 3;
export type SegmentKind = 0 | 1 | 2 | 3;

export interface Segment {
  kind: SegmentKind;
  lane: number;
  /** Milliseconds since 1970. */
  begin: number;
  end: number;
  /** Iteration of the innermost container; -1 outside, or where several were drawn together. */
  iteration: number;
  /** Stretches that were drawn together. */
  count: number;
}

/** Stretches kept of a node; more are drawn together until a quarter is free. */
export const MOST_SEGMENTS = 8192;
const KINDS = 4;

/**
 * The stretches of all steps of one node. Its memory is bounded: where there are
 * too many, neighbours of one kind in one lane grow together to stretches of at
 * most a grain, which doubles each time, so that adding stays cheap.
 */
export class Segments {
  readonly #kind = bytes();
  readonly #lane = bytes();
  readonly #begin = times();
  readonly #end = times();
  readonly #iteration = integers();
  readonly #count = integers();
  /** Milliseconds that stretches drawn together may span: nothing finer is known. */
  grain = 0;

  get length(): number {
    return this.#begin.length;
  }

  add(kind: SegmentKind, lane: number, begin: number, end: number, iteration: number): void {
    if (this.length >= MOST_SEGMENTS) this.#thin();
    this.#put(this.length, { kind, lane, begin, end, iteration, count: 1 });
  }

  at(index: number): Segment {
    return {
      kind: this.#kind.get(index) as SegmentKind,
      lane: this.#lane.get(index),
      begin: this.#begin.get(index),
      end: this.#end.get(index),
      iteration: this.#iteration.get(index),
      count: this.#count.get(index),
    };
  }

  #put(at: number, segment: Segment): void {
    this.#kind.set(at, segment.kind);
    this.#lane.set(at, segment.lane);
    this.#begin.set(at, segment.begin);
    this.#end.set(at, segment.end);
    this.#iteration.set(at, segment.iteration);
    this.#count.set(at, segment.count);
  }

  #thin(): void {
    const span = Math.max(1, this.#end.get(this.length - 1) - this.#begin.get(0));
    this.grain = Math.max(this.grain, span / MOST_SEGMENTS);
    this.#merge();
    while (this.length > MOST_SEGMENTS * 0.75) {
      this.grain *= 2;
      this.#merge();
    }
  }

  /** One pass over all: within a lane, stretches come in the order of their ends. */
  #merge(): void {
    const last = new Map<number, number>();
    let kept = 0;
    for (let index = 0; index < this.length; index++) {
      const segment = this.at(index);
      const track = segment.lane * KINDS + segment.kind;
      const before = last.get(track);
      if (before !== undefined && segment.end - this.#begin.get(before) <= this.grain) {
        this.#begin.set(before, Math.min(this.#begin.get(before), segment.begin));
        const mark = segment.kind === FAILED_ATTEMPT;
        if (!mark) this.#end.set(before, Math.max(this.#end.get(before), segment.end));
        this.#count.set(before, this.#count.get(before) + segment.count);
        this.#iteration.set(before, -1);
        continue;
      }
      last.set(track, kept);
      this.#put(kept++, segment);
    }
    for (const column of [this.#kind, this.#lane, this.#begin, this.#end, this.#iteration, this.#count])
      column.cut(kept);
  }
}
