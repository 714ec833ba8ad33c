/** The layout of `credentials.db`, as numbered steps. Never change a step that has been released; add one. */
export const SCHEMA_STEPS: readonly string[] = [
  `
  CREATE TABLE master_key (
    id TEXT PRIMARY KEY,
    keeper TEXT NOT NULL CHECK (keeper IN ('keychain', 'passphrase')),
    standing TEXT NOT NULL CHECK (standing IN ('coming', 'current', 'former')),
    proof BLOB NOT NULL,
    wrapped BLOB,
    stretching TEXT,
    machine TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX one_current ON master_key (standing) WHERE standing = 'current';
  CREATE TABLE credential (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    preset TEXT,
    hosts TEXT NOT NULL,
    plain TEXT NOT NULL,
    filled TEXT NOT NULL,
    rate TEXT,
    key TEXT NOT NULL REFERENCES master_key (id),
    secrets BLOB NOT NULL,
    state BLOB,
    health TEXT NOT NULL,
    problem TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at INTEGER
  ) STRICT;
  CREATE TABLE binding (
    flow TEXT NOT NULL,
    slot TEXT NOT NULL,
    credential TEXT NOT NULL REFERENCES credential (id) ON DELETE CASCADE,
    PRIMARY KEY (flow, slot)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX binding_credential ON binding (credential);
  `,
];
