import type Database from 'better-sqlite3';
import type { JsonObject } from '../../shared/canonical-json.ts';
import type { Skeleton } from '../../shared/entries.ts';
import { parseSkeleton, payloadDigest, SALT_SIZE } from './entry.ts';
import { JournalDamagedError } from './errors.ts';
import { parseObject } from './identity.ts';
import { sameBytes } from './merkle-verify.ts';
import { completingLeaf, HASH_SIZE, leafHash, type NodeSource } from './merkle.ts';

/** A journal entry as readers get it; `payload` is null once it was erased. */
export type Entry = { readonly skeleton: Skeleton; readonly payload: JsonObject | null };

/** Which entries to read. All conditions hold together. */
export type EntryQuery = {
  /** First seq, inclusive. */
  readonly from?: number;
  /** Last seq, exclusive. */
  readonly to?: number;
  readonly kind?: string;
  readonly kinds?: readonly string[];
  readonly subject?: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
};

/** A row as it is stored, nothing of it believed. */
export type StoredRow = {
  readonly seq: unknown;
  readonly kind: unknown;
  readonly subject: unknown;
  readonly time: unknown;
  readonly skeleton: unknown;
  readonly nodes: unknown;
  readonly salt: unknown;
  /** The payload's bytes, not its text: invalid UTF-8 must not be repaired before it is hashed. */
  readonly body: unknown;
};

export const SELECT_ROWS = `SELECT e.seq, e.kind, e.subject, e.time, e.skeleton, e.nodes, p.salt, CAST(p.body AS BLOB) AS body
  FROM entries e LEFT JOIN payloads p ON p.seq = e.seq`;

/** The stored head: the signed note of the last commit. */
export type StoredHead = { readonly size: number; readonly note: string };

/** Reads of a journal's tables. All throw {@link JournalDamagedError} rather than hand out what does not fit its digests. */
export type RowReader = {
  readonly node: NodeSource;
  readonly head: () => StoredHead | undefined;
  readonly entry: (seq: number) => Entry | null;
  readonly entries: (query: EntryQuery) => IterableIterator<Entry>;
  readonly search: (text: string, limit: number, before: number, from: number) => Entry[];
};

/** Prepares the statements once. */
export function createRowReader(db: Database.Database): RowReader {
  const nodes = db.prepare<[number], { nodes: unknown }>('SELECT nodes FROM entries WHERE seq = ?');
  const row = db.prepare<[number], StoredRow>(`${SELECT_ROWS} WHERE e.seq = ?`);
  const head = db.prepare<[], StoredHead>('SELECT size, note FROM head WHERE id = 1');
  const entry = (seq: number): Entry | null => {
    const found = row.get(seq);
    return found === undefined ? null : decodeRow(found, seq);
  };
  return {
    head: () => head.get(),
    entry,
    node: (level, index) => {
      const seq = completingLeaf(level, index);
      const bytes = nodes.get(seq)?.nodes;
      const at = level * HASH_SIZE;
      if (bytes instanceof Uint8Array && bytes.length >= at + HASH_SIZE) return bytes.subarray(at, at + HASH_SIZE);
      throw new JournalDamagedError(seq, 'it lacks stored hashes');
    },
    *entries(query) {
      const order = query.newestFirst === true ? 'DESC' : 'ASC';
      const page = db.prepare<[string], StoredRow>(
        `${SELECT_ROWS} WHERE e.seq IN (SELECT value FROM json_each(?)) ORDER BY e.seq ${order}`,
      );
      const seqs = matching(db, query, order);
      // First the list, then page by page: nothing is open on the connection while the caller holds an entry, so that
      // entries may be appended meanwhile. The first pages are small, for callers who stop early.
      for (let at = 0, count = 8; at < seqs.length; at += count, count = Math.min(count * 2, 512)) {
        const wanted = seqs.slice(at, at + count);
        const rows = page.all(JSON.stringify(wanted));
        for (const [index, seq] of wanted.entries()) yield decodeRow(rows[index] ?? missing(seq), seq);
      }
    },
    search: (text, limit, before, from) =>
      searchRows(db, text, limit, before, from).map((seq) => entry(seq) ?? missing(seq)),
  };
}

