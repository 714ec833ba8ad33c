import type { Wait } from '#contract/run';
import type { NodeTrack } from './node-track.ts';
import { FAILED_ATTEMPT, RETRY_DELAY, type SegmentKind, WAIT, WORK } from './segments.ts';

/** A step that goes on: what it has been doing since when. */
export class OpenStep {
  readonly key: string;
  readonly track: NodeTrack;
  readonly lane: number;
  readonly begin: number;
  /** Iteration it stands in; -1 outside of containers. */
  readonly index: number;
  /** Failed attempts of the item that took the most, plus one. */
  attempts = 1;
  /** What it waits for: an answer may be given. */
  wait: { wait: Wait; since: number } | undefined;
  #cursor: number;
  #kind: SegmentKind = WORK;
  /** When its retry is due. */
  #until = 0;

  constructor(key: string, track: NodeTrack, begin: number, index: number) {
    this.key = key;
    this.track = track;
    this.begin = begin;
    this.index = index;
    this.lane = track.lanes.take(begin);
    this.#cursor = begin;
  }

  /** The stretch it is in, up to `now`. */
  current(now: number): { kind: SegmentKind; begin: number; end: number } {
    if (this.#kind === RETRY_DELAY && now > this.#until) return { kind: WORK, begin: this.#until, end: now };
    return { kind: this.#kind, begin: this.#cursor, end: Math.max(now, this.#cursor) };
  }

  waits(at: number, wait: Wait): void {
    this.#turn(at, WAIT);
    this.wait = { wait, since: at };
  }

  resumes(at: number): void {
    this.#turn(at, WORK);
    if (!this.wait) return;
    this.track.waitedMs += at - this.wait.since;
    this.track.waitedFor = this.wait.wait.for;
    this.wait = undefined;
  }

  /** @param alone nothing else of the step goes on meanwhile */
  retries(at: number, retryAt: number, attempt: number, alone: boolean): void {
    this.attempts = Math.max(this.attempts, attempt + 1);
    const { track, lane, index } = this;
    if (alone) {
      this.#turn(at, RETRY_DELAY);
      this.#until = retryAt;
    } else track.segments.add(RETRY_DELAY, lane, at, retryAt, index);
    track.segments.add(FAILED_ATTEMPT, lane, at, at, index);
  }

  /** The engine was away since `last` and goes on at `at`. */
  away(last: number, at: number): void {
    if (this.#kind !== WORK) return;
    this.#turn(Math.max(last, this.#cursor), WORK);
    this.#cursor = at;
  }

  ends(at: number, failed: boolean): void {
    this.resumes(at);
    this.track.lanes.giveBack(this.lane, at);
    if (failed) this.track.segments.add(FAILED_ATTEMPT, this.lane, at, at, this.index);
  }

  #turn(at: number, kind: SegmentKind): void {
    const { segments } = this.track;
    if (this.#kind === RETRY_DELAY) {
      const end = Math.min(at, this.#until);
      segments.add(RETRY_DELAY, this.lane, this.#cursor, end, this.index);
      this.#cursor = end;
      this.#kind = WORK;
    }
    // A stretch of work is told even where it took no time: something was done.
    const told = this.#kind === WORK ? at > this.#cursor || kind === WORK : at > this.#cursor;
    if (told) segments.add(this.#kind, this.lane, this.#cursor, Math.max(at, this.#cursor), this.index);
    this.#cursor = Math.max(at, this.#cursor);
    this.#kind = kind;
  }
}
