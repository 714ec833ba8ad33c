/** The layout of `relay.db`, as numbered steps; see `migrate`. */
export const SCHEMA_STEPS: readonly string[] = [
  `
  CREATE TABLE device (
    id TEXT PRIMARY KEY,
    mailbox TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    old_key_hash TEXT,
    seal_key TEXT,
    paired_at INTEGER NOT NULL,
    seen_at INTEGER,
    revoked_at INTEGER,
    stored_count INTEGER NOT NULL DEFAULT 0,
    stored_bytes INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE pairing_code (
    hash TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE route (
    device TEXT NOT NULL,
    id TEXT NOT NULL,
    answer TEXT NOT NULL,
    max_body INTEGER NOT NULL,
    PRIMARY KEY (device, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE message (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    route TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    head TEXT,
    body BLOB NOT NULL,
    size INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX message_device ON message (device, n);
  CREATE INDEX message_age ON message (received_at);
  CREATE TABLE known (
    message TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    identity BLOB,
    at INTEGER NOT NULL,
    handed INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX known_identity ON known (device, identity) WHERE identity IS NOT NULL;
  CREATE INDEX known_age ON known (at);
  `,
];
