import Database from 'better-sqlite3';
import fc from 'fast-check';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openForWriting } from '../../main/journal/database.ts';
import { encodeEntry, parseSkeleton, skeletonText } from '../../main/journal/entry.ts';
import {
  createJournal,
  JournalDamagedError,
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
import { skeletonSchema } from '../../shared/entries.ts';
import { at, draft, genesisOf, makeJournal, makeJournalFile, signerOf, unwrap } from './journal-fixture.ts';
import { SIGNER, SUBJECT, tampered, temporaryFolder, verdict } from './journal-fixture.ts';

const seqs = (entries: Iterable<{ skeleton: { seq: number } }>) => [...entries].map(({ skeleton }) => skeleton.seq);
const tombstone = (entry: number) => ({
  kind: 'payload.erased',
  subject: null,
  payload: { type: 'payload.erased', entry, reason: 'asked for' },
});

describe('a skeleton', () => {
  const skeleton = fc.record({
    type: fc.constant('claviger.entry.v1' as const),
    seq: fc.maxSafeNat(),
    time: fc
      .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    kind: fc.stringMatching(/^[a-z]+(?:[.-][a-z]+)*$/).filter((kind) => kind.length <= 64),
    subject: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
    payload: fc.stringMatching(/^[0-9a-f]{64}$/),
  });

  it('is written as RFC 8785 demands, and reads back', () => {
    fc.assert(
      fc.property(skeleton, (fields) => {
        const text = skeletonText(fields.kind, fields.payload, fields.seq, fields.subject, fields.time);
        expect(text).toBe(canonicalJson(skeletonSchema.parse(fields)));
        expect(parseSkeleton(text)).toEqual(fields);
      }),
    );
  });

  it('is refused in any other spelling', () => {
    const text = skeletonText('a.b', '0'.repeat(64), 1, null, at(0));
    for (const other of [
      ` ${text}`,
      text.replace(',"seq"', ', "seq"'),
      text.replace('1', '1.0'),
      text.replace('}', ',"x":1}'),
    ]) {
      expect(parseSkeleton(other)).toBeNull();
    }
    expect(parseSkeleton(JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())))).toBeNull();
  });
});

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
    expect(() => journal.append([draft(3)], '2026-01-01')).toThrow('not a time');
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

