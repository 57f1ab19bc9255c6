import type Database from 'better-sqlite3';
import type { Skeleton } from '../../shared/entries.ts';
import { ok, type Result } from '../../shared/result.ts';
import { checkpointBody } from './checkpoint.ts';
import { createEncoder, ERASED_KIND, GENESIS_KIND, KEY_CHANGED_KIND, SALT_SIZE } from './entry.ts';
import type { EncodedEntry, EntryDraft } from './entry.ts';
import { journalFailure, writeFailure, type JournalError } from './errors.ts';
import { edgeRoot, EMPTY_EDGE, extendEdge, type TreeEdge } from './merkle-edge.ts';
import { createNoteSigner, type CheckpointSigner } from './signed-note.ts';

/** Where the journal ends: kept in memory, and compared with the database before every append. */
export type Tip = { readonly edge: TreeEdge; readonly note: string; readonly lastTime: string };

/** Told after a commit. `root` is hex. It must not throw: what it is told of has happened. */
export type OnAppended = (head: { readonly size: number; readonly root: string; readonly time: string }) => void;

export type AppenderParts = {
  readonly db: Database.Database;
  readonly origin: string;
  readonly signer: CheckpointSigner;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly onAppended?: OnAppended | undefined;
};

export type Appender = {
  readonly tip: () => Tip;
  readonly append: (drafts: readonly EntryDraft[], time: string) => Result<Skeleton[], JournalError>;
  readonly erase: (seq: number, tombstone: EntryDraft, time: string) => Result<Skeleton, JournalError>;
};

/** Kinds that only the journal itself may write. */
const RESERVED: readonly string[] = [GENESIS_KIND, ERASED_KIND, KEY_CHANGED_KIND];

/** The writing half of an open journal. */
export function createAppender(parts: AppenderParts, start: Tip): Appender {
  let tip = start;
  const write = createWriter(parts.db);
  const prepareBatch = createBatches(parts);
  const commit = (drafts: readonly EntryDraft[], time: string, erased: number | null) => {
    checkTime(time, tip.lastTime);
    const batch = prepareBatch(tip.edge, drafts, time);
    const written = write(tip, batch, erased);
    if (!written.ok) return written;
    tip = { edge: batch.edge, note: batch.note, lastTime: time };
    parts.onAppended?.({ size: batch.edge.size, root: Buffer.from(batch.root).toString('hex'), time });
    return ok(batch.entries.map(({ skeleton }) => skeleton));
  };
  return {
    tip: () => tip,
    append(drafts, time) {
      const reserved = drafts.find(({ kind }) => RESERVED.includes(kind));
      if (reserved !== undefined) throw new Error(`entries of kind ${reserved.kind} are not appended`);
      return drafts.length === 0 ? ok([]) : commit(drafts, time, null);
    },
    erase(seq, tombstone, time) {
      if (tombstone.kind !== ERASED_KIND || tombstone.payload['entry'] !== seq) {
        throw new Error(`a tombstone has kind ${ERASED_KIND} and names its entry`);
      }
      const written = commit([tombstone], time, seq);
      if (!written.ok) return written;
      // SECURITY: until the WAL is reset, the erased payload still stands in older frames of it.
      parts.db.pragma('wal_checkpoint(TRUNCATE)');
      const [skeleton] = written.value;
      if (skeleton === undefined) throw new Error('unreachable: one draft makes one entry');
      return ok(skeleton);
    },
  };
}

/** Writes entry 0 and the first head into a new, empty database, inside the caller's transaction. */
export function writeGenesis(parts: AppenderParts, draft: EntryDraft, time: string): void {
  const batch = createBatches(parts)(EMPTY_EDGE, [draft], time);
  const insertEntries = createInserts(parts.db);
  const meta = parts.db.prepare<[string, string]>('INSERT INTO meta (key, value) VALUES (?, ?)');
  insertEntries(batch);
  parts.db.prepare<[number, string]>('INSERT INTO head (id, size, note) VALUES (1, ?, ?)').run(1, batch.note);
  for (const [key, value] of metaRows(parts.origin)) meta.run(key, value);
}

/** All that the table `meta` holds, ordered by key. */
export function metaRows(origin: string): readonly (readonly [key: string, value: string])[] {
  return [
    ['format', 'claviger.journal.v1'],
    ['origin', origin],
  ];
}

