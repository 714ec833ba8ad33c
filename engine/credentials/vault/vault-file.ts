import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { UserError } from '#contract/error';
import { isStorageError } from '#engine/journal';
import { BindingTable } from '../bindings/binding-table.ts';
import { inTransaction, openDatabase, unusable } from './database.ts';
import { KeyTable } from './key-table.ts';
import { RecordTable } from './record-table.ts';

/** The tables of `credentials.db`. */
export interface Tables {
  keys: KeyTable;
  records: RecordTable;
  bindings: BindingTable;
}

/** `credentials.db`, opened when it is first needed and made when something is first written. */
export class VaultFile {
  readonly #path: string;
  readonly #readOnly: boolean;
  #opened: { db: DatabaseSync; tables: Tables } | undefined;

  constructor(path: string, readOnly: boolean) {
    this.#path = path;
    this.#readOnly = readOnly;
  }

  /** What is there; undefined where nothing was ever kept. */
  peek(): Tables | undefined {
    return this.#opened || existsSync(this.#path) ? this.#open()?.tables : undefined;
  }

  /** What is there, made where there is nothing. @throws UserError `VAULT_UNUSABLE`, `DATA_DIR_NEWER` */
  get tables(): Tables {
    const opened = this.#open();
    if (opened) return opened.tables;
    throw new UserError(`There are no credentials in ${this.#path} yet.`, { code: 'VAULT_EMPTY' });
  }

  /** Does all of it or nothing of it. @throws UserError `VAULT_UNUSABLE` where the disk does not play along */
  atOnce<T>(act: (tables: Tables) => T): T {
    const { tables } = this;
    const db = this.#opened?.db;
    try {
      return db ? inTransaction(db, () => act(tables)) : act(tables);
    } catch (error) {
      throw isStorageError(error) ? unusable(this.#path, error) : error;
    }
  }

  /** Nothing that was overwritten is left lying in the log. */
  tidy(): void {
    this.#opened?.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#opened?.db.close();
    this.#opened = undefined;
  }

  #open(): { db: DatabaseSync; tables: Tables } | undefined {
    if (this.#opened) return this.#opened;
    const db = openDatabase(this.#path, this.#readOnly);
    if (!db) return undefined;
    const tables = {
      keys: new KeyTable(db),
      records: new RecordTable(db),
      bindings: new BindingTable(db),
    };
    this.#opened = { db, tables };
    return this.#opened;
  }
}
