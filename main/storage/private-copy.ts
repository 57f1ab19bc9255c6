import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import { sqliteCode } from './sqlite-code.ts';

/** A copy of a database that only this user can reach. */
export interface PrivateCopy {
  readonly file: string;
  /** Removes the copy with everything that was made beside it. The database must be closed. */
  readonly remove: () => void;
}

/**
 * Whether opening a database read-only failed for what a copy elsewhere may heal: reading in WAL mode needs a shared
 * memory file (`-shm`), and in a read-only folder, on a read-only medium or on a full disk SQLite cannot make it.
 */
export function wantsCopy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY' || code === 'SQLITE_IOERR';
}

/**
 * Copies a database and its WAL into a folder of its own among the temporary files. The error is the system's code
 * (`EACCES`, `ENOSPC`, ...); nothing is left behind then.
 */
export function privateCopy(file: string): Result<PrivateCopy, string> {
  let folder: string | null = null;
  const remove = (): void => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  };
  try {
    // SECURITY: mkdtemp makes a folder that only this user can enter.
    folder = mkdtempSync(join(tmpdir(), 'claviger-copy-'));
    const copy = join(folder, basename(file));
    // What was committed but not yet moved into the file stands in the WAL.
    for (const part of ['', '-wal'].filter((suffix) => existsSync(file + suffix))) {
      copyFileSync(file + part, copy + part);
      // A copy has the mode of its original, which may be read-only, or readable by others.
      chmodSync(copy + part, 0o600);
    }
    return ok({ file: copy, remove });
  } catch (error) {
    remove();
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return fail(error.code);
    throw error;
  }
}