function matching(db: Database.Database, query: EntryQuery, order: 'ASC' | 'DESC'): number[] {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...bound: (string | number)[]) => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (query.from !== undefined) add('seq >= ?', query.from);
  if (query.to !== undefined) add('seq < ?', query.to);
  if (query.kind !== undefined) add('kind = ?', query.kind);
  if (query.kinds !== undefined) add(`kind IN (${query.kinds.map(() => '?').join(', ')})`, ...query.kinds);
  if (query.subject !== undefined) add('subject = ?', query.subject);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT seq FROM entries${where} ORDER BY seq ${order} LIMIT ?`;
  // A negative limit is no limit (SQLite).
  return db
    .prepare<(string | number)[], number>(sql)
    .pluck()
    .all(...values, query.limit ?? -1);
}

const SEARCH_PAGE = 1000;

/** Seqs of entries whose skeleton or payload contains the text, newest first. */
function searchRows(db: Database.Database, text: string, limit: number, before: number, from: number): number[] {
  // As it would stand in JSON, where quotes and backslashes are escaped.
  const needle = JSON.stringify(text).slice(1, -1).toLowerCase();
  const page = db.prepare<[number, number, number], { seq: number; skeleton: string; body: string | null }>(
    `SELECT e.seq, e.skeleton, p.body FROM entries e LEFT JOIN payloads p ON p.seq = e.seq
     WHERE e.seq < ? AND e.seq >= ? ORDER BY e.seq DESC LIMIT ?`,
  );
  const found: number[] = [];
  for (let end = before; found.length < limit;) {
    const rows = page.all(end, from, SEARCH_PAGE);
    for (const { seq, skeleton, body } of rows) {
      if (found.length < limit && contains(skeleton, needle, body)) found.push(seq);
      end = seq;
    }
    if (rows.length < SEARCH_PAGE) break;
  }
  return found;
}

function contains(skeleton: unknown, needle: string, body: unknown): boolean {
  return [body, skeleton].some((text) => typeof text === 'string' && text.toLowerCase().includes(needle));
}

function decodeRow(row: StoredRow, seq: number): Entry {
  const skeleton = typeof row.skeleton === 'string' ? parseSkeleton(row.skeleton) : null;
  if (skeleton === null || typeof row.skeleton !== 'string') throw new JournalDamagedError(seq, 'its skeleton');
  const { nodes } = row;
  const leaf = nodes instanceof Uint8Array ? nodes.subarray(0, HASH_SIZE) : new Uint8Array();
  // SECURITY: nothing is handed out that is not what was hashed when it was written.
  if (!sameBytes(leafHash(Buffer.from(row.skeleton)), leaf)) throw new JournalDamagedError(seq, 'its leaf hash');
  const { kind, subject, time } = skeleton;
  if (skeleton.seq !== seq || kind !== row.kind || subject !== row.subject || time !== row.time) {
    throw new JournalDamagedError(seq, 'its columns differ from its skeleton');
  }
  return { skeleton, payload: decodePayload(row, skeleton) };
}

function decodePayload({ salt, body }: StoredRow, skeleton: Skeleton): JsonObject | null {
  if (salt === null && body === null) return null;
  const bytes = salt instanceof Uint8Array && salt.length === SALT_SIZE && body instanceof Uint8Array ? body : null;
  if (bytes === null || payloadDigest(salt as Uint8Array, bytes) !== skeleton.payload) {
    throw new JournalDamagedError(skeleton.seq, 'its payload');
  }
  return parseObject(bytes) ?? missing(skeleton.seq);
}

function missing(seq: number): never {
  throw new JournalDamagedError(seq, 'it cannot be read');
}
