import Database from 'better-sqlite3';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openForWriting } from '../../main/journal/database.ts';
import { createEncoder } from '../../main/journal/entry.ts';
import { openJournal } from '../../main/journal/index.ts';
import { at, draft, makeJournal, makeJournalFile, signerOf, unwrap } from './journal-fixture.ts';
import { SIGNER, tampered, temporaryFolder, verdict } from './journal-fixture.ts';

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

  it('refuses a journal whose stored hashes would make another head than the signed one', () => {
    const file = tampered(makeJournalFile(6), (db) => {
      const nodes = db.prepare('SELECT nodes FROM entries WHERE seq = 3').pluck().get() as Buffer;
      nodes[95] = 255 - (nodes[95] ?? 0);
      db.prepare('UPDATE entries SET nodes = ? WHERE seq = 3').run(nodes);
    });
    expect(openJournal({ file, signer: SIGNER })).toMatchObject({ ok: false, error: { code: 'journal-invalid' } });
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
    expect(() => createEncoder()(draft(1), 1, at(1), Buffer.alloc(31))).toThrow('salt');
    const huge = { kind: 'a.b', subject: null, payload: { type: 'a.b', text: 'x'.repeat(1_100_000) } };
    expect(() => createEncoder()(huge, 1, at(1), Buffer.alloc(32))).toThrow('too large');
  });
});
