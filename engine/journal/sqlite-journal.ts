import { DatabaseSync } from 'node:sqlite';
import { UserError } from '#contract/error';
import type { RunEvent } from '#contract/run';
import { crashPoint } from './crash-point.ts';
import { InboxTable } from './inbox-table.ts';
import type { Journal, RunQuery, RunRecord } from './journal.ts';
import { RunTable, Statements } from './run-table.ts';
import { migrate, schemaVersion } from './sqlite-schema.ts';
import { isStorageError, storageError } from './storage-error.ts';
import { TriggerStore } from './trigger-store.ts';

/** A row of facts is written when it holds this many facts or characters. */
const ROW_FACTS = 512;
const ROW_CHARS = 64 * 1024;
/** Facts nobody waits for are made durable after so many milliseconds, together with those of other runs. */
const COMMIT_AFTER = 5;

/** Facts of one run that have not been written yet. */
interface Pending {
  n: number;
  /** Sequence number of the first of them. */
  seq: number;
  parts: string[];
  chars: number;
}

/**
 * The journal in one SQLite file. Facts are gathered into rows of JSON arrays and
 * rows of all runs into one transaction, committed when somebody waits for it and
 * otherwise within milliseconds: a commit per fact would be a hundred times slower.
 */
export class SqliteJournal implements Journal {
  onFailure: ((error: UserError) => void) | undefined;
  readonly inbox: InboxTable;
  readonly triggers: TriggerStore;
  readonly #file: string;
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #runs: RunTable;
  readonly #pending = new Map<string, Pending>();
  /** The run that facts came of last. Short ones come and go without ever being in the map, which churn makes costly. */
  #newest: { run: string; pending: Pending } | undefined;
  /** A file that no engine has made its own yet holds nothing to look at. */
  #empty = false;
  #inTransaction = false;
  #timer: NodeJS.Timeout | undefined;
  #waiting: PromiseWithResolvers<void> | undefined;
  #failure: UserError | undefined;

