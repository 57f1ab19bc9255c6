import Database from 'better-sqlite3';
import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  createJournal,
  verifyJournal,
  type CheckpointSigner,
  type EntryDraft,
  type Journal,
  type VerifyOptions,
  type VerifyReport,
} from '../../main/journal/index.ts';
import { signCheckpoint } from '../../main/journal/checkpoint.ts';
import { createEncoder } from '../../main/journal/entry.ts';
import { edgeAt, edgeRoot, extendEdge, type TreeEdge } from '../../main/journal/merkle-edge.ts';
import type { JsonObject } from '../../shared/canonical-json.ts';
import type { Result } from '../../shared/result.ts';

const folders: string[] = [];

/** A folder that is gone after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'claviger-test-journal-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An Ed25519 key that is always the same for the same name. */
export function signerOf(name: string): CheckpointSigner {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const der = Buffer.concat([prefix, hash('sha256', name, 'buffer')]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const x = createPublicKey(key).export({ format: 'jwk' }).x ?? '';
  return { publicKey: Buffer.from(x, 'base64url'), sign: (message) => sign(null, message, key) };
}

export const SIGNER = signerOf('log');

export function genesisOf(signer: CheckpointSigner, more: JsonObject = {}): JsonObject {
  const checkpointKey = Buffer.from(signer.publicKey).toString('base64');
  return { ...more, type: 'claviger.genesis.v1', checkpointKey };
}

/** A time, `second` seconds after the beginning of the fixture's year. */
export const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

export const SUBJECT = hash('sha256', 'a plan', 'hex');

export function draft(seq: number, text = `entry number ${seq}`): EntryDraft {
  const kind = seq % 3 === 0 ? 'step.outcome' : 'step.intent';
  return { kind, subject: seq % 4 === 0 ? SUBJECT : null, payload: { type: kind, number: seq, text } };
}

export function unwrap<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** A new journal of `size` entries, still open. */
export function makeJournal(size: number, options: { text?: (seq: number) => string; folder?: string } = {}): Journal {
  const file = join(options.folder ?? temporaryFolder(), 'journal.db');
  const journal = unwrap(createJournal({ file, genesis: genesisOf(SIGNER), time: at(0), signer: SIGNER }));
  for (let seq = 1; seq < size; seq += 1) unwrap(journal.append([draft(seq, options.text?.(seq))], at(seq)));
  return journal;
}

/** Like {@link makeJournal}, closed: the path of the complete file. */
export function makeJournalFile(size: number, options: { text?: (seq: number) => string } = {}): string {
  const journal = makeJournal(size, options);
  journal.close();
  return journal.file;
}

/** A copy of a journal on which somebody has worked with a database tool. */
export function tampered(file: string, work: (db: Database.Database) => void): string {
  const copy = join(temporaryFolder(), 'journal.db');
  copyFileSync(file, copy);
  const db = new Database(copy);
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
  const guards = db.prepare<[], { name: string; sql: string; table: string }>(
    `SELECT name, sql, tbl_name AS "table" FROM sqlite_schema WHERE type = 'trigger'`,
  );
  const triggers = guards.all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  work(db);
  const tables = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
  for (const { sql, table } of triggers) if (tables.includes(table)) db.exec(sql);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return copy;
}

/** Kind and entry of the problem found, or `ok`. */
export async function verdict(file: string, options?: VerifyOptions): Promise<string> {
  return summary(await verifyJournal({ file }, options));
}

export function summary({ ok, problem }: VerifyReport): string {
  if (problem === undefined) return ok ? 'ok' : 'not ok, but no problem';
  return `${problem.kind} ${problem.entry ?? '-'}`;
}

/** Writes rows anew from `from` on, hashes and all, as somebody who knows the format could. */
export function rewrite(db: Database.Database, origin: string, from: number, to: number): string {
  let edge: TreeEdge = edgeAt(from, (level, index) => nodeOf(db, level, index));
  for (let seq = from; seq < to; seq += 1) {
    const entry = createEncoder()(draft(seq, 'forged'), seq, at(seq), Buffer.alloc(32, seq));
    const extended = extendEdge(edge, entry.leaf);
    edge = extended.edge;
    const { kind, subject, time } = entry.skeleton;
    db.prepare('REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?)').run(
      seq,
      kind,
      subject,
      time,
      entry.text,
      extended.nodes,
    );
    db.prepare('REPLACE INTO payloads VALUES (?, ?, ?)').run(seq, entry.salt, entry.body);
  }
  const note = signCheckpoint({ origin, size: to, root: edgeRoot(edge) }, SIGNER);
  db.prepare('UPDATE head SET size = ?, note = ?').run(to, note);
  return note;
}

/** A stored hash, by its place in the tree. */
export function nodeOf(db: Database.Database, level: number, index: number): Uint8Array {
  const nodes = db
    .prepare('SELECT nodes FROM entries WHERE seq = ?')
    .pluck()
    .get((index + 1) * 2 ** level - 1);
  return (nodes as Uint8Array).subarray(level * 32, level * 32 + 32);
}

/** A closed journal, and what somebody noted down about it. */
export function keepJournal(size: number): { file: string; origin: string; head: string; rootHex: string } {
  const journal = makeJournal(size);
  const { file, origin } = journal;
  const kept = { file, origin, head: journal.head(), rootHex: Buffer.from(journal.rootAt(size)).toString('hex') };
  journal.close();
  return kept;
}
