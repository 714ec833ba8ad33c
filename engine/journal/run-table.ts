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

/**
 * The list of runs. It follows from the facts and is written in the same
 * transaction, so that it never says anything else than they do.
 */
export class RunTable {
  readonly #sql: Statements;

  constructor(statements: Statements) {
    this.#sql = statements;
  }

  /** Returns the run's number, its short name inside the database. */
  insert(event: RunStarted): number {
    const { parent } = event;
    const { lastInsertRowid } = this.#sql
      .get(
        `INSERT INTO run (id, flow_id, flow_name, flow_hash, path, trigger_node, parent, status, started_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?)`,
      )
      .run(
        event.run,
        event.flow.id,
        event.flow.name,
        event.flow.hash,
        event.path ?? null,
        event.trigger,
        parent ? JSON.stringify(parent) : null,
        event.at,
      );
    // The error flow has begun, so the failed run owes nothing any more.
    if (parent && parent.step === undefined && !parent.retry) {
      this.#sql.get('UPDATE run SET owing = 0 WHERE id = ?').run(parent.run);
    }
    return Number(lastInsertRowid);
  }

  update(n: number, event: RunEvent): void {
    switch (event.type) {
      case 'run.finished':
        this.#sql
          .get('UPDATE run SET status = ?, finished_at = ?, error = ?, owing = ? WHERE n = ?')
          .run(event.status, event.at, event.error?.message ?? null, event.errorFlow ? 1 : 0, n);
        break;
      case 'step.waiting':
        this.#sql.get("UPDATE run SET status = 'waiting' WHERE n = ?").run(n);
        break;
      case 'step.resumed':
        this.#sql.get("UPDATE run SET status = 'running' WHERE n = ?").run(n);
        break;
      case 'step.succeeded':
        if (event.remember) this.#remember(n, event.step, event.remember);
    }
  }

  number(id: string): number | undefined {
    return this.#sql.get('SELECT n FROM run WHERE id = ?').get(id)?.n as number | undefined;
  }

  list({ only, limit = 100 }: RunQuery): RunRecord[] {
    const where = { unfinished: 'WHERE finished_at IS NULL', owing: 'WHERE owing = 1', all: '' };
    const order = only === undefined ? 'n DESC' : 'n';
    return this.#sql
      .get(`SELECT * FROM run ${where[only ?? 'all']} ORDER BY ${order} LIMIT ?`)
      .all(limit)
      .map(toRecord);
  }

  find(id: string): RunRecord | undefined {
    const row = this.#sql.get('SELECT * FROM run WHERE id = ?').get(id);
    return row && toRecord(row);
  }

  #remember(n: number, step: string, keys: readonly string[]): void {
    const flow = this.#sql.get('SELECT flow_id FROM run WHERE n = ?').get(n)?.flow_id as string;
    const insert = this.#sql.get('INSERT OR IGNORE INTO remembered (flow, node, key) VALUES (?, ?, ?)');
    for (const key of keys) insert.run(flow, nodeOf(step), key);
  }
}

/** The node id at the end of a step's key. */
export function nodeOf(step: string): string {
  return step.slice(step.lastIndexOf('/') + 1);
}
