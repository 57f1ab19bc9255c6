import { ok, type Result } from '../../shared/result.ts';
import { openCheckpoint, peekCheckpoint } from './checkpoint.ts';
import { openForReading, type OpenDatabase } from './database.ts';
import { GENESIS_KIND } from './entry.ts';
import { JournalDamagedError, journalFailure, readFailure, type JournalError } from './errors.ts';
import { identityOf, type JournalIdentity } from './identity.ts';
import { consistencyProof, inclusionProof, rootAt } from './merkle.ts';
import { createRowReader, type Entry, type EntryQuery, type RowReader } from './reader.ts';
import { formatTlogProof } from './tlog-proof.ts';

/**
 * A journal that is open for reading. What is handed out was compared with its digests; an entry that does not fit
 * them throws {@link JournalDamagedError}. That nothing is missing or rewritten only a verification can tell.
 */
export type JournalReader = {
  readonly file: string;
  readonly origin: string;
  readonly workspaceId: string;
  /** Number of entries under the signed head. */
  readonly size: () => number;
  /** Time of the last entry. */
  readonly lastTime: () => string;
  /** The current checkpoint: a signed note. */
  readonly head: () => string;
  /** Root hash (32 bytes) over the first `size` entries. */
  readonly rootAt: (size: number) => Uint8Array;
  /** One entry, or null when there is none with this seq. */
  readonly entry: (seq: number) => Entry | null;
  /** Entries in order. Others may be appended while it runs; it ends where the journal ended when it began. */
  readonly entries: (query?: EntryQuery) => IterableIterator<Entry>;
  /** Entries that contain the text, in either case, newest first; only those from seq `from` up to before `before`. */
  readonly search: (
    text: string,
    options?: { readonly limit?: number; readonly before?: number; readonly from?: number },
  ) => Entry[];
  /** Audit path of an entry in the tree of `size` entries (default: all). RFC 6962, 2.1.1. */
  readonly inclusionProof: (seq: number, size?: number) => Uint8Array[];
  /** That the tree of `second` entries (default: all) extends that of `first`. RFC 6962, 2.1.2. */
  readonly consistencyProof: (first: number, second?: number) => Uint8Array[];
  /** A `c2sp.org/tlog-proof@v1` of an entry, under the head or under a checkpoint that is given (with cosignatures). */
  readonly tlogProof: (seq: number, checkpoint?: string) => string;
  readonly close: () => void;
};

/** Opens a journal for reading. Needs no key; works beside a writer and on read-only media. */
export function openJournalReadOnly(options: { readonly file: string }): Result<JournalReader, JournalError> {
  const opened = openForReading(options.file);
  return opened.ok ? readerOn(options.file, opened.value) : opened;
}

/** Reads a journal from a database that is open already; releases it when it cannot be read. */
export function readerOn(file: string, database: OpenDatabase): Result<JournalReader, JournalError> {
  const contents = readContents(database);
  if (!contents.ok) {
    database.release();
    return contents;
  }
  const { rows, identity } = contents.value;
  return ok({
    ...readingHalf(file, rows, identity, () => headOf(rows)),
    lastTime: () => timeOf(rows, headOf(rows).size - 1),
    close: database.release,
  });
}

/** What a journal says of itself, checked as far as opening it for use demands. */
export type JournalContents = {
  readonly rows: RowReader;
  readonly identity: JournalIdentity;
  readonly head: { readonly size: number; readonly root: Uint8Array; readonly note: string };
};

/** Reads genesis and head, and checks that the head is signed by the key of the genesis. */
export function readContents(database: OpenDatabase): Result<JournalContents, JournalError> {
  const { db, schema } = database;
  if (schema.differences.length > 0) {
    return journalFailure('journal-invalid', `The journal's tables were altered: ${schema.differences.join(', ')}.`);
  }
  try {
    const rows = createRowReader(db);
    const genesis = rows.entry(0);
    const body = db.prepare<[], Uint8Array>('SELECT CAST(body AS BLOB) FROM payloads WHERE seq = 0').pluck().get();
    if (genesis?.skeleton.kind !== GENESIS_KIND || body === undefined) {
      return journalFailure('journal-invalid', 'The journal does not begin with a genesis statement.');
    }
    const identity = identityOf(body);
    if (!identity.ok) return journalFailure('journal-invalid', `The genesis statement ${identity.error}.`);
    const stored = headOf(rows);
    const head = openCheckpoint(stored.note, identity.value.key);
    if (!head.ok) return journalFailure('journal-invalid', `The journal's head ${head.error}.`);
    if (head.value.size !== stored.size)
      return journalFailure('journal-invalid', `The head's size is not what it says.`);
    const { size, root } = head.value;
    return ok({ rows, identity: identity.value, head: { size, root, note: stored.note } });
  } catch (error) {
    if (error instanceof JournalDamagedError) return journalFailure('journal-invalid', `${error.message}.`);
    return { ok: false, error: readFailure(error) };
  }
}

type ReadingHalf = Omit<JournalReader, 'lastTime' | 'close'>;

/** The calls that reading and writing journals have in common. */
export function readingHalf(
  file: string,
  rows: RowReader,
  identity: JournalIdentity,
  head: () => { readonly size: number; readonly note: string },
): ReadingHalf {
  const { node } = rows;
  return {
    file,
    origin: identity.origin,
    workspaceId: identity.workspaceId,
    size: () => head().size,
    head: () => head().note,
    rootAt: (size) => rootAt(within(size, head().size), node),
    entry: rows.entry,
    entries: (query = {}) => rows.entries(query),
    search: (text, { limit = 100, before = Number.MAX_SAFE_INTEGER, from = 0 } = {}) =>
      rows.search(text, limit, before, from),
    inclusionProof: (seq, size) => inclusionProof(seq, within(size, head().size), node),
    consistencyProof: (first, second) => consistencyProof(first, within(second, head().size), node),
    tlogProof(seq, given) {
      const checkpoint = given ?? head().note;
      const claim = peekCheckpoint(checkpoint);
      if (!claim.ok) throw new Error(`the checkpoint ${claim.error}`);
      const path = inclusionProof(seq, within(claim.value.size, head().size), node);
      return formatTlogProof({ index: seq, path, checkpoint, extra: null });
    },
  };
}

/** Time of an entry that is known to be there. */
export function timeOf(rows: RowReader, seq: number): string {
  const entry = rows.entry(seq);
  if (entry === null) throw new JournalDamagedError(seq, 'it is missing');
  return entry.skeleton.time;
}

function headOf(rows: RowReader): { readonly size: number; readonly note: string } {
  const head = rows.head();
  if (head === undefined) throw new JournalDamagedError(0, 'the journal has no head');
  return head;
}

function within(size: number | undefined, limit: number): number {
  if (size !== undefined && size > limit) throw new RangeError(`the journal has ${limit} entries, not ${size}`);
  return size ?? limit;
}
