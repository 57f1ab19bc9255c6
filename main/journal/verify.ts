import type Database from 'better-sqlite3';
import { setImmediate } from 'node:timers/promises';
import { sqliteCode } from '../storage/index.ts';
import { anchorSizes, type Anchors } from './anchors.ts';
import { metaRows } from './appender.ts';
import { conclude, type HeadClaim, type VerifyReport } from './conclusion.ts';
import { openForReading, type OpenDatabase } from './database.ts';
import type { Finding } from './findings.ts';
import { createLogCheck, type LogCheck } from './log-check.ts';
import { SELECT_ROWS, type StoredRow } from './reader.ts';

/** What a verification takes beside the journal. */
export type VerifyOptions = Anchors & {
  /** Told now and then how many of how many entries were read. */
  readonly onProgress?: (done: number, total: number) => void;
};

/**
 * Verifies a journal from its bytes: every entry, payload digest, hash, column, index, the head, and what was kept
 * outside. It trusts nothing that is stored, needs no key, changes nothing, and never throws for what is in the file.
 * Runs on a snapshot of its own, beside a writer, and gives way to other work now and then.
 */
export async function verifyJournal(
  source: { readonly file: string },
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const check = createLogCheck(anchorSizes(options));
  const opened = openForReading(source.file);
  if (!opened.ok) {
    const unreadable: Finding = { kind: 'unreadable', entry: null, message: opened.error.message };
    return conclude({ check, anchors: options, head: null, beside: [unreadable], complete: false });
  }
  const { db, schema } = opened.value;
  const warnings = schema.missingGuards.map((name) => `The ${name} is missing; it is put back on opening for writing.`);
  let head: HeadClaim | null = null;
  const after: (Finding | null)[] = [];
  let complete = false;
  try {
    db.exec('BEGIN');
    // One row with the id 1, or none that counts.
    const heads = db.prepare<[], HeadClaim & { id: unknown }>('SELECT id, size, note FROM head').all();
    head = heads.length === 1 && heads[0]?.id === 1 ? heads[0] : null;
    await readRows(db, check, Number(head?.size ?? 0), options);
    complete = true;
    after.push(strayPayload(db, check), alteredSchema(opened.value), alteredMeta(db, check), damagedDatabase(db));
  } catch (error) {
    if (sqliteCode(error) === null) throw error;
    const entry = complete ? null : check.size();
    const message = `The database is damaged: ${error instanceof Error ? error.message : ''}.`;
    after.push({ kind: 'unreadable', entry, message });
  } finally {
    opened.value.release();
  }
  return { ...conclude({ check, anchors: options, head, beside: after, complete }), warnings };
}

const YIELD_EVERY = 4096;

async function readRows(db: Database.Database, check: LogCheck, total: number, options: VerifyOptions): Promise<void> {
  let done = 0;
  for (const row of db.prepare<[], StoredRow>(`${SELECT_ROWS} ORDER BY e.seq`).iterate()) {
    check.row(row);
    done += 1;
    if (done % YIELD_EVERY !== 0) continue;
    options.onProgress?.(done, Math.max(done, total));
    await setImmediate();
  }
  options.onProgress?.(done, Math.max(done, total));
}

/** Payloads that no entry has: they were put there by somebody. */
function strayPayload(db: Database.Database, check: LogCheck): Finding | null {
  if (db.prepare('SELECT count(*) FROM payloads').pluck().get() === check.payloads()) return null;
  const stray = db
    .prepare<[], number>('SELECT seq FROM payloads WHERE seq NOT IN (SELECT seq FROM entries) ORDER BY seq LIMIT 1')
    .pluck()
    .get();
  if (stray === undefined) return { kind: 'unreadable', entry: null, message: 'The payloads cannot be counted.' };
  return { kind: 'added', entry: stray, message: `There is a payload for an entry ${stray} that does not exist.` };
}

function alteredSchema({ schema }: OpenDatabase): Finding | null {
  if (schema.differences.length === 0) return null;
  const message = `The tables were altered: ${schema.differences.join(', ')}.`;
  return { kind: 'derived-table', entry: null, message };
}

function alteredMeta(db: Database.Database, check: LogCheck): Finding | null {
  const rows = db.prepare<[], { key: unknown; value: unknown }>('SELECT key, value FROM meta ORDER BY key').all();
  const found = JSON.stringify(rows.map(({ key, value }) => [key, value]));
  const expected = JSON.stringify(metaRows(check.identity()?.origin ?? ''));
  if (found === expected) return null;
  return { kind: 'derived-table', entry: null, message: 'The table meta is not what follows from the genesis.' };
}

/**
 * SQLite's own check, for what reading all rows does not touch: indexes (an entry that is missing in one would be
 * passed over by whoever asks for its kind), column types, and the pages between.
 */
function damagedDatabase(db: Database.Database): Finding | null {
  const messages = (db.pragma('integrity_check') as { integrity_check: string }[]).map((row) => row.integrity_check);
  if (messages[0] === 'ok') return null;
  const index = messages.map((text) => INDEX_DAMAGE.exec(text)).find((found) => found !== null);
  const message = `The database is damaged: ${index?.[0] ?? messages[0] ?? 'no answer'}.`;
  if (index === undefined) return { kind: 'unreadable', entry: null, message };
  // SQLite counts rows from 1.
  const entry = index[1] === undefined ? null : Number(index[1]) - 1;
  return { kind: 'derived-table', entry, message };
}

const INDEX_DAMAGE = /^(?:row (\d+) missing from index entries_|wrong # of entries in index |non-unique entry).*/;
