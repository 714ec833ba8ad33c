import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { UserError } from '#contract/error';
import { migrate, schemaVersion } from '#engine/journal';
import { SCHEMA_STEPS } from './schema.ts';

/**
 * Opens `credentials.db`, made if missing, for its owner's eyes only.
 *
 * @param readOnly for looking while an engine has it; undefined where there is none yet
 * @throws UserError `VAULT_UNUSABLE`, `DATA_DIR_NEWER`
 */
export function openDatabase(file: string, readOnly: boolean): DatabaseSync | undefined {
  let db: DatabaseSync | undefined;
  try {
    if (!existsSync(file)) {
      if (readOnly) return undefined;
      closeSync(openSync(file, 'wx', 0o600));
    }
    db = new DatabaseSync(file, { readOnly, timeout: 5000 });
    if (readOnly) {
      if (schemaVersion(db, SCHEMA_STEPS) > 0) return db;
      db.close();
      return undefined;
    }
    // What is deleted is overwritten: sealed or not, it was meant to be gone.
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;',
    );
    migrate(db, SCHEMA_STEPS);
    return db;
  } catch (cause) {
    db?.close();
    throw cause instanceof UserError ? cause : unusable(file, cause);
  }
}

/** The sentence for a database that cannot be read or written. */
export function unusable(file: string, cause: unknown): UserError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UserError(`The database of credentials ${file} cannot be used: ${reason}.`, {
    code: 'VAULT_UNUSABLE',
    hint: 'Check its permissions and the disk; where it is damaged, restore it from a backup.',
    cause,
  });
}

/** Does all of it or nothing of it. */
export function inTransaction<T>(db: DatabaseSync, act: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = act();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
