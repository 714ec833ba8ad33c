import type { UserError } from '#contract/error';
import type { RunEvent, RunStarted } from '#contract/run';
import type { Inbox } from './inbox.ts';

/**
 * Where the facts of runs are kept, in the order in which they became true. Of
 * what facts mean it knows only what the list of runs shows.
 */
export interface Journal {
  /**
   * Called once when facts could not be made durable (the disk is full, say).
   * What was not on disk by then never happened: the runs must stop where they
   * are, `append` takes nothing in any more and `flush` rejects with the same error.
   */
  onFailure: ((error: UserError) => void) | undefined;
  /** Calls from outside, made durable together with the facts of the runs they start. */
  readonly inbox: Inbox;
  /** Adds a fact. It may reach the disk later, but never before an earlier fact and never without those. */
  append(run: string, event: RunEvent): void;
  /** Resolves when everything appended so far is on disk. */
  flush(): Promise<void>;
  /** The facts of a run in order. */
  read(run: string): Iterable<RunEvent>;
  /** Newest first; those that are to go on oldest first. */
  runs(query?: RunQuery): RunRecord[];
  run(id: string): RunRecord | undefined;
  /** Keeps a flow's content under its hash, so that a run can go on with what it started with. */
  saveFlow(hash: string, text: string): void;
  flow(hash: string): string | undefined;
  /** Which of these keys a node of a flow has been told to remember. */
  remembered(flow: string, node: string, keys: readonly string[]): Set<string>;
  close(): void;
}

export interface RunQuery {
  /** At most so many; default 100. */
  limit?: number;
  /** `unfinished`: not ended. `owing`: ended, and the error flow it names has not been started. */
  only?: 'unfinished' | 'owing';
}

/** A run in the list of runs. */
export interface RunRecord {
  id: string;
  flow: { id: string; name: string; hash: string };
  path: string | undefined;
  trigger: string;
  parent: RunStarted['parent'];
  /** `waiting` while it waits for something outside; a `running` run whose engine is gone was interrupted. */
  status: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
  startedAt: number;
  finishedAt: number | undefined;
  /** Message of the error it failed with. */
  error: string | undefined;
}
