import type { DatabaseSync } from 'node:sqlite';
import type { CredentialNews } from '../credential.ts';
import type { StoredCredential } from './record.ts';

const COLUMNS = [
  'id',
  'name',
  'type',
  'preset',
  'hosts',
  'plain',
  'filled',
  'rate',
  'key',
  'secrets',
  'state',
  'health',
  'problem',
  'created_at',
  'updated_at',
  'last_used_at',
  'expires_at',
] as const;

/** The records of credentials. */
export class RecordTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** All of them, by name. */
  all(): StoredCredential[] {
    const rows = this.#db.prepare('SELECT * FROM credential ORDER BY name COLLATE NOCASE, id').all();
    return rows.map(toRecord);
  }

  get(id: string): StoredCredential | undefined {
    const row = this.#db.prepare('SELECT * FROM credential WHERE id = ?').get(id);
    return row && toRecord(row);
  }

  /** Writes a record, in place of the one with its id. */
  put(record: StoredCredential): void {
    const replaced = COLUMNS.filter((name) => name !== 'id').map((name) => `${name} = excluded.${name}`);
    this.#db
      .prepare(
        `INSERT INTO credential (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
         ON CONFLICT (id) DO UPDATE SET ${replaced.join(', ')}`,
      )
      .run(...toColumns(record));
  }

  note(id: string, { usedAt, health, problem, ...rest }: CredentialNews): void {
    const record = this.get(id);
    if (!record) return;
    this.put({
      ...record,
      lastUsedAt: usedAt ?? record.lastUsedAt,
      health: health ?? record.health,
      problem: health === undefined ? record.problem : problem,
      expiresAt: 'expiresAt' in rest ? rest.expiresAt : record.expiresAt,
    });
  }

  remove(id: string): boolean {
    return this.#db.prepare('DELETE FROM credential WHERE id = ?').run(id).changes > 0;
  }
}

function toColumns(record: StoredCredential): (string | number | Uint8Array | null)[] {
  return [
    record.id,
    record.name,
    record.type,
    record.preset ?? null,
    JSON.stringify(record.hosts),
    JSON.stringify(record.values),
    JSON.stringify(record.filled),
    record.rate ? JSON.stringify(record.rate) : null,
    record.key,
    record.secrets,
    record.state ?? null,
    record.health,
    record.problem ?? null,
    record.createdAt,
    record.updatedAt,
    record.lastUsedAt ?? null,
    record.expiresAt ?? null,
  ];
}

function toRecord(row: Record<string, unknown>): StoredCredential {
  const maybe = <T>(value: unknown): T | undefined => (value as T | null) ?? undefined;
  return {
    id: String(row.id),
    name: String(row.name),
    type: String(row.type),
    preset: maybe(row.preset),
    hosts: JSON.parse(String(row.hosts)),
    values: JSON.parse(String(row.plain)),
    filled: JSON.parse(String(row.filled)),
    rate: row.rate === null ? undefined : JSON.parse(String(row.rate)),
    key: String(row.key),
    secrets: row.secrets as Uint8Array,
    state: maybe(row.state),
    health: row.health as StoredCredential['health'],
    problem: maybe(row.problem),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    lastUsedAt: maybe(row.last_used_at),
    expiresAt: maybe(row.expires_at),
  };
}
