import type { Database } from 'better-sqlite3';

/** Stands in the file's header (`CLVP`), so that no other database is taken for a vault. */
export const APPLICATION_ID = 0x434c5650;

/** Forward only: entry N takes a database from `user_version` N to N + 1. Never change one that was released. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE vault (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    wrapping_check BLOB NOT NULL
  ) STRICT;

  CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    spec TEXT NOT NULL,
    description TEXT NOT NULL,
    tags TEXT NOT NULL CHECK (json_valid(tags)),
    created_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('enabled', 'disabled', 'pending-deletion', 'destroyed')),
    deletion_date TEXT CHECK ((deletion_date IS NULL) = (state IN ('enabled', 'disabled'))),
    automatic_days INTEGER CHECK (automatic_days BETWEEN 90 AND 2560),
    automatic_since TEXT CHECK ((automatic_since IS NULL) = (automatic_days IS NULL)),
    on_demand_used INTEGER NOT NULL CHECK (on_demand_used BETWEEN 0 AND 25)
  ) STRICT;

  CREATE TABLE versions (
    id TEXT PRIMARY KEY,
    key_id TEXT NOT NULL REFERENCES keys (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    created_at TEXT NOT NULL,
    request_id TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('created', 'rotated-on-demand', 'rotated-automatically')),
    material BLOB, -- wrapped; NULL once the key is destroyed
    UNIQUE (key_id, number)
  ) STRICT;

  CREATE TABLE aliases (
    name TEXT PRIMARY KEY,
    key_id TEXT NOT NULL REFERENCES keys (id)
  ) STRICT;
  CREATE INDEX aliases_by_key ON aliases (key_id);

  -- Registered consumers: each names a key, or goes through an alias and follows it when it moves.
  CREATE TABLE dependants (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    key_id TEXT REFERENCES keys (id),
    alias TEXT,
    CHECK ((key_id IS NULL) <> (alias IS NULL))
  ) STRICT;
  CREATE INDEX dependants_by_key ON dependants (key_id);
  CREATE INDEX dependants_by_alias ON dependants (alias);

  CREATE TABLE last_uses (
    key_id TEXT PRIMARY KEY REFERENCES keys (id),
    at TEXT NOT NULL,
    operation TEXT NOT NULL,
    principal TEXT NOT NULL
  ) STRICT;

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    call TEXT NOT NULL,
    key_id TEXT NOT NULL,
    request_id TEXT,
    principal TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_by_request ON events (request_id);

  -- The keys that the last change touched, as they were before it; NULL where there was none. For stale reads.
  CREATE TABLE before_last_change (
    key_id TEXT PRIMARY KEY,
    description TEXT CHECK (json_valid(description))
  ) STRICT;

  CREATE TABLE faults (
    seq INTEGER PRIMARY KEY,
    call TEXT NOT NULL,
    kind TEXT NOT NULL,
    times INTEGER NOT NULL CHECK (times >= 1)
  ) STRICT;
  `,
];

/** The number in `user_version`: how many migrations a database has been through. */
export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** Brings a database up to date, each step whole or not at all. */
export function migrate(db: Database, migrations: readonly string[] = MIGRATIONS): void {
  for (let version = schemaVersion(db); version < migrations.length; version++) {
    db.transaction(() => {
      db.exec(migrations[version] ?? '');
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}
