import type { RunEntry, RunFact } from '#contract/api';
import type { ErrorShape } from '#contract/error';
import { type Flow, parseFlow } from '#contract/flow';
import { restoreLengths } from '#contract/run';
import { codeOf, engine, follow, sentenceOf, whenOpen } from '#renderer/api';
import { RunFold } from '#renderer/run';
import { refresh } from '../list/run-history.ts';
import { RunModel } from '../model/index.ts';

/** A run that is looked at, as far as its facts have come. */
export interface OpenRun {
  run: string;
  state: 'loading' | 'open' | 'gone' | 'failed';
  /** Why it cannot be shown. */
  failure: string | undefined;
  entry: RunEntry | undefined;
  flow: Flow | undefined;
  error: ErrorShape | undefined;
  /** Both change in place: `version` says that they did. */
  model: RunModel | undefined;
  fold: RunFold | undefined;
  version: number;
}

/** Milliseconds between two pictures of a run whose facts stream in: drawing must not hold up reading. */
const TELL_EVERY = 80;

/**
 * Follows one run for the runs page: loads its flow, folds its facts as they
 * arrive, and tells of it a dozen times a second however many came.
 */
export class RunSession {
  #now: OpenRun;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  #seq = 0;
  #told: ReturnType<typeof setTimeout> | undefined;

  constructor(run: string) {
    this.#now = {
      run,
      state: 'loading',
      failure: undefined,
      entry: undefined,
      flow: undefined,
      error: undefined,
      model: undefined,
      fold: undefined,
      version: 0,
    };
  }

  readonly snapshot = (): OpenRun => this.#now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Follows the run until it ends or the session is closed. */
  async open(): Promise<void> {
    const { run } = this.#now;
    const { signal } = this.#stop;
    try {
      await whenOpen(signal);
      const { entry, text, error } = await engine.runs.get({ run });
      const { flow } = parseFlow(text);
      if (!flow) throw new Error('the flow it ran is no longer known');
      const { shapes } = await engine.flows.check({ text });
      if (signal.aborted) return;
      const fold = new RunFold(flow, shapes);
      this.#set({ entry, flow, error, fold, model: new RunModel(fold.state.graph) });
      await follow(
        (until) => engine.runs.events({ run, afterSeq: this.#seq }, { signal: until }),
        (facts) => this.#take(facts),
        signal,
      );
      this.#publish();
      if (entry.finishedAt === undefined && !signal.aborted) {
        const ended = await engine.runs.get({ run });
        this.#set({ entry: ended.entry, error: ended.error });
        await refresh();
      }
    } catch (thrown) {
      if (signal.aborted) return;
      const gone = codeOf(thrown) === 'NOT_FOUND';
      this.#set({ state: gone ? 'gone' : 'failed', failure: sentenceOf(thrown) });
    }
  }

  close(): void {
    this.#stop.abort();
    clearTimeout(this.#told);
  }

  #take(facts: readonly RunFact[]): void {
    const { model, fold } = this.#now;
    if (!model || !fold) return;
    for (const fact of facts) {
      // A connection made anew may tell a fact again.
      if (fact.seq <= this.#seq) continue;
      this.#seq = fact.seq;
      fold.add(fact.cut ? restoreLengths(fact.event, fact.cut) : fact.event);
      model.add(fact.event, fact.seq);
    }
    // The first facts are the whole of a short run: shown at once, nothing flickers.
    if (this.#now.state === 'loading') this.#publish();
    else this.#tellSoon();
  }

  #tellSoon(): void {
    this.#told ??= setTimeout(() => {
      this.#told = undefined;
      this.#publish();
    }, TELL_EVERY);
  }

  #publish(): void {
    if (!this.#stop.signal.aborted) this.#set({ state: 'open', version: this.#now.version + 1 });
  }

  #set(change: Partial<OpenRun>): void {
    this.#now = { ...this.#now, ...change };
    for (const listener of this.#listeners) listener();
  }
}
