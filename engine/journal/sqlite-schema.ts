/**
 * The layout of `journal.db`, as numbered steps: version N is what the first N
 * steps make. Never change a step that has been released; add one.
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
    error TEXT
  ) STRICT;
  CREATE INDEX run_unfinished ON run (n) WHERE finished_at IS NULL;
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
];
