import Database from 'better-sqlite3';

/** The SQLite code of an exception (extended codes cut to their first two words), or null for anything else. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Database.SqliteError)) return null;
  return /^SQLITE_[A-Z]+/.exec(error.code)?.[0] ?? error.code;
}
