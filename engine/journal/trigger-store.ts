import type { ErrorShape } from '#contract/error';
import type { Item } from '#contract/node';
import type { Statements } from './run-table.ts';

/** Whether a flow is active, or on the way. `failed`: it could not be activated, and nothing of it is armed. */
export type ActivationState = 'activating' | 'active' | 'deactivating' | 'inactive' | 'failed';

/** What is known of a flow that is or was active. */
export interface Activation {
  /** Stays the same over renames and activations; ids of runs come from it. */
  id: string;
  /** Absolute path of the flow file. */
  path: string;
  state: ActivationState;
  /** How often it has been activated. */
  attempt: number;
  /** Hash of the content it was activated with; the journal has the text. */
  hash: string;
  trust: boolean;
  /** When the state was reached, milliseconds since 1970. */
  since: number;
  /** Why it failed, or what went wrong when it was deactivated. */
  error: ErrorShape | undefined;
}

/** What a trigger has to remember. */
export interface TriggerMemory {
  cursor: unknown;
  lastError: { at: number; message: string; hint?: string } | undefined;
}

/** A start that has been accepted and waits for room. */
export interface WaitingStart {
  /** Id of the run it will be. */
  run: string;
  activation: string;
  node: string;
  items: readonly Item[];
}

/** Runs statements in the transaction of the facts that are being written. */
export type WriteBeside = (act: () => void) => void;

/**
 * What triggers need to last: which flows are active, cursors, and starts that
 * wait. Written in the transactions of the facts of runs, so that a cursor and the
 * run it stands for are on disk together or not at all.
 */
export class TriggerStore {
  readonly #sql: Statements;
  readonly #write: WriteBeside;

  constructor(statements: Statements, write: WriteBeside) {
    this.#sql = statements;
    this.#write = write;
  }

  activations(): Activation[] {
    return this.#sql.get('SELECT * FROM activation ORDER BY path').all().map(toActivation);
  }

  activation(path: string): Activation | undefined {
    const row = this.#sql.get('SELECT * FROM activation WHERE path = ?').get(path);
    return row && toActivation(row);
  }

  saveActivation({ id, path, state, attempt, hash, trust, since, error }: Activation): void {
    this.#write(() => {
      // A file that has come to lie where another one was takes its place here, too.
      this.#sql.get('DELETE FROM activation WHERE path = ? AND id <> ?').run(path, id);
      this.#sql
        .get(
          `INSERT OR REPLACE INTO activation (id, path, state, attempt, hash, trust, since, error)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(id, path, state, attempt, hash, trust ? 1 : 0, since, error ? JSON.stringify(error) : null);
    });
  }

  memory(activation: string, node: string): TriggerMemory {
    const row = this.#sql
      .get('SELECT cursor, error FROM trigger_memory WHERE activation = ? AND node = ?')
      .get(activation, node);
    return { cursor: parse(row?.cursor), lastError: parse(row?.error) as TriggerMemory['lastError'] };
  }

  saveCursor(activation: string, node: string, cursor: unknown): void {
    this.#saveMemory(activation, node, 'cursor', cursor);
  }

  /** Remembers the last error of a trigger; undefined forgets it. */
  saveError(activation: string, node: string, error: TriggerMemory['lastError']): void {
    this.#saveMemory(activation, node, 'error', error);
  }

  /** Starts that wait, oldest first, at most so many. */
  waiting(activation: string, limit: number): WaitingStart[] {
    return this.#sql
      .get('SELECT * FROM waiting_start WHERE activation = ? ORDER BY n LIMIT ?')
      .all(activation, limit)
      .map((row) => ({
        run: row.run as string,
        activation,
        node: row.node as string,
        items: JSON.parse(row.items as string),
      }));
  }

  countWaiting(activation: string): number {
    const row = this.#sql
      .get('SELECT count(*) AS count FROM waiting_start WHERE activation = ?')
      .get(activation);
    return row?.count as number;
  }

  isWaiting(run: string): boolean {
    return this.#sql.get('SELECT 1 FROM waiting_start WHERE run = ?').get(run) !== undefined;
  }

  addWaiting({ run, activation, node, items }: WaitingStart): void {
    this.#write(() => {
      this.#sql
        .get('INSERT INTO waiting_start (run, activation, node, items) VALUES (?, ?, ?, ?)')
        .run(run, activation, node, JSON.stringify(items));
    });
  }

  removeWaiting(run: string): void {
    this.#write(() => {
      this.#sql.get('DELETE FROM waiting_start WHERE run = ?').run(run);
    });
  }

  #saveMemory(activation: string, node: string, column: 'cursor' | 'error', value: unknown): void {
    const text = value === undefined ? null : JSON.stringify(value);
    this.#write(() => {
      this.#sql
        .get(
          `INSERT INTO trigger_memory (activation, node, ${column}) VALUES (?, ?, ?)
           ON CONFLICT (activation, node) DO UPDATE SET ${column} = excluded.${column}`,
        )
        .run(activation, node, text);
    });
  }
}

function toActivation(row: Record<string, unknown>): Activation {
  return {
    id: row.id as string,
    path: row.path as string,
    state: row.state as ActivationState,
    attempt: row.attempt as number,
    hash: row.hash as string,
    trust: row.trust === 1,
    since: row.since as number,
    error: parse(row.error) as ErrorShape | undefined,
  };
}

function parse(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}
