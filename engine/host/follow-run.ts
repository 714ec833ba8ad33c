import { type CutLengths, cutFact, type RunEvent } from '#contract/run';
import type { Journal } from '#engine/journal';
import type { RunHandle } from './run-handle.ts';

/** A fact with its position in the run's journal, from 1, and the lengths of its lists where they were cut. */
export interface NumberedFact {
  seq: number;
  event: RunEvent;
  cut?: CutLengths;
}

export interface FollowOptions {
  /** The run where an engine hosts it; a run that nobody hosts ends with its journal. */
  handle: RunHandle | undefined;
  /** Only facts after this one. */
  afterSeq: number;
  /** Items that stay of each list. */
  keep: number;
  signal: AbortSignal;
}

/** Milliseconds over which new facts are gathered into one batch. */
const GATHER = 50;
/** Facts in one batch. */
const BATCH = 500;

/**
 * The facts of a run in batches, first from the journal and then as they become
 * true, without a gap and without repeating one; ends with the run. It listens
 * before it reads, and what it hears twice it tells once.
 */
export async function* followRun(
  journal: Journal,
  run: string,
  { handle, afterSeq, keep, signal }: FollowOptions,
): AsyncGenerator<readonly NumberedFact[], void, undefined> {
  let heard: NumberedFact[] = [];
  let ended = handle === undefined;
  let wake = (): void => undefined;
  const unsubscribe = handle?.subscribe((event, _step, state) => {
    heard.push({ seq: state.seq, ...cutFact(event, keep) });
    if (event.type === 'run.finished') ended = true;
    wake();
  });
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    let last = afterSeq;
    for await (const batch of replay(journal, run, afterSeq, keep)) {
      if (signal.aborted) return;
      yield batch;
      last = batch.at(-1)?.seq ?? last;
    }
    ended ||= handle?.state.status !== 'running';
    for (;;) {
      const news = heard.filter(({ seq }) => seq > last);
      heard = [];
      for (let at = 0; at < news.length && !signal.aborted; at += BATCH) yield news.slice(at, at + BATCH);
      last = news.at(-1)?.seq ?? last;
      if (signal.aborted || (ended && heard.length === 0)) return;
      if (heard.length > 0) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (!ended && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, GATHER));
    }
  } finally {
    signal.removeEventListener('abort', stop);
    unsubscribe?.();
  }
}

/** What the journal has, read so that other work gets its turn. */
async function* replay(
  journal: Journal,
  run: string,
  afterSeq: number,
  keep: number,
): AsyncGenerator<NumberedFact[], void, undefined> {
  let seq = 0;
  let batch: NumberedFact[] = [];
  for (const event of journal.read(run)) {
    seq++;
    if (seq > afterSeq) batch.push({ seq, ...cutFact(event, keep) });
    if (seq % BATCH !== 0) continue;
    if (batch.length > 0) yield batch;
    batch = [];
    await new Promise(setImmediate);
  }
  if (batch.length > 0) yield batch;
}