  /**
   * @param file path of the database; made if missing
   * @param options readOnly: for looking at runs while another engine owns the file
   * @throws UserError `DATA_DIR_NEWER`, or `JOURNAL_FAILED` where the file cannot be used
   */
  constructor(file: string, options: { readOnly?: boolean } = {}) {
    this.#file = file;
    const readOnly = options.readOnly ?? false;
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(file, { readOnly, timeout: 5000 });
      if (readOnly) this.#empty = schemaVersion(db) === 0;
      else {
        db.exec(
          'PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 256;',
        );
        migrate(db);
      }
    } catch (cause) {
      db?.close();
      throw cause instanceof UserError ? cause : storageError(file, cause);
    }
    this.#db = db;
    this.#sql = new Statements(db);
    this.#runs = new RunTable(this.#sql);
    this.inbox = new InboxTable(this.#sql, (act) => this.#take(act));
    this.triggers = new TriggerStore(this.#sql, (act) => this.#write(act));
  }

  append(run: string, event: RunEvent): void {
    crashPoint('journal.append');
    if (this.#failure) return;
    try {
      this.#begin();
      if (event.type === 'run.started') {
        this.#select(run, { n: this.#runs.insert(event), seq: 0, parts: [], chars: 0 });
        if (event.delivery !== undefined) this.inbox.started(event.delivery);
      }
      const pending = this.#pendingOf(run);
      const text = JSON.stringify(event);
      pending.parts.push(text);
      pending.chars += text.length;
      if (pending.parts.length >= ROW_FACTS || pending.chars >= ROW_CHARS) this.#writeRow(pending);
      this.#runs.update(pending.n, event);
      if (event.type === 'run.finished') {
        this.#writeRow(pending);
        this.#newest = undefined;
      }
      this.#timer ??= setTimeout(() => this.#commit(), COMMIT_AFTER);
    } catch (error) {
      this.#failOrThrow(error);
    }
  }

  flush(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (!this.#inTransaction) return Promise.resolve();
    if (!this.#waiting) {
      // One commit for all who ask in this turn.
      this.#waiting = Promise.withResolvers();
      setImmediate(() => this.#commit());
    }
    return this.#waiting.promise;
  }

  *read(run: string): Iterable<RunEvent> {
    const n = this.#empty ? undefined : this.#runs.number(run);
    if (n === undefined) return;
    const rows = this.#sql.get('SELECT seq, events FROM fact WHERE run = ? AND seq > ? ORDER BY seq LIMIT 1');
    for (let row = rows.get(n, -1); row; row = rows.get(n, row.seq as number)) {
      yield* JSON.parse(row.events as string) as RunEvent[];
    }
    const pending = this.#newest?.run === run ? this.#newest.pending : this.#pending.get(run);
    if (pending) yield* JSON.parse(`[${pending.parts.join(',')}]`) as RunEvent[];
  }

  runs(query: RunQuery = {}): RunRecord[] {
    return this.#empty ? [] : this.#runs.list(query);
  }

  run(id: string): RunRecord | undefined {
    return this.#empty ? undefined : this.#runs.find(id);
  }

  saveFlow(hash: string, text: string): void {
    this.#write(() => {
      this.#sql.get('INSERT OR IGNORE INTO flow (hash, text) VALUES (?, ?)').run(hash, text);
    });
  }

  flow(hash: string): string | undefined {
    if (this.#empty) return undefined;
    return this.#sql.get('SELECT text FROM flow WHERE hash = ?').get(hash)?.text as string | undefined;
  }

  remembered(flow: string, node: string, keys: readonly string[]): Set<string> {
    if (this.#empty) return new Set();
    const find = this.#sql.get('SELECT 1 FROM remembered WHERE flow = ? AND node = ? AND key = ?');
    return new Set(keys.filter((key) => find.get(flow, node, key) !== undefined));
  }

  close(): void {
    this.#commit();
    this.#db.close();
  }

  #select(run: string, pending: Pending): void {
    if (this.#newest) this.#pending.set(this.#newest.run, this.#newest.pending);
    this.#newest = { run, pending };
  }

  #pendingOf(run: string): Pending {
    if (this.#newest?.run === run) return this.#newest.pending;
    let pending = this.#pending.get(run);
    if (pending) this.#pending.delete(run);
    else {
      const n = this.#runs.number(run);
      if (n === undefined) throw new RangeError(`the journal has no run ${run}`);
      const last = this.#sql.get('SELECT max(seq) AS last FROM fact WHERE run = ?').get(n)?.last as
        | number
        | null;
      // Row keys only have to ascend; a gap after a restart is harmless.
      pending = { n, seq: last === null ? 0 : last + ROW_FACTS, parts: [], chars: 0 };
    }
    this.#select(run, pending);
    return pending;
  }

  #writeRow(pending: Pending): void {
    if (pending.parts.length === 0) return;
    this.#sql
      .get('INSERT INTO fact (run, seq, events) VALUES (?, ?, ?)')
      .run(pending.n, pending.seq, `[${pending.parts.join(',')}]`);
    pending.seq += pending.parts.length;
    pending.parts = [];
    pending.chars = 0;
  }

  /** Writes in the transaction of the facts that are being taken in. */
  #write(act: () => void): void {
    if (this.#failure) return;
    try {
      this.#begin();
      act();
      this.#timer ??= setTimeout(() => this.#commit(), COMMIT_AFTER);
    } catch (error) {
      this.#failOrThrow(error);
    }
  }

  /** The same for what somebody waits to see accepted. @throws UserError where the journal has failed */
  #take<T>(act: () => T): T {
    if (this.#failure) throw this.#failure;
    try {
      this.#begin();
      this.#timer ??= setTimeout(() => this.#commit(), COMMIT_AFTER);
      return act();
    } catch (error) {
      if (isStorageError(error)) this.#fail(error);
      throw this.#failure ?? error;
    }
  }

  #begin(): void {
    if (this.#inTransaction) return;
    this.#db.exec('BEGIN IMMEDIATE');
    this.#inTransaction = true;
  }

  #commit(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#inTransaction) {
      try {
        this.#runs.write();
        this.inbox.write();
        if (this.#newest) this.#writeRow(this.#newest.pending);
        for (const pending of this.#pending.values()) this.#writeRow(pending);
        crashPoint('journal.commit');
        this.#db.exec('COMMIT');
      } catch (error) {
        this.#fail(error);
        return;
      }
      this.#inTransaction = false;
      crashPoint('journal.committed');
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve();
  }

  #failOrThrow(error: unknown): void {
    if (!isStorageError(error)) throw error;
    this.#fail(error);
  }

  /** Facts are lost, so nothing may follow them: the journal stays as it was at the last commit. */
  #fail(cause: unknown): void {
    const error = storageError(this.#file, cause);
    this.#failure = error;
    clearTimeout(this.#timer);
    this.#pending.clear();
    this.#newest = undefined;
    this.#runs.drop();
    this.inbox.drop();
    this.#inTransaction = false;
    // On a full disk SQLite has rolled back by itself.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    this.onFailure?.(error);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    // Whoever waits hears of it; where nobody does, `onFailure` was told.
    waiting?.promise.catch(() => undefined);
    waiting?.reject(error);
  }
}
