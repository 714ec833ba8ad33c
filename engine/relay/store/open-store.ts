import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { UserError } from '#contract/error';
import { migrate } from '#engine/journal';
import { SCHEMA_STEPS } from './schema.ts';

/** A relay's database with its statements, each prepared once. */
export class RelayDatabase {
  readonly raw: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(raw: DatabaseSync) {
    this.raw = raw;
  }

  sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.raw.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  /** Does all of it or nothing of it; on disk when it returns. */
  commit<T>(act: () => T): T {
    this.raw.exec('BEGIN IMMEDIATE');
    try {
      const result = act();
      this.raw.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.raw.isTransaction) this.raw.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.raw.close();
  }
}

/** The database in a relay's data directory. */
export function relayFile(dataDir: string): string {
  return join(dataDir, 'relay.db');
}

/**
 * Opens a relay's database, for its owner's eyes only.
 *
 * @param mustExist refuses to make a new one
 * @throws UserError `RELAY_UNUSABLE`, `DATA_DIR_NEWER`
 */
export function openStore(file: string, mustExist = false): RelayDatabase {
  let raw: DatabaseSync | undefined;
  try {
    if (!existsSync(file)) {
      if (mustExist) throw noRelay(file);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      closeSync(openSync(file, 'wx', 0o600));
    }
    raw = new DatabaseSync(file, { timeout: 5000 });
    // A call is acknowledged only when it has been synced: FULL. What has been handed over is overwritten.
    raw.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    migrate(raw, SCHEMA_STEPS);
    return new RelayDatabase(raw);
  } catch (cause) {
    raw?.close();
    if (cause instanceof UserError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`The relay's database ${file} cannot be used: ${reason}.`, {
      code: 'RELAY_UNUSABLE',
      hint: 'Check its permissions and the disk; where it is damaged, restore a backup.',
      cause,
    });
  }
}

function noRelay(file: string): UserError {
  return new UserError(`There is no relay's database ${file}.`, {
    code: 'NO_RELAY',
    hint: 'Name the data directory that "flowbench relay" was given with --data-dir.',
  });
}
