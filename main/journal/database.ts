import Database from 'better-sqlite3';
import { closeSync, existsSync, fsyncSync, mkdtempSync, openSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { ok, type Result } from '../../shared/result.ts';
import { privateCopy, wantsCopy } from '../storage/index.ts';
import { journalFailure, readFailure, writeFailure, type JournalError } from './errors.ts';
import { checkSchema, checkVersion, CURRENT_VERSION, migrate, restoreGuards } from './schema.ts';
import type { SchemaFindings } from './schema.ts';

/** A database that was found to be a journal. `release` closes it and removes what opening it has made. */
export type OpenDatabase = {
  readonly db: Database.Database;
  readonly schema: SchemaFindings;
  readonly release: () => void;
};

type Pragma = { readonly name: string; readonly set: string; readonly reads: string | number };

const HARDENING: readonly Pragma[] = [
  // SECURITY: functions with side effects cannot be called from the schema of a file that somebody else made.
  { name: 'trusted_schema', set: 'OFF', reads: 0 },
  // SECURITY: damaged pages are found before they are interpreted.
  { name: 'cell_size_check', set: 'ON', reads: 1 },
];

/** What makes a committed entry durable, and an erased payload gone. Each is read back. */
const WRITING: readonly Pragma[] = [
  { name: 'journal_mode', set: 'WAL', reads: 'wal' },
  { name: 'synchronous', set: 'FULL', reads: 2 },
  { name: 'fullfsync', set: 'ON', reads: 1 },
  { name: 'checkpoint_fullfsync', set: 'ON', reads: 1 },
  { name: 'secure_delete', set: 'ON', reads: 1 },
  { name: 'foreign_keys', set: 'ON', reads: 1 },
  ...HARDENING,
];

const READING: readonly Pragma[] = [...HARDENING, { name: 'query_only', set: 'ON', reads: 1 }];

/**
 * Makes a new database file, lets `fill` write its first contents in one transaction, and puts it in its place only
 * when it is complete: a crash leaves no half-made journal.
 */
export function createDatabase(file: string, fill: (db: Database.Database) => void): Result<null, JournalError> {
  if (existsSync(file)) return journalFailure('journal-invalid', 'There is a journal already.');
  if (!existsSync(dirname(resolve(file)))) return journalFailure('journal-missing', 'The folder does not exist.');
  let folder: string;
  try {
    folder = mkdtempSync(`${resolve(file)}.new-`);
  } catch {
    return journalFailure('journal-read-only', 'The folder cannot be written to.');
  }
  const draft = join(folder, basename(file));
  try {
    // SECURITY: only this user may read it; SQLite gives its WAL the same mode.
    closeSync(openSync(draft, 'wx', 0o600));
    const db = new Database(draft);
    try {
      const pragmas = applyPragmas(db, WRITING);
      if (!pragmas.ok) return pragmas;
      migrate(db);
      db.transaction(() => {
        fill(db);
      }).immediate();
    } finally {
      db.close();
    }
    moveDurably(draft, file);
    return ok(null);
  } catch (error) {
    return { ok: false, error: writeFailure(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens a journal's database for writing: migrated, with every guard in place and all settings read back. */
export function openForWriting(file: string): Result<OpenDatabase, JournalError> {
  if (!existsSync(file)) return journalFailure('journal-missing', 'There is no journal here.');
  let db: Database.Database | null = null;
  try {
    db = new Database(resolve(file), { fileMustExist: true });
    const prepared = prepareForWriting(db);
    if (prepared.ok) return ok(opened(db, prepared.value));
    db.close();
    return prepared;
  } catch (error) {
    db?.close();
    return { ok: false, error: readFailure(error) };
  }
}

function prepareForWriting(db: Database.Database): Result<SchemaFindings, JournalError> {
  // The version comes first: nothing of a database from the future is touched.
  const version = checkVersion(db);
  if (!version.ok) return version;
  const pragmas = applyPragmas(db, WRITING);
  if (!pragmas.ok) return pragmas;
  migrate(db);
  const schema = checkSchema(db);
  if (schema.differences.length > 0) {
    return journalFailure('journal-invalid', `The journal's tables were altered: ${schema.differences.join(', ')}.`);
  }
  restoreGuards(db, schema.missingGuards);
  return ok(schema);
}

/**
 * Opens a journal's database for reading. Beside a writer it reads the last committed state. Where SQLite cannot make
 * the shared memory file that WAL needs (a read-only folder or medium), or when the format is older, it reads a private
 * copy.
 */
export function openForReading(file: string): Result<OpenDatabase, JournalError> {
  if (!existsSync(file)) return journalFailure('journal-missing', 'There is no journal here.');
  const direct = openReadOnly(resolve(file));
  if (direct.kind === 'done') return direct.result;
  return openCopy(resolve(file));
}

type ReadOnlyAttempt =
  { readonly kind: 'done'; readonly result: Result<OpenDatabase, JournalError> } | { readonly kind: 'copy' };

function openReadOnly(file: string): ReadOnlyAttempt {
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true });
    const version = checkVersion(db);
    const pragmas = version.ok ? applyPragmas(db, READING) : version;
    if (version.ok && pragmas.ok && version.value === CURRENT_VERSION) {
      return { kind: 'done', result: ok(opened(db, checkSchema(db))) };
    }
    db.close();
    return pragmas.ok ? { kind: 'copy' } : { kind: 'done', result: pragmas };
  } catch (error) {
    db?.close();
    if (wantsCopy(error)) return { kind: 'copy' };
    return { kind: 'done', result: { ok: false, error: readFailure(error) } };
  }
}

function openCopy(file: string): Result<OpenDatabase, JournalError> {
  const copy = privateCopy(file);
  if (!copy.ok) return { ok: false, error: unreadable(copy.error) };
  const { remove } = copy.value;
  let db: Database.Database | null = null;
  try {
    db = new Database(copy.value.file, { fileMustExist: true });
    const version = checkVersion(db);
    if (version.ok) migrate(db);
    const pragmas = version.ok ? applyPragmas(db, READING) : version;
    if (pragmas.ok) return ok(opened(db, checkSchema(db), remove));
    db.close();
    remove();
    return pragmas;
  } catch (error) {
    db?.close();
    remove();
    return { ok: false, error: readFailure(error) };
  }
}

function opened(db: Database.Database, schema: SchemaFindings, after?: () => void): OpenDatabase {
  return {
    db,
    schema,
    release: () => {
      db.close();
      after?.();
    },
  };
}

function applyPragmas(db: Database.Database, pragmas: readonly Pragma[]): Result<null, JournalError> {
  for (const { name, set, reads } of pragmas) {
    db.pragma(`${name} = ${set}`);
    // SECURITY: SQLite ignores what it does not know or cannot do; durability must not be assumed.
    const found: unknown = db.pragma(name, { simple: true });
    if (found !== reads) {
      return journalFailure('journal-pragma', `The database did not take ${name} = ${set} (it says ${String(found)}).`);
    }
  }
  return ok(null);
}

/** Why the private copy could not be made: no room for it is nothing against the journal. */
function unreadable(why: string): JournalError {
  if (/^(?:ENOSPC|EDQUOT|EFBIG)$/.test(why)) {
    return { code: 'journal-full', message: `There is no room to read a copy of the journal in ${tmpdir()} (${why}).` };
  }
  return { code: 'journal-unreadable', message: `The journal cannot be read (${why}).` };
}

function moveDurably(from: string, to: string): void {
  renameSync(from, to);
  // The new name is durable once the folder is; where folders cannot be opened (Windows) renaming is journaled.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(resolve(to)), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
