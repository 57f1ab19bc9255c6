import Database from 'better-sqlite3';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openForWriting } from '../../main/journal/database.ts';
import {
  createJournal,
  leafHash,
  openCheckpoint,
  openJournal,
  SIGNATURE_TYPE,
  verifierKey,
  verifyConsistency,
  verifyInclusion,
  verifyTlogProof,
} from '../../main/journal/index.ts';
import { journalOn } from '../../main/journal/journal.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { at, draft, genesisOf, makeJournal, makeJournalFile, signerOf, unwrap } from './journal-fixture.ts';
import { SIGNER, temporaryFolder, verdict } from './journal-fixture.ts';

const seqs = (entries: Iterable<{ skeleton: { seq: number } }>) => [...entries].map(({ skeleton }) => skeleton.seq);

describe('a new journal', () => {
  it('begins with its genesis, from which its name follows', () => {
    const journal = makeJournal(1);
    expect(journal.size()).toBe(1);
    expect(journal.workspaceId).toMatch(/^[0-9a-f]{64}$/);
    expect(journal.origin).toBe(`claviger.localhost/journal/${journal.workspaceId}`);
    expect(journal.entry(0)).toMatchObject({ skeleton: { kind: 'genesis', seq: 0 }, payload: genesisOf(SIGNER) });
    const key = verifierKey(journal.origin, SIGNATURE_TYPE.ed25519, SIGNER.publicKey);
    expect(unwrap(openCheckpoint(journal.head(), key)).size).toBe(1);
    journal.close();
  });

  it('is not made over one that is there, nor in a folder that is not', () => {
    const file = makeJournalFile(1);
    const options = { genesis: genesisOf(SIGNER), time: at(0), signer: SIGNER };
    expect(createJournal({ ...options, file })).toMatchObject({ ok: false, error: { code: 'journal-invalid' } });
    const nowhere = join(dirname(file), 'nowhere', 'journal.db');
    expect(createJournal({ ...options, file: nowhere })).toMatchObject({ error: { code: 'journal-missing' } });
  });

  it('leaves one file that only its owner may read', () => {
    const file = makeJournalFile(3);
    expect(readdirSync(dirname(file))).toEqual(['journal.db']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is not made with a genesis that carries another key', () => {
    const options = { file: join(temporaryFolder(), 'journal.db'), time: at(0), signer: SIGNER };
    expect(() => createJournal({ ...options, genesis: genesisOf(signerOf('other')) })).toThrow('another key');
    expect(() => createJournal({ ...options, genesis: { type: 'claviger.genesis.v1' } })).toThrow('no checkpoint key');
    expect(existsSync(options.file)).toBe(false);
  });
});

describe('appending', () => {
  it('numbers the entries, keeps their payloads, and signs a head that proves each of them', () => {
    const journal = makeJournal(9);
    const key = verifierKey(journal.origin, SIGNATURE_TYPE.ed25519, SIGNER.publicKey);
    expect(seqs(journal.entries())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(journal.entry(5)?.payload).toEqual(draft(5).payload);
    for (let seq = 0; seq < 9; seq += 1) {
      const leafData = Buffer.from(canonicalJson(journal.entry(seq)!.skeleton));
      expect(unwrap(verifyTlogProof(journal.tlogProof(seq), leafData, key)).index).toBe(seq);
      const claim = { index: seq, size: 9, leaf: leafHash(leafData), root: journal.rootAt(9) };
      expect(verifyInclusion({ ...claim, proof: journal.inclusionProof(seq) })).toBe(true);
    }
    journal.close();
  });

  it('keeps every earlier head a beginning of the later ones', () => {
    const journal = makeJournal(2);
    const roots = [journal.rootAt(1), journal.rootAt(2)];
    for (let seq = 2; seq < 20; seq += 1) {
      unwrap(journal.append([draft(seq)], at(seq)));
      roots.push(journal.rootAt(seq + 1));
    }
    for (let first = 1; first <= 20; first += 1) {
      const claim = { first, second: 20, firstRoot: roots[first - 1]!, secondRoot: journal.rootAt(20) };
      expect(verifyConsistency({ ...claim, proof: journal.consistencyProof(first) })).toBe(true);
    }
    journal.close();
  });

  it('takes several drafts together, under one head, and tells of it after the commit', () => {
    const heads: unknown[] = [];
    const file = makeJournalFile(2);
    const journal = unwrap(openJournal({ file, signer: SIGNER, onAppended: (head) => heads.push(head) }));
    const skeletons = unwrap(journal.append([draft(2), draft(3), draft(4)], at(9)));
    expect(skeletons.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(heads).toEqual([{ size: 5, root: Buffer.from(journal.rootAt(5)).toString('hex'), time: at(9) }]);
    expect(journal.append([], at(9))).toEqual({ ok: true, value: [] });
    expect(heads.length).toBe(1);
    journal.close();
  });

  it('goes on where it was left, whatever the size', async () => {
    const file = makeJournalFile(1);
    for (let seq = 1; seq < 18; seq += 1) {
      const journal = unwrap(openJournal({ file, signer: SIGNER }));
      unwrap(journal.append([draft(seq)], at(seq)));
      expect(journal.close()).toBe(true);
    }
    expect(await verdict(file)).toBe('ok');
  });

  it('never goes back in time', () => {
    const journal = makeJournal(3);
    expect(journal.lastTime()).toBe(at(2));
    expect(() => journal.append([draft(3)], at(1))).toThrow('before the last');
    expect(() => journal.append([draft(3)], '2026-01-01')).toThrow();
    unwrap(journal.append([draft(3)], at(2)));
    expect(journal.size()).toBe(4);
    journal.close();
  });

  it('refuses malformed drafts and kinds that are not the callers’, and stays as it was', async () => {
    const journal = makeJournal(3);
    const bad = (kind: string, payload = { type: kind }) =>
      journal.append([draft(3), { kind, subject: null, payload }], at(3));
    expect(() => bad('Not.A.Kind')).toThrow();
    expect(() => bad('a.b', { type: 'a.c' })).toThrow('another type');
    expect(() => bad('a.b', { type: 'a.b', text: 'a\u202Eb' } as { type: string })).toThrow('not canonical');
    expect(() => journal.append([{ ...draft(3), subject: 'x' }], at(3))).toThrow();
    for (const kind of ['genesis', 'payload.erased', 'checkpoint-key.changed'])
      expect(() => bad(kind)).toThrow('not appended');
    expect(journal.size()).toBe(3);
    unwrap(journal.append([draft(3)], at(3)));
    journal.close();
    expect(await verdict(journal.file)).toBe('ok');
  });

  it('notices when the journal grew behind its back', async () => {
    const journal = makeJournal(3);
    const other = unwrap(openJournal({ file: journal.file, signer: SIGNER }));
    unwrap(other.append([draft(3)], at(3)));
    expect(journal.append([draft(3)], at(3))).toMatchObject({ ok: false, error: { code: 'journal-invalid' } });
    other.close();
    journal.close();
    expect(await verdict(journal.file)).toBe('ok');
  });

  it('notices when another head, or another file, was put in the place of its own', () => {
    const journal = makeJournal(3);
    const db = new Database(journal.file);
    for (const change of ['size = 2', `note = note || ' '`]) {
      const before = db.prepare<[], { size: number; note: string }>('SELECT size, note FROM head').get()!;
      db.exec(`UPDATE head SET ${change}`);
      expect(journal.append([draft(3)], at(3))).toMatchObject({ ok: false, error: { code: 'journal-invalid' } });
      db.prepare('UPDATE head SET size = ?, note = ?').run(before.size, before.note);
    }
    db.close();
    expect(journal.append([draft(3)], at(3)).ok).toBe(true);
    journal.close();
  });

  it('notices rows that another program put there', () => {
    const journal = makeJournal(3);
    const db = new Database(journal.file);
    db.prepare('INSERT INTO entries VALUES (3, ?, NULL, ?, ?, ?)').run('a', at(3), '{}', Buffer.alloc(32));
    db.close();
    expect(journal.append([draft(3)], at(3))).toMatchObject({ ok: false, error: { code: 'journal-invalid' } });
    journal.close();
    expect(openJournal({ file: journal.file, signer: SIGNER })).toMatchObject({ error: { code: 'journal-invalid' } });
  });

  it('writes nothing when the disk is full, and goes on when there is room again', async () => {
    const file = makeJournalFile(3);
    const database = unwrap(openForWriting(file));
    const journal = unwrap(journalOn({ file, signer: SIGNER }, database));
    const before = journal.head();
    const large = { kind: 'a.b', subject: null, payload: { type: 'a.b', text: 'x'.repeat(100_000) } };
    database.db.pragma(`max_page_count = ${Number(database.db.pragma('page_count', { simple: true })) + 5}`);
    expect(journal.append([draft(3), large], at(3))).toMatchObject({ ok: false, error: { code: 'journal-full' } });
    expect([journal.size(), journal.head(), journal.lastTime()]).toEqual([3, before, at(2)]);
    expect(seqs(journal.entries())).toEqual([0, 1, 2]);
    database.db.pragma('max_page_count = 1000000');
    expect(unwrap(journal.append([large], at(3)))[0]?.seq).toBe(3);
    journal.close();
    expect(await verdict(file)).toBe('ok');
  });

  it('says so when another program holds the database', () => {
    const file = makeJournalFile(3);
    const database = unwrap(openForWriting(file));
    const journal = unwrap(journalOn({ file, signer: SIGNER }, database));
    database.db.pragma('busy_timeout = 1');
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    expect(journal.append([draft(3)], at(3))).toMatchObject({ ok: false, error: { code: 'journal-read-only' } });
    other.close();
    expect(journal.append([draft(3)], at(3)).ok).toBe(true);
    journal.close();
  });

  it('cannot be undone by way of SQL', () => {
    const file = makeJournalFile(3);
    const db = new Database(file);
    for (const sql of [
      `UPDATE entries SET kind = 'x' WHERE seq = 1`,
      'DELETE FROM entries WHERE seq = 2',
      `UPDATE payloads SET body = '{}' WHERE seq = 1`,
    ]) {
      expect(() => db.exec(sql)).toThrow(/never/);
    }
    db.close();
  });
});
