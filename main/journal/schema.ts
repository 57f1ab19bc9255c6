import Database from 'better-sqlite3';
import { ok, type Result } from '../../shared/result.ts';
import { journalFailure, type JournalError } from './errors.ts';

/** `CLAV`: tells SQLite files that are journals from others (`PRAGMA application_id`). */
export const APPLICATION_ID = 0x434c4156;

/** One step forward; there are none back. Runs in a transaction, and never touches entries, which are signed. */
export type Migration = { readonly version: number; readonly name: string; readonly sql: string };

const INITIAL = `
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY CHECK (seq >= 0),
  kind TEXT NOT NULL,
  subject TEXT,
  time TEXT NOT NULL,
  skeleton TEXT NOT NULL,
  nodes BLOB NOT NULL CHECK (length(nodes) >= 32 AND length(nodes) % 32 = 0)
) STRICT;
CREATE INDEX entries_kind ON entries (kind);
CREATE INDEX entries_subject ON entries (subject) WHERE subject IS NOT NULL;
CREATE TABLE payloads (
  seq INTEGER PRIMARY KEY REFERENCES entries (seq),
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  body TEXT NOT NULL
) STRICT;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  size INTEGER NOT NULL CHECK (size > 0),
  note TEXT NOT NULL
) STRICT;
CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER payloads_are_not_changed BEFORE UPDATE ON payloads
BEGIN SELECT RAISE(ABORT, 'payloads are never changed'); END;
`;

/** All migrations in order; the version of a database is that of the last one it has had. */
export const MIGRATIONS: readonly Migration[] = [{ version: 1, name: 'entries, payloads, head', sql: INITIAL }];

/** The version that this program writes. */
export const CURRENT_VERSION = MIGRATIONS.at(-1)?.version ?? 0;

/** The version a database states, if it is a journal at all and not newer than this program. */
export function checkVersion(
  db: Database.Database,
  migrations: readonly Migration[] = MIGRATIONS,
): Result<number, JournalError> {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID || version < 1) {
    return journalFailure('journal-unreadable', 'The file is not a journal of Claviger.');
  }
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest) {
    return journalFailure(
      'journal-from-the-future',
      `The journal has format ${version}; this program knows ${newest}.`,
    );
  }
  return ok(version);
}

/**
 * Brings a database to the newest version: each migration in a transaction of its own, so that a crash leaves one
 * version or the next. An empty database starts from nothing. Throws what SQLite throws.
 */
export function migrate(db: Database.Database, migrations: readonly Migration[] = MIGRATIONS): void {
  for (const migration of migrations) {
    const step = db.transaction(() => {
      // Read inside the transaction: another process may have been faster.
      if (Number(db.pragma('user_version', { simple: true })) >= migration.version) return;
      db.exec(migration.sql);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${migration.version}`);
    });
    step.immediate();
  }
}

/** How the schema of a file differs from what the migrations make. */
export type SchemaFindings = {
  /** Names of guards (triggers) that are not there. Nothing that is read depends on them. */
  readonly missingGuards: readonly string[];
  /** Names of everything else that is missing, changed or too much. */
  readonly differences: readonly string[];
};

/**
 * Compares the schema with the one that the migrations make, text for text.
 * SECURITY: a view in the place of a table could show one thing to a verification and another to the next reader, and
 * a foreign trigger could change what is appended.
 */
export function checkSchema(db: Database.Database, migrations: readonly Migration[] = MIGRATIONS): SchemaFindings {
  const expected = modelSchema(migrations);
  const found = schemaObjects(db);
  const same = (a: SchemaObject, b: SchemaObject) => a.name === b.name && a.sql === b.sql && a.table === b.table;
  const missing = expected.map(({ name }) => name).filter((name) => !found.some((object) => object.name === name));
  const wrong = found.filter((object) => !expected.some((one) => same(one, object))).map(({ name }) => name);
  return {
    missingGuards: missing.filter((name) => name.startsWith('trigger ')),
    differences: [...missing.filter((name) => !name.startsWith('trigger ')), ...wrong],
  };
}

/** Puts back guards that are missing: they protect against accidents and are no evidence of anything. */
export function restoreGuards(db: Database.Database, missing: readonly string[]): void {
  if (missing.length === 0) return;
  for (const { name, sql } of modelSchema(MIGRATIONS)) if (missing.includes(name) && sql !== null) db.exec(sql);
}

type SchemaObject = { readonly name: string; readonly sql: string | null; readonly table: string };

function schemaObjects(db: Database.Database): SchemaObject[] {
  return (
    db
      // SQLite's own statistics (sqlite_stat...) change no result, and may be there after somebody ran ANALYZE.
      .prepare<[], SchemaObject>(
        `SELECT type || ' ' || name AS name, sql, tbl_name AS "table" FROM sqlite_schema
         WHERE NOT (type = 'table' AND name LIKE 'sqlite\\_stat%' ESCAPE '\\')`,
      )
      .all()
  );
}

function modelSchema(migrations: readonly Migration[]): SchemaObject[] {
  const model = new Database(':memory:');
  try {
    migrate(model, migrations);
    return schemaObjects(model);
  } finally {
    model.close();
  }
}
