import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RunEvent, RunStarted } from '#contract/run';
import type { RunQuery, RunRecord } from './journal.ts';
import { toRecord } from './run-record.ts';

/** Statements of one database, each prepared once. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  get(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}

/** A run whose row has not been written. */
interface FreshRun {
  event: RunStarted;
  status: RunRecord['status'];
  finishedAt: number | null;
  error: string | null;
  owing: 0 | 1;
}

/**
 * The list of runs. It follows from the facts and is written in the same
 * transaction, so that it never says anything else than they do.
 */
export class RunTable {
  readonly #sql: Statements;
  /** Runs begun since the last commit, by number: most of them end before the next one. */
  #fresh = new Map<number, FreshRun>();
  #freshIds = new Set<string>();
  #last: number | undefined;

  constructor(statements: Statements) {
    this.#sql = statements;
  }

  /** Returns the run's number, its short name inside the database. */
  insert(event: RunStarted): number {
    const { parent, run } = event;
    const isKnown =
      this.#freshIds.has(run) || this.#sql.get('SELECT 1 FROM run WHERE id = ?').get(run) !== undefined;
    if (isKnown) throw new RangeError(`there is a run ${run} already`);
    this.#last ??= Number(this.#sql.get('SELECT coalesce(max(n), 0) AS last FROM run').get()?.last);
    const n = ++this.#last;
    this.#freshIds.add(run);
    this.#fresh.set(n, { event, status: 'running', finishedAt: null, error: null, owing: 0 });
    // The error flow has begun, so the failed run owes nothing any more.
    if (parent && parent.step === undefined && !parent.retry) {
      this.write();
      this.#sql.get('UPDATE run SET owing = 0 WHERE id = ?').run(parent.run);
    }
    return n;
  }

  update(n: number, event: RunEvent): void {
    switch (event.type) {
      case 'run.finished': {
        const end = {
          status: event.status,
          finishedAt: event.at,
          error: event.error?.message ?? null,
          owing: event.errorFlow ? 1 : 0,
        };
        const fresh = this.#fresh.get(n);
        if (fresh) Object.assign(fresh, end);
        else {
          this.#sql
            .get('UPDATE run SET status = ?, finished_at = ?, error = ?, owing = ? WHERE n = ?')
            .run(end.status, end.finishedAt, end.error, end.owing, n);
        }
        break;
      }
      case 'step.waiting':
      case 'debug.paused':
        this.#setStatus(n, 'waiting');
        break;
      case 'step.resumed':
      case 'debug.resumed':
        this.#setStatus(n, 'running');
        break;
      case 'step.succeeded':
        if (event.remember) this.#remember(n, event.step, event.remember);
    }
  }

  /** Writes the rows of runs that have begun; before anything else looks at the table. */
  write(): void {
    if (this.#fresh.size === 0) return;
    const insert = this.#sql.get(
      `INSERT INTO run (n, id, flow_id, flow_name, flow_hash, path, trigger_node, parent, started_at, status, finished_at, error, owing)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const [n, { event, status, finishedAt, error, owing }] of this.#fresh) {
      const { run, flow, path = null, trigger, parent, at } = event;
      const caller = parent ? JSON.stringify(parent) : null;
      insert.run(
        n,
        run,
        flow.id,
        flow.name,
        flow.hash,
        path,
        trigger,
        caller,
        at,
        status,
        finishedAt,
        error,
        owing,
      );
    }
    this.drop();
  }

  /** Forgets what has not been written. */
  drop(): void {
    // Another map instead of `clear`: what a map held before hangs on to what comes after, as the collector sees it,
    // and half of all memory lived on until the next full collection.
    this.#fresh = new Map();
    this.#freshIds = new Set();
  }

  number(id: string): number | undefined {
    this.write();
    return this.#sql.get('SELECT n FROM run WHERE id = ?').get(id)?.n as number | undefined;
  }

  list({ only, limit = 100 }: RunQuery): RunRecord[] {
    this.write();
    const where = { unfinished: 'WHERE finished_at IS NULL', owing: 'WHERE owing = 1', all: '' };
    const order = only === undefined ? 'n DESC' : 'n';
    return this.#sql
      .get(`SELECT * FROM run ${where[only ?? 'all']} ORDER BY ${order} LIMIT ?`)
      .all(limit)
      .map(toRecord);
  }

  find(id: string): RunRecord | undefined {
    this.write();
    const row = this.#sql.get('SELECT * FROM run WHERE id = ?').get(id);
    return row && toRecord(row);
  }

  #setStatus(n: number, status: 'running' | 'waiting'): void {
    const fresh = this.#fresh.get(n);
    if (fresh) fresh.status = status;
    else this.#sql.get('UPDATE run SET status = ? WHERE n = ?').run(status, n);
  }

  #remember(n: number, step: string, keys: readonly string[]): void {
    this.write();
    const flow = this.#sql.get('SELECT flow_id FROM run WHERE n = ?').get(n)?.flow_id as string;
    const insert = this.#sql.get('INSERT OR IGNORE INTO remembered (flow, node, key) VALUES (?, ?, ?)');
    for (const key of keys) insert.run(flow, nodeOf(step), key);
  }
}

/** The node id at the end of a step's key. */
export function nodeOf(step: string): string {
  return step.slice(step.lastIndexOf('/') + 1);
}
