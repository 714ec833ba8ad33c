import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { UserError } from '#contract/error';
import type { RunEvent } from '#contract/run';
import { crashPoint } from './crash-point.ts';
import type { Journal, RunQuery, RunRecord } from './journal.ts';
import { toRecord } from './run-record.ts';
import { SCHEMA_STEPS } from './sqlite-schema.ts';

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
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #pending = new Map<string, Pending>();
  #inTransaction = false;
  #timer: NodeJS.Timeout | undefined;
  #waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];

  /**
   * @param file path of the database; made if missing
   * @param options readOnly: for looking at runs while another engine owns the file
   */
  constructor(file: string, options: { readOnly?: boolean } = {}) {
    this.#db = new DatabaseSync(file, { readOnly: options.readOnly ?? false });
    if (options.readOnly) return;
    this.#db.exec(
      'PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA busy_timeout = 5000;',
    );
    this.#migrate();
  }

  append(run: string, event: RunEvent): void {
    crashPoint('journal.append');
    this.#begin();
    if (event.type === 'run.started') this.#insertRun(event);
    const pending = this.#pendingOf(run);
    const text = JSON.stringify(event);
    pending.parts.push(text);
    pending.chars += text.length;
    if (pending.parts.length >= ROW_FACTS || pending.chars >= ROW_CHARS) this.#writeRow(pending);
    this.#updateRun(pending.n, event);
    this.#timer ??= setTimeout(() => this.#commit(), COMMIT_AFTER);
  }

  flush(): Promise<void> {
    if (!this.#inTransaction) return Promise.resolve();
    return new Promise((resolve, reject) => {
      // One commit for all who ask in this turn.
      if (this.#waiting.push({ resolve, reject }) === 1) setImmediate(() => this.#commit());
    });
  }

  *read(run: string): Iterable<RunEvent> {
    const n = this.#number(run);
    if (n === undefined) return;
    const rows = this.#prepare('SELECT seq, events FROM fact WHERE run = ? AND seq > ? ORDER BY seq LIMIT 1');
    for (let row = rows.get(n, -1); row; row = rows.get(n, row.seq as number)) {
      yield* JSON.parse(row.events as string) as RunEvent[];
    }
    const pending = this.#pending.get(run);
    if (pending) yield* JSON.parse(`[${pending.parts.join(',')}]`) as RunEvent[];
  }

  runs(query: RunQuery = {}): RunRecord[] {
    const where = query.unfinished ? 'WHERE finished_at IS NULL' : '';
    const order = query.unfinished ? 'ORDER BY n' : 'ORDER BY n DESC';
    return this.#prepare(`SELECT * FROM run ${where} ${order} LIMIT ?`)
      .all(query.limit ?? 100)
      .map(toRecord);
  }

  run(id: string): RunRecord | undefined {
    const row = this.#prepare('SELECT * FROM run WHERE id = ?').get(id);
    return row && toRecord(row);
  }

  saveFlow(hash: string, text: string): void {
    this.#begin();
    this.#prepare('INSERT OR IGNORE INTO flow (hash, text) VALUES (?, ?)').run(hash, text);
  }

  flow(hash: string): string | undefined {
    return this.#prepare('SELECT text FROM flow WHERE hash = ?').get(hash)?.text as string | undefined;
  }

  remembered(flow: string, node: string, keys: readonly string[]): Set<string> {
    const find = this.#prepare('SELECT 1 FROM remembered WHERE flow = ? AND node = ? AND key = ?');
    return new Set(keys.filter((key) => find.get(flow, node, key) !== undefined));
  }

  close(): void {
    this.#commit();
    this.#statements.clear();
    this.#db.close();
  }

  #insertRun(event: Extract<RunEvent, { type: 'run.started' }>): void {
    const { lastInsertRowid } = this.#prepare(
      `INSERT INTO run (id, flow_id, flow_name, flow_hash, path, trigger_node, parent, status, started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?)`,
    ).run(
      event.run,
      event.flow.id,
      event.flow.name,
      event.flow.hash,
      event.path ?? null,
      event.trigger,
      event.parent ? JSON.stringify(event.parent) : null,
      event.at,
    );
    this.#pending.set(event.run, { n: Number(lastInsertRowid), seq: 0, parts: [], chars: 0 });
  }

  /** What the list of runs shows follows from the facts, in the same transaction. */
  #updateRun(n: number, event: RunEvent): void {
    if (event.type === 'run.finished') {
      this.#prepare('UPDATE run SET status = ?, finished_at = ?, error = ? WHERE n = ?').run(
        event.status,
        event.at,
        event.error?.message ?? null,
        n,
      );
      for (const [run, pending] of this.#pending) {
        if (pending.n !== n) continue;
        this.#writeRow(pending);
        this.#pending.delete(run);
      }
    } else if (event.type === 'step.waiting') {
      this.#prepare("UPDATE run SET status = 'waiting' WHERE n = ?").run(n);
    } else if (event.type === 'step.resumed' || event.type === 'run.resumed') {
      this.#prepare("UPDATE run SET status = 'running' WHERE n = ?").run(n);
    } else if (event.type === 'step.succeeded' && event.remember) {
      this.#remember(n, event.step, event.remember);
    }
  }

  #remember(n: number, step: string, keys: readonly string[]): void {
    const flow = this.#prepare('SELECT flow_id FROM run WHERE n = ?').get(n)?.flow_id as string;
    const node = step.slice(step.lastIndexOf('/') + 1);
    const insert = this.#prepare('INSERT OR IGNORE INTO remembered (flow, node, key) VALUES (?, ?, ?)');
    for (const key of keys) insert.run(flow, node, key);
  }

  #pendingOf(run: string): Pending {
    let pending = this.#pending.get(run);
    if (!pending) {
      const n = this.#number(run);
      if (n === undefined) throw new RangeError(`the journal has no run ${run}`);
      const last = this.#prepare('SELECT max(seq) AS last FROM fact WHERE run = ?').get(n)?.last as
        | number
        | null;
      // Row keys only have to ascend; a gap after a restart is harmless.
      pending = { n, seq: last === null ? 0 : last + ROW_FACTS, parts: [], chars: 0 };
      this.#pending.set(run, pending);
    }
    return pending;
  }

  #number(run: string): number | undefined {
    return this.#prepare('SELECT n FROM run WHERE id = ?').get(run)?.n as number | undefined;
  }

  #writeRow(pending: Pending): void {
    if (pending.parts.length === 0) return;
    this.#begin();
    this.#prepare('INSERT INTO fact (run, seq, events) VALUES (?, ?, ?)').run(
      pending.n,
      pending.seq,
      `[${pending.parts.join(',')}]`,
    );
    pending.seq += pending.parts.length;
    pending.parts = [];
    pending.chars = 0;
  }

  #begin(): void {
    if (this.#inTransaction) return;
    this.#db.exec('BEGIN IMMEDIATE');
    this.#inTransaction = true;
  }

  #commit(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      if (this.#inTransaction) {
        for (const pending of this.#pending.values()) this.#writeRow(pending);
        crashPoint('journal.commit');
        this.#db.exec('COMMIT');
        this.#inTransaction = false;
        crashPoint('journal.committed');
      }
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      for (const { reject } of waiting) reject(error);
      if (waiting.length === 0) throw error;
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #migrate(): void {
    const version = this.#db.prepare('PRAGMA user_version').get()?.user_version as number;
    if (version > SCHEMA_STEPS.length) {
      throw new UserError('The data directory was written by a newer Flowbench.', {
        code: 'DATA_DIR_NEWER',
        hint: 'Update Flowbench, or choose another folder with --data-dir.',
      });
    }
    for (let at = version; at < SCHEMA_STEPS.length; at++) {
      this.#db.exec(`BEGIN IMMEDIATE; ${SCHEMA_STEPS[at]} PRAGMA user_version = ${at + 1}; COMMIT;`);
    }
  }
}
