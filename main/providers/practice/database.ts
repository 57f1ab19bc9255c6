import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { privateCopy, wantsCopy } from '../../storage/index.ts';
import { APPLICATION_ID, migrate, MIGRATIONS, schemaVersion } from './schema.ts';

export type OpenErrorCode =
  | 'invalid-input'
  | 'vault-missing'
  | 'vault-exists'
  | 'not-a-vault'
  | 'from-the-future'
  | 'outdated'
  | 'wrong-wrapping-key'
  | 'unreadable';

/** Why a vault could not be opened; the message says what was wrong and what to do. */
export interface OpenError {
  readonly code: OpenErrorCode;
  readonly message: string;
}

/** A database that was found to be a vault. `release` closes it and removes what opening it has made. */
export interface OpenDatabase {
  readonly db: Database.Database;
  readonly release: () => void;
}

type Opened = Result<OpenDatabase, OpenError>;

/** Which file, and how long a call waits for another process that is writing, in milliseconds. */
export interface Place {
  readonly file: string;
  readonly busyMs: number;
}

/** Makes a new, empty vault database; the file must not exist yet. */
export function createDatabase(place: Place): Opened {
  const { file } = place;
  try {
    // SECURITY: exclusive, so that two processes cannot make one vault twice; readable by its owner alone. SQLite
    // gives the write-ahead log the same permissions.
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error: unknown) {
    return fail(isErrno(error, 'EEXIST') ? exists() : unreadable());
  }
  const opened = connect(place, false, (db) => {
    const problem = makeDurable(db);
    if (problem === null) migrate(db);
    return problem;
  });
  if (!opened.ok) removeDatabase(file);
  return opened.ok ? opened : fail(openError(opened.error));
}

/** Opens an existing vault database and brings it up to date. */
export function openForWriting(place: Place): Opened {
  if (!existsSync(place.file)) return fail(missing());
  const opened = connect(place, false, (db) => {
    // Before anything is written: setting the journal mode would already change somebody else's database.
    const problem = checkSchema(db, false) ?? makeDurable(db);
    if (problem === null) migrate(db);
    return problem;
  });
  return opened.ok ? opened : fail(openError(opened.error));
}

/**
 * Opens an existing vault database for reading only. Where SQLite cannot make the shared memory file that WAL needs (a
 * read-only folder or medium, a full disk), it reads a private copy.
 */
export function openForReading(place: Place): Opened {
  if (!existsSync(place.file)) return fail(missing());
  const check = (db: Database.Database): OpenError | null => checkSchema(db, true);
  const direct = connect(place, true, check);
  if (direct.ok) return direct;
  if (!wantsCopy(direct.error)) return fail(openError(direct.error));
  const copy = privateCopy(place.file);
  if (!copy.ok) return fail(unreadable());
  const { file, remove } = copy.value;
  const opened = connect({ ...place, file }, true, check, remove);
  return opened.ok ? opened : fail(openError(opened.error));
}

/** Takes back a vault that could not be made. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}

/** Why a connection was not made: what `prepare` found, or what SQLite threw. */
type Cause = OpenError | InstanceType<typeof Database.SqliteError>;

/** Opens and prepares a database; `after` runs once it is closed again, whether that is at once or at its release. */
function connect(
  { file, busyMs }: Place,
  readonly: boolean,
  prepare: (db: Database.Database) => OpenError | null,
  after?: () => void,
): Result<OpenDatabase, Cause> {
  let db: Database.Database | null = null;
  const release = (): void => {
    db?.close();
    after?.();
  };
  try {
    db = new Database(file, { readonly, fileMustExist: true, timeout: busyMs });
    const problem = prepare(db);
    if (problem === null) return ok({ db, release });
    release();
    return fail(problem);
  } catch (error: unknown) {
    release();
    if (!(error instanceof Database.SqliteError)) throw error;
    return fail(error);
  }
}

function openError(cause: Cause): OpenError {
  if (!(cause instanceof Database.SqliteError)) return cause;
  return cause.code === 'SQLITE_NOTADB' ? notAVault() : unreadable();
}

function checkSchema(db: Database.Database, readonly: boolean): OpenError | null {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) return notAVault();
  const version = schemaVersion(db);
  if (version > MIGRATIONS.length) return fromTheFuture();
  return readonly && version < MIGRATIONS.length ? outdated() : null;
}

function makeDurable(db: Database.Database): OpenError | null {
  const journal = db.pragma('journal_mode = WAL', { simple: true });
  // An answer means that the change survives a power cut; macOS needs fullfsync for that (https://sqlite.org/pragma.html).
  db.pragma('synchronous = FULL');
  db.pragma('fullfsync = ON');
  db.pragma('foreign_keys = ON');
  // SECURITY: what is deleted is overwritten with zeros, so that erased key material does not stay in free pages.
  db.pragma('secure_delete = ON');
  // SECURITY: a manipulated schema shall not call functions on our behalf.
  db.pragma('trusted_schema = OFF');
  // Read back: SQLite passes over in silence what a file system or a build cannot do. 2 is FULL.
  const set = db.pragma('synchronous', { simple: true }) === 2 && db.pragma('fullfsync', { simple: true }) === 1;
  return journal === 'wal' && set ? null : unreadable();
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function missing(): OpenError {
  return {
    code: 'vault-missing',
    message: 'There is no Practice vault in this place. Check the path, or make a new one.',
  };
}

function exists(): OpenError {
  return {
    code: 'vault-exists',
    message: 'There is a file in this place already. Choose another name for the new vault.',
  };
}

function notAVault(): OpenError {
  return { code: 'not-a-vault', message: 'The file is not a Practice vault. Choose another file.' };
}

function fromTheFuture(): OpenError {
  return {
    code: 'from-the-future',
    message: 'The vault was written by a newer version of Claviger. Open it with that version or a later one.',
  };
}

function outdated(): OpenError {
  return {
    code: 'outdated',
    message: 'The vault was written by an older version of Claviger. Open it for writing once to bring it up to date.',
  };
}

/** The database could not be read or written. */
export function unreadable(): OpenError {
  return {
    code: 'unreadable',
    message:
      'The vault file cannot be read or written. Check its permissions, and that its disk is there and not full.',
  };
}
