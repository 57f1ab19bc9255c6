import { randomBytes } from 'node:crypto';
import { canonicalBytes, type JsonObject } from '../../shared/canonical-json.ts';
import { ok, type Result } from '../../shared/result.ts';
import { sqliteCode } from '../storage/index.ts';
import { createAppender, writeGenesis, type Appender, type OnAppended } from './appender.ts';
import { createDatabase, openForWriting, type OpenDatabase } from './database.ts';
import { GENESIS_KIND } from './entry.ts';
import { JournalDamagedError, journalFailure, readFailure, type JournalError } from './errors.ts';
import { identityOf } from './identity.ts';
import { readContents, readingHalf, timeOf, type JournalContents, type JournalReader } from './journal-reader.ts';
import { edgeAt, edgeRoot, type TreeEdge } from './merkle-edge.ts';
import { sameBytes } from './merkle-verify.ts';
import type { CheckpointSigner } from './signed-note.ts';

/** A journal that is open for writing. Keeping a second writer out is the caller's part (the workspace's lock). */
export type Journal = Omit<JournalReader, 'close'> & {
  /**
   * Appends entries in one transaction, all or none, under one new signed head.
   * @throws Error for a malformed draft, a reserved kind, or a time before the last entry's: bugs of the caller.
   */
  readonly append: Appender['append'];
  /**
   * Removes the payload of an entry and appends the tombstone (kind `payload.erased`, payload
   * `{type, entry: seq, ...}`) in one transaction. Whether that was authorised is not judged here. Genesis and
   * tombstones are refused.
   */
  readonly erase: Appender['erase'];
  /** Closes it; true when `journal.db` alone is now complete (no other process was reading). */
  readonly close: () => boolean;
};

/** What opening for writing takes. `onAppended` runs after each commit. */
export type OpenJournalOptions = {
  readonly file: string;
  readonly signer: CheckpointSigner;
  readonly randomBytes?: (size: number) => Uint8Array;
  readonly onAppended?: OnAppended;
};

export type CreateJournalOptions = OpenJournalOptions & {
  /** The genesis statement: type `claviger.genesis.v1`, with the signer's key as `checkpointKey`. */
  readonly genesis: JsonObject;
  readonly time: string;
};

/**
 * Makes a journal of one entry, the genesis, and opens it. The workspace id follows from the genesis bytes.
 * @throws Error when the genesis does not carry the signer's key: a bug of the caller.
 */
export function createJournal(options: CreateJournalOptions): Result<Journal, JournalError> {
  const identity = identityOf(canonicalBytes(options.genesis));
  if (!identity.ok) throw new Error(`the genesis statement ${identity.error}`);
  const { origin, key } = identity.value;
  if (!sameBytes(key.publicKey, options.signer.publicKey)) throw new Error('the genesis carries another key');
  const draft = { kind: GENESIS_KIND, subject: null, payload: options.genesis };
  const created = createDatabase(options.file, (db) => {
    writeGenesis(
      { db, origin, signer: options.signer, randomBytes: options.randomBytes ?? randomBytes },
      draft,
      options.time,
    );
  });
  if (!created.ok) return created;
  const journal = openJournal(options);
  if (journal.ok) {
    const root = Buffer.from(journal.value.rootAt(1)).toString('hex');
    options.onAppended?.({ size: 1, root, time: options.time });
  }
  return journal;
}

/** Opens a journal for writing with the key that its genesis names. */
export function openJournal(options: OpenJournalOptions): Result<Journal, JournalError> {
  const opened = openForWriting(options.file);
  if (!opened.ok) return opened;
  const journal = journalOn(options, opened.value);
  if (!journal.ok) opened.value.release();
  return journal;
}

/** Opens a journal on a database that is open for writing already. */
export function journalOn(options: OpenJournalOptions, database: OpenDatabase): Result<Journal, JournalError> {
  const contents = readContents(database);
  if (!contents.ok) return contents;
  const { rows, identity, head } = contents.value;
  if (!sameBytes(identity.key.publicKey, options.signer.publicKey)) {
    return journalFailure('journal-invalid', 'The key offered is not the one under which this journal is signed.');
  }
  const end = readEnd(contents.value, database);
  if (!end.ok) return end;
  const appender = createAppender(
    {
      db: database.db,
      origin: identity.origin,
      signer: options.signer,
      randomBytes: options.randomBytes ?? randomBytes,
      onAppended: options.onAppended,
    },
    { ...end.value, note: head.note },
  );
  const tip = () => ({ size: appender.tip().edge.size, note: appender.tip().note });
  return ok({
    ...readingHalf(options.file, rows, identity, tip),
    lastTime: () => appender.tip().lastTime,
    append: appender.append,
    erase: appender.erase,
    close: () => closeWriter(database),
  });
}

/** The stored end of the journal must be what the signed head says, or the next entry would sit on sand. */
function readEnd(
  { rows, head }: JournalContents,
  { db }: OpenDatabase,
): Result<{ edge: TreeEdge; lastTime: string }, JournalError> {
  try {
    const stored = db.prepare<[], number>('SELECT max(seq) + 1 FROM entries').pluck().get();
    const edge = edgeAt(head.size, rows.node);
    if (stored !== head.size || !sameBytes(edgeRoot(edge), head.root)) {
      return journalFailure('journal-invalid', 'The entries are not those of the signed head. Verify the journal.');
    }
    return ok({ edge, lastTime: timeOf(rows, head.size - 1) });
  } catch (error) {
    if (error instanceof JournalDamagedError) return journalFailure('journal-invalid', `${error.message}.`);
    return { ok: false, error: readFailure(error) };
  }
}

function closeWriter({ db, release }: OpenDatabase): boolean {
  try {
    const [outcome] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return outcome?.busy === 0;
  } catch (error) {
    // A full disk: what was committed stands in the WAL and is read from there.
    if (sqliteCode(error) === null) throw error;
    return false;
  } finally {
    release();
  }
}
