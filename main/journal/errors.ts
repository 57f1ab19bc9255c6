import { fail, type Result } from '../../shared/result.ts';
import { sqliteCode } from '../storage/index.ts';

/** Why a journal could not be opened or written. Codes are a closed list; the message is a sentence for people. */
export type JournalErrorCode =
  | 'journal-missing'
  /** Not a journal, or damaged below the level of entries. */
  | 'journal-unreadable'
  /** Written by a newer version of this program. */
  | 'journal-from-the-future'
  /** The file or its folder is not writable, or another program holds it. */
  | 'journal-read-only'
  /** The disk is full or fails. Nothing was written. */
  | 'journal-full'
  /** The database does not take a setting on which durability depends. */
  | 'journal-pragma'
  /** Its contents contradict each other, or the key offered is not its key. */
  | 'journal-invalid';

export type JournalError = { readonly code: JournalErrorCode; readonly message: string };

/** Wraps a journal error as an expected failure. */
export function journalFailure(code: JournalErrorCode, message: string): Result<never, JournalError> {
  return fail({ code, message });
}

/**
 * What a stored entry that is not what was written is reported with when it is *read*. Reading hands out only what
 * matches its digests; to learn what exactly is wrong, verify the journal.
 */
export class JournalDamagedError extends Error {
  readonly entry: number;
  constructor(entry: number, why: string) {
    super(`entry ${entry} of the journal is damaged: ${why}`);
    this.name = 'JournalDamagedError';
    this.entry = entry;
  }
}

/** Says which expected failure an exception of SQLite stands for while opening or reading; others are thrown on. */
export function readFailure(error: unknown): JournalError {
  switch (sqliteCode(error)) {
    case null:
      throw error;
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return { code: 'journal-read-only', message: 'Another program holds the journal.' };
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return { code: 'journal-read-only', message: 'The journal, or its folder, cannot be written to.' };
    case 'SQLITE_FULL':
      return { code: 'journal-full', message: 'The disk is full.' };
    default:
      return { code: 'journal-unreadable', message: `The journal cannot be read: ${text(error)}.` };
  }
}

/** The same for appending. */
export function writeFailure(error: unknown): JournalError {
  switch (sqliteCode(error)) {
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return { code: 'journal-full', message: `Nothing was written: ${text(error)}.` };
    case 'SQLITE_CONSTRAINT':
      return { code: 'journal-invalid', message: `The journal was changed by another program: ${text(error)}.` };
    default:
      return readFailure(error);
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
