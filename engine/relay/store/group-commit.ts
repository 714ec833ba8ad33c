import type { RelayDatabase } from './open-store.ts';

interface Job {
  act(): void;
  done(error?: unknown): void;
}

/**
 * Gathers what arrives while the disk works into one transaction: a sync takes as long for
 * a hundred calls as for one.
 */
export class GroupCommit {
  readonly #db: RelayDatabase;
  #jobs: Job[] = [];
  #scheduled = false;
  commits = 0;

  constructor(db: RelayDatabase) {
    this.#db = db;
  }

  /** Resolves with what `act` gave once that is on disk. */
  add<T>(act: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: T;
      this.#jobs.push({
        act: () => {
          result = act();
        },
        done: (error) => (error === undefined ? resolve(result) : reject(error)),
      });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => this.flush());
    });
  }

  /** Commits now what has gathered. */
  flush(): void {
    this.#scheduled = false;
    const jobs = this.#jobs;
    if (jobs.length === 0) return;
    this.#jobs = [];
    let failed: unknown;
    try {
      this.#db.commit(() => {
        for (const { act } of jobs) act();
      });
      this.commits++;
    } catch (error) {
      failed = error ?? new Error('nothing was written');
    }
    for (const { done } of jobs) done(failed);
  }
}
