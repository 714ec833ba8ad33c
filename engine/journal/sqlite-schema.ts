import type { DatabaseSync } from 'node:sqlite';
import { UserError } from '#contract/error';

/**
 * The layout of `journal.db`, as numbered steps: version N is what the first N
 * steps make, so that no number can be missing. Never change a step that has been
 * released; add one.
 */
export const SCHEMA_STEPS: readonly string[] = [
  `
  CREATE TABLE flow (hash TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
  CREATE TABLE run (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    flow_id TEXT NOT NULL,
    flow_name TEXT NOT NULL,
    flow_hash TEXT NOT NULL,
    path TEXT,
    trigger_node TEXT NOT NULL,
    parent TEXT,
    status TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    error TEXT,
    owing INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX run_unfinished ON run (n) WHERE finished_at IS NULL;
  CREATE INDEX run_owing ON run (n) WHERE owing = 1;
  CREATE TABLE fact (
    run INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    events TEXT NOT NULL,
    PRIMARY KEY (run, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE remembered (
    flow TEXT NOT NULL,
    node TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (flow, node, key)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE activation (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    hash TEXT NOT NULL,
    trust INTEGER NOT NULL,
    since INTEGER NOT NULL,
    error TEXT
  ) STRICT;
  CREATE TABLE trigger_memory (
    activation TEXT NOT NULL,
    node TEXT NOT NULL,
    cursor TEXT,
    error TEXT,
    PRIMARY KEY (activation, node)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE waiting_start (
    n INTEGER PRIMARY KEY,
    run TEXT NOT NULL UNIQUE,
    activation TEXT NOT NULL,
    node TEXT NOT NULL,
    items TEXT NOT NULL
  ) STRICT;
  CREATE INDEX waiting_start_activation ON waiting_start (activation, n);
  `,
  `
  CREATE TABLE hook (
    n INTEGER PRIMARY KEY,
    flow TEXT NOT NULL,
    node TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    test_id TEXT NOT NULL UNIQUE,
    UNIQUE (flow, node)
  ) STRICT;
  CREATE TABLE event (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    hook INTEGER NOT NULL,
    state TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    headers TEXT NOT NULL,
    remote TEXT NOT NULL,
    size INTEGER NOT NULL,
    key TEXT,
    reason TEXT,
    of_event TEXT,
    repeats INTEGER NOT NULL DEFAULT 0,
    body_hash BLOB,
    body BLOB
  ) STRICT;
  CREATE UNIQUE INDEX event_key ON event (hook, key) WHERE key IS NOT NULL;
  CREATE INDEX event_received ON event (n) WHERE state = 'received';
  `,
  `
  CREATE INDEX event_refused ON event (received_at) WHERE state IN ('quarantined', 'dead');
  `,
];

/** The version a database has; 0 is an empty one. @throws UserError `DATA_DIR_NEWER` beyond the last step */
export function schemaVersion(db: DatabaseSync, steps = SCHEMA_STEPS): number {
  const version = db.prepare('PRAGMA user_version').get()?.user_version as number;
  if (version <= steps.length) return version;
  throw new UserError(
    `The data directory was written by a newer Flowbench (layout ${version}; this one knows ${steps.length}).`,
    { code: 'DATA_DIR_NEWER', hint: 'Update Flowbench, or choose another folder with --data-dir.' },
  );
}

/** Brings a database up to date, each step in a transaction of its own: a crash in between loses nothing. */
export function migrate(db: DatabaseSync, steps = SCHEMA_STEPS): void {
  for (let version = schemaVersion(db, steps); version < steps.length; version++) {
    db.exec('BEGIN IMMEDIATE');
    try {
      db.exec(`${steps[version]}; PRAGMA user_version = ${version + 1}; COMMIT`);
    } catch (error) {
      // On a full disk SQLite has rolled back by itself.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
}