type StoredEntry = EncodedEntry & { readonly nodes: Uint8Array };
type Batch = {
  readonly entries: readonly StoredEntry[];
  readonly edge: TreeEdge;
  readonly root: Uint8Array;
  readonly note: string;
};

/** Salts from a supply: asking the system for 32 bytes costs more than using them. */
function saltSupply(randomBytes: (size: number) => Uint8Array): () => Uint8Array {
  let supply: Uint8Array = new Uint8Array();
  return () => {
    if (supply.length === 0) supply = randomBytes(SALTS_AT_ONCE * SALT_SIZE);
    const salt = supply.subarray(0, SALT_SIZE);
    supply = supply.subarray(SALT_SIZE);
    return salt;
  };
}

const SALTS_AT_ONCE = 32;

/** Makes all that a transaction will write, before the database is touched. */
function createBatches({ origin, signer, randomBytes }: AppenderParts) {
  const signNote = createNoteSigner(origin, signer);
  const encode = createEncoder();
  const nextSalt = saltSupply(randomBytes);
  return (from: TreeEdge, drafts: readonly EntryDraft[], time: string): Batch => {
    let edge = from;
    const entries = drafts.map((draft): StoredEntry => {
      const entry = encode(draft, edge.size, time, nextSalt());
      const extended = extendEdge(edge, entry.leaf);
      edge = extended.edge;
      return { ...entry, nodes: extended.nodes };
    });
    const root = edgeRoot(edge);
    return { entries, edge, root, note: signNote(checkpointBody({ origin, size: edge.size, root })) };
  };
}

function createInserts(db: Database.Database): (batch: Batch) => void {
  const entry = db.prepare<[number, string, string | null, string, string, Uint8Array]>(
    'INSERT INTO entries (seq, kind, subject, time, skeleton, nodes) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const payload = db.prepare<[number, Uint8Array, string]>('INSERT INTO payloads (seq, salt, body) VALUES (?, ?, ?)');
  return (batch) => {
    for (const { skeleton, text, nodes, salt, body } of batch.entries) {
      entry.run(skeleton.seq, skeleton.kind, skeleton.subject, skeleton.time, text, nodes);
      payload.run(skeleton.seq, salt, body);
    }
  };
}

type Write = (tip: Tip, batch: Batch, erased: number | null) => Result<null, JournalError>;

/** Thrown inside a transaction to undo it. */
class Refusal extends Error {}

/** Entries, hashes, payloads, head and erasure: all of them or none, in one transaction. */
function createWriter(db: Database.Database): Write {
  const insert = createInserts(db);
  const moveHead = db.prepare<[number, string, number, string]>(
    'UPDATE head SET size = ?, note = ? WHERE id = 1 AND size = ? AND note = ?',
  );
  const kindOf = db.prepare<[number], string>('SELECT kind FROM entries WHERE seq = ?').pluck();
  const erase = db.prepare<[number]>('DELETE FROM payloads WHERE seq = ?');
  const transaction = db.transaction((tip: Tip, batch: Batch, erased: number | null): void => {
    // SECURITY: a second writer, or a file put in this one's place, must not be written over with hashes that do not
    // belong to it.
    if (moveHead.run(batch.edge.size, batch.note, tip.edge.size, tip.note).changes !== 1) {
      throw new Refusal('The journal was changed by another program. Open it again.');
    }
    if (erased !== null) {
      const kind = kindOf.get(erased);
      if (kind === undefined || kind === GENESIS_KIND || kind === ERASED_KIND || erase.run(erased).changes !== 1) {
        throw new Refusal(`Entry ${erased} has no payload that may be erased.`);
      }
    }
    insert(batch);
  });
  return (tip, batch, erased) => {
    try {
      transaction.immediate(tip, batch, erased);
      return ok(null);
    } catch (error) {
      if (error instanceof Refusal) return journalFailure('journal-invalid', error.message);
      return { ok: false, error: writeFailure(error) };
    }
  };
}

function checkTime(time: string, lastTime: string): void {
  // A caller takes the latest of its clocks and the last entry; going back would be its bug.
  if (time < lastTime) throw new Error(`the time ${time} is before the last entry's, ${lastTime}`);
}
