import type { RunEvent, RunStarted } from '#contract/run';

/**
 * Where the facts of runs are kept, in the order in which they became true.
 * Nothing in here knows what facts mean.
 */
export interface Journal {
  /** Adds a fact. It may reach the disk later, but never before an earlier fact and never without those. */
  append(run: string, event: RunEvent): void;
  /** Resolves when everything appended so far is on disk. */
  flush(): Promise<void>;
  /** The facts of a run in order. */
  read(run: string): Iterable<RunEvent>;
  /** Newest first. */
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
  /** Only runs that have not finished. */
  unfinished?: boolean;
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
