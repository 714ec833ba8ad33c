import type { DatabaseSync } from 'node:sqlite';
import type { Keeper, KeyRow } from './master-key.ts';

/** The master keys that the database knows of. */
export class KeyTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** All of them, the current one first. */
  all(): KeyRow[] {
    return this.#db
      .prepare("SELECT * FROM master_key ORDER BY standing = 'current' DESC, created_at DESC")
      .all()
      .map(toRow);
  }

  insert(row: KeyRow): void {
    this.#db
      .prepare('INSERT INTO master_key VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        row.id,
        row.keeper,
        row.standing,
        row.proof,
        row.wrapped ?? null,
        row.stretching ? JSON.stringify(row.stretching) : null,
        row.machine,
        row.createdAt,
      );
  }

  /** The one that writes from now on; the one before becomes a former one. */
  makeCurrent(id: string): void {
    this.#db.exec("UPDATE master_key SET standing = 'former' WHERE standing = 'current'");
    this.#db.prepare("UPDATE master_key SET standing = 'current' WHERE id = ?").run(id);
  }

  /** Those that are not current and that no record needs. */
  needless(): KeyRow[] {
    return this.#db
      .prepare(
        `SELECT * FROM master_key
         WHERE standing <> 'current' AND id NOT IN (SELECT key FROM credential)`,
      )
      .all()
      .map(toRow);
  }

  remove(id: string): void {
    this.#db.prepare('DELETE FROM master_key WHERE id = ?').run(id);
  }
}

function toRow(row: Record<string, unknown>): KeyRow {
  return {
    id: String(row.id),
    keeper: row.keeper as Keeper,
    standing: row.standing as KeyRow['standing'],
    proof: row.proof as Uint8Array,
    wrapped: (row.wrapped as Uint8Array | null) ?? undefined,
    stretching: row.stretching === null ? undefined : JSON.parse(String(row.stretching)),
    machine: String(row.machine),
    createdAt: Number(row.created_at),
  };
}