describe('reading', () => {
  const file = makeJournalFile(20);

  it('finds entries by kind, subject, range and order', () => {
    const journal = unwrap(openJournal({ file, signer: SIGNER }));
    const read = (query: Parameters<typeof journal.entries>[0]) => seqs(journal.entries(query));
    expect(read({ kind: 'step.outcome' })).toEqual([3, 6, 9, 12, 15, 18]);
    expect(read({ kinds: ['genesis', 'step.outcome'], newestFirst: true, limit: 3 })).toEqual([18, 15, 12]);
    expect(read({ kinds: [] })).toEqual([]);
    expect(read({ subject: SUBJECT })).toEqual([4, 8, 12, 16]);
    expect(read({ subject: SUBJECT, kind: 'step.outcome' })).toEqual([12]);
    expect(read({ from: 5, to: 8 })).toEqual([5, 6, 7]);
    expect(read({ from: 17, newestFirst: true })).toEqual([19, 18, 17]);
    expect(read({ limit: 0 })).toEqual([]);
    expect([journal.entry(20), journal.entry(-1)]).toEqual([null, null]);
    journal.close();
  });

  it('may go on while entries are appended, and ends where the journal ended', () => {
    const journal = makeJournal(40);
    const seen: number[] = [];
    for (const { skeleton } of journal.entries()) {
      seen.push(skeleton.seq);
      if (skeleton.seq % 10 === 0) unwrap(journal.append([draft(journal.size())], at(100)));
    }
    expect(seen.length).toBe(40);
    expect(journal.size()).toBe(44);
    journal.close();
  });

  it('searches payloads and skeletons in either case, newest first', () => {
    const journal = makeJournal(30, { text: (seq) => (seq % 10 === 5 ? `Über "${seq}" \\ Straße` : `plain ${seq}`) });
    const find = (text: string, options?: Parameters<typeof journal.search>[1]) => seqs(journal.search(text, options));
    expect(find('üBER')).toEqual([25, 15, 5]);
    expect(find('"15" \\')).toEqual([15]);
    expect(find('PLAIN 2', { limit: 3 })).toEqual([29, 28, 27]);
    expect(find('plain 2', { limit: 3, before: 27 })).toEqual([26, 24, 23]);
    expect(find(SUBJECT.toUpperCase(), { before: 9 })).toEqual([8, 4]);
    expect(find('%')).toEqual([]);
    expect(find('genesis')).toEqual([0]);
    journal.close();
  });

  it('hands out nothing that is not what was hashed', () => {
    const changes = [
      `UPDATE payloads SET body = replace(body, 'number 5', 'number 6') WHERE seq = 5`,
      `UPDATE entries SET skeleton = replace(skeleton, 'intent', 'intend') WHERE seq = 5`,
      `UPDATE entries SET kind = 'step.intend' WHERE seq = 5`,
      `UPDATE entries SET time = '${at(6)}' WHERE seq = 5`,
      `UPDATE entries SET subject = '${SUBJECT}' WHERE seq = 5`,
      `UPDATE entries SET nodes = zeroblob(64) WHERE seq = 5`,
    ];
    for (const sql of changes) {
      const journal = unwrap(openJournal({ file: tampered(file, (db) => db.exec(sql)), signer: SIGNER }));
      expect(() => journal.entry(5)).toThrow(JournalDamagedError);
      expect(journal.entry(4)?.skeleton.seq).toBe(4);
      journal.close();
    }
  });

  it('makes proofs up to a kept checkpoint', () => {
    const journal = makeJournal(5);
    const kept = journal.head();
    unwrap(journal.append([draft(5)], at(5)));
    expect(journal.tlogProof(2, kept).endsWith(`\n\n${kept}`)).toBe(true);
    expect(() => journal.tlogProof(5, kept)).toThrow(RangeError);
    expect(() => journal.rootAt(7)).toThrow(RangeError);
    journal.close();
  });
});

describe('erasing a payload', () => {
  it('leaves the entry, a tombstone, and every proof', async () => {
    const journal = makeJournal(8, { text: (seq) => `very private ${seq}` });
    const [root, proof] = [journal.rootAt(8), journal.inclusionProof(5, 8)];
    expect(unwrap(journal.erase(5, tombstone(5), at(8))).seq).toBe(8);
    expect(journal.entry(5)).toMatchObject({ skeleton: { seq: 5 }, payload: null });
    expect(journal.entry(8)?.payload).toEqual(tombstone(5).payload);
    expect([journal.rootAt(8), journal.inclusionProof(5, 8)]).toEqual([root, proof]);
    expect(journal.search('private 5')).toEqual([]);
    journal.close();
    expect(await verdict(journal.file)).toBe('ok');
  });

  it('leaves no byte of it in any file of the journal', () => {
    const secret = `erase me ${'zyx'.repeat(3000)}`;
    const journal = makeJournal(8, { text: (seq) => (seq === 5 ? secret : 'x') });
    unwrap(journal.erase(5, tombstone(5), at(8)));
    for (const name of readdirSync(dirname(journal.file))) {
      expect(readFileSync(join(dirname(journal.file), name)).includes('zyxzyx')).toBe(false);
    }
    journal.close();
  });

  it('is refused for genesis, tombstones, what is erased already and what is not there', () => {
    const journal = makeJournal(4);
    unwrap(journal.erase(2, tombstone(2), at(4)));
    for (const seq of [0, 2, 4, 99]) {
      expect(journal.erase(seq, tombstone(seq), at(4))).toMatchObject({
        ok: false,
        error: { code: 'journal-invalid' },
      });
    }
    expect(journal.size()).toBe(5);
    expect(() => journal.erase(3, tombstone(1), at(4))).toThrow('names its entry');
    expect(() => journal.erase(3, draft(3), at(4))).toThrow('a tombstone has kind');
    journal.close();
  });
});

