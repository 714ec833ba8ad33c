import type { DatabaseSync } from 'node:sqlite';

/** A connection slot of a flow, filled. */
export interface Binding {
  /** Id of the flow. */
  flow: string;
  slot: string;
  /** Id of the credential. */
  credential: string;
}

/** Which credential fills which slot, as the database has it. */
export class BindingTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The credential bound to a slot. */
  find(flow: string, slot: string): string | undefined {
    const row = this.#db
      .prepare('SELECT credential FROM binding WHERE flow = ? AND slot = ?')
      .get(flow, slot);
    return row && String(row.credential);
  }

  all(): Binding[] {
    const rows = this.#db.prepare('SELECT flow, slot, credential FROM binding ORDER BY flow, slot').all();
    return rows.map(({ flow, slot, credential }) => ({
      flow: String(flow),
      slot: String(slot),
      credential: String(credential),
    }));
  }

  /** @param credential null takes away what is bound */
  bind(flow: string, slot: string, credential: string | null): boolean {
    const { changes } =
      credential === null
        ? this.#db.prepare('DELETE FROM binding WHERE flow = ? AND slot = ?').run(flow, slot)
        : this.#db
            .prepare('INSERT OR REPLACE INTO binding (flow, slot, credential) VALUES (?, ?, ?)')
            .run(flow, slot, credential);
    return changes > 0;
  }

  /** Binds every slot of one credential to another; returns how many. */
  rebind(from: string, to: string): number {
    const { changes } = this.#db
      .prepare('UPDATE binding SET credential = ? WHERE credential = ?')
      .run(to, from);
    return Number(changes);
  }
}