describe('opening for writing', () => {
  it('wants the key that the genesis names', () => {
    const opened = openJournal({ file: makeJournalFile(3), signer: signerOf('other') });
    expect(opened).toMatchObject({ ok: false, error: { code: 'journal-invalid' } });
  });

  it('says what is wrong with a file that is no journal', () => {
    const folder = temporaryFolder();
    const open = (name: string) => openJournal({ file: join(folder, name), signer: SIGNER });
    writeFileSync(join(folder, 'text'), 'not a database, but long enough to be looked at'.repeat(100));
    writeFileSync(join(folder, 'empty'), '');
    new Database(join(folder, 'other')).exec('CREATE TABLE t (x)').close();
    expect(open('none')).toMatchObject({ ok: false, error: { code: 'journal-missing' } });
    for (const name of ['text', 'empty', 'other']) {
      expect(open(name)).toMatchObject({ ok: false, error: { code: 'journal-unreadable' } });
    }
    expect(readFileSync(join(folder, 'empty')).length).toBe(0);
  });

  it('refuses a journal whose end is not the one under its head', () => {
    const file = makeJournalFile(6);
    for (const sql of [
      'DELETE FROM entries WHERE seq = 5',
      'UPDATE entries SET nodes = zeroblob(64) WHERE seq = 5',
      'UPDATE head SET size = 5',
      `UPDATE head SET note = replace(note, char(10) || '6' || char(10), char(10) || '5' || char(10))`,
      'DELETE FROM head',
      'DELETE FROM payloads WHERE seq = 0',
      'DROP INDEX entries_kind',
      'CREATE VIEW more AS SELECT 1',
      'CREATE TRIGGER more AFTER INSERT ON entries BEGIN DELETE FROM payloads; END',
    ]) {
      const opened = openJournal({ file: tampered(file, (db) => db.exec(sql)), signer: SIGNER });
      expect([sql, opened]).toMatchObject([sql, { ok: false, error: { code: 'journal-invalid' } }]);
    }
  });

  it('puts back guards that somebody dropped', () => {
    const file = tampered(makeJournalFile(3), () => undefined);
    new Database(file).exec('DROP TRIGGER entries_are_not_deleted').close();
    unwrap(openJournal({ file, signer: SIGNER })).close();
    expect(() => new Database(file).exec('DELETE FROM entries')).toThrow('never deleted');
  });

  it('has read back every setting on which durability depends', () => {
    const { db, release } = unwrap(openForWriting(makeJournalFile(2)));
    const read = (name: string): unknown => db.pragma(name, { simple: true });
    expect(read('journal_mode')).toBe('wal');
    expect(read('synchronous')).toBe(2);
    for (const name of ['fullfsync', 'checkpoint_fullfsync', 'secure_delete', 'foreign_keys', 'cell_size_check']) {
      expect([name, read(name)]).toEqual([name, 1]);
    }
    expect(read('trusted_schema')).toBe(0);
    release();
  });

  it('leaves journal.db complete when it is closed', async () => {
    const journal = makeJournal(5);
    expect(readdirSync(dirname(journal.file))).toContain('journal.db-wal');
    expect(journal.close()).toBe(true);
    expect(readdirSync(dirname(journal.file))).toEqual(['journal.db']);
    chmodSync(journal.file, 0o600);
    expect(await verdict(journal.file)).toBe('ok');
  });

  it('encodes what it is given or nothing', () => {
    expect(() => encodeEntry(draft(1), 1, at(1), Buffer.alloc(31))).toThrow('salt');
    const huge = { kind: 'a.b', subject: null, payload: { type: 'a.b', text: 'x'.repeat(1_100_000) } };
    expect(() => encodeEntry(huge, 1, at(1), Buffer.alloc(32))).toThrow('too large');
  });
});
