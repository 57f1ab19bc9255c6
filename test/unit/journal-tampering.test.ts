import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leafHash, verifyJournal } from '../../main/journal/index.ts';
import { checkpointBody, signCheckpoint } from '../../main/journal/checkpoint.ts';
import { createEncoder } from '../../main/journal/entry.ts';
import { edgeRoot, EMPTY_EDGE, extendEdge } from '../../main/journal/merkle-edge.ts';
import type { JsonObject } from '../../shared/canonical-json.ts';
import { at, keepJournal, draft, makeJournal, rewrite, signerOf, summary, unwrap } from './journal-fixture.ts';
import { SIGNER, SUBJECT, tampered, temporaryFolder, verdict } from './journal-fixture.ts';

const SIZE = 13;
const { file, origin, head, rootHex } = keepJournal(SIZE);
const sql = (text: string) => tampered(file, (db) => db.exec(text));

describe('verification names the first bad entry when', () => {
  it.each([
    [
      'a skeleton was edited',
      `UPDATE entries SET skeleton = replace(skeleton, 'intent', 'intend') WHERE seq = 5`,
      'changed 5',
    ],
    [
      'a skeleton was edited to another number',
      `UPDATE entries SET skeleton = replace(skeleton, '"seq":5', '"seq":6') WHERE seq = 5`,
      'changed 5',
    ],
    ['a skeleton lost its canonical form', `UPDATE entries SET skeleton = skeleton || ' ' WHERE seq = 5`, 'changed 5'],
    ['a skeleton is empty', `UPDATE entries SET skeleton = '' WHERE seq = 5`, 'changed 5'],
    ['two were edited, the first', `UPDATE entries SET skeleton = '{}' WHERE seq IN (7, 4)`, 'changed 4'],
    [
      'skeleton and column were edited alike',
      `UPDATE entries SET kind = 'step.intend', skeleton = replace(skeleton, 'intent', 'intend') WHERE seq = 5`,
      'changed 5',
    ],
    ['a kind column was edited', `UPDATE entries SET kind = 'step.intend' WHERE seq = 5`, 'derived-table 5'],
    ['a subject column was edited', `UPDATE entries SET subject = '${SUBJECT}' WHERE seq = 5`, 'derived-table 5'],
    ['a subject column was emptied', `UPDATE entries SET subject = NULL WHERE seq = 8`, 'derived-table 8'],
    ['a time column was edited', `UPDATE entries SET time = '${at(6)}' WHERE seq = 5`, 'derived-table 5'],
    ['a stored leaf hash was edited', `UPDATE entries SET nodes = zeroblob(32) WHERE seq = 6`, 'derived-table 6'],
    [
      'a stored inner hash was edited',
      `UPDATE entries SET nodes = CAST(substr(nodes, 1, 64) || zeroblob(32) AS BLOB) WHERE seq = 3`,
      'derived-table 3',
    ],
    ['stored hashes were added', `UPDATE entries SET nodes = zeroblob(128) WHERE seq = 4`, 'derived-table 4'],
    [
      'a payload was edited',
      `UPDATE payloads SET body = replace(body, 'number 5', 'number 6') WHERE seq = 5`,
      'payload-changed 5',
    ],
    [
      'a payload became invalid text',
      `UPDATE payloads SET body = CAST(x'ff' AS TEXT) WHERE seq = 5`,
      'payload-changed 5',
    ],
    ['a salt was edited', `UPDATE payloads SET salt = zeroblob(32) WHERE seq = 5`, 'payload-changed 5'],
    [
      'a byte moved from the payload to the salt',
      `UPDATE payloads SET salt = CAST(salt || substr(body, 1, 1) AS BLOB), body = substr(body, 2) WHERE seq = 5`,
      'payload-changed 5',
    ],
    [
      'two payloads were swapped',
      `UPDATE payloads SET seq = -1 WHERE seq = 5; UPDATE payloads SET seq = 5 WHERE seq = 7; UPDATE payloads SET seq = 7 WHERE seq = -1`,
      'payload-changed 5',
    ],
    ['a payload was deleted', 'DELETE FROM payloads WHERE seq IN (9, 5)', 'payload-missing 5'],
    ['a payload was added', `INSERT INTO payloads VALUES (50, zeroblob(32), '{}')`, 'added 50'],
    ['an entry was deleted', 'DELETE FROM entries WHERE seq = 5', 'missing 5'],
    ['several entries were deleted', 'DELETE FROM entries WHERE seq IN (5, 6, 9)', 'missing 5'],
    [
      'an entry was deleted and the rest moved up',
      'DELETE FROM entries WHERE seq = 5; DELETE FROM payloads WHERE seq = 5; UPDATE entries SET seq = -seq WHERE seq > 5; UPDATE entries SET seq = -seq - 1 WHERE seq < 0; UPDATE payloads SET seq = -seq WHERE seq > 5; UPDATE payloads SET seq = -seq - 1 WHERE seq < 0',
      'missing 5',
    ],
    [
      'two entries were swapped',
      'UPDATE entries SET seq = -1 WHERE seq = 5; UPDATE entries SET seq = 5 WHERE seq = 8; UPDATE entries SET seq = 8 WHERE seq = -1',
      'reordered 5',
    ],
    [
      'two skeletons were swapped',
      'CREATE TEMP TABLE t AS SELECT seq, skeleton FROM entries; UPDATE entries SET skeleton = (SELECT skeleton FROM t WHERE t.seq = 13 - entries.seq) WHERE seq IN (5, 8)',
      'reordered 5',
    ],
    ['an entry was moved to the end', 'UPDATE entries SET seq = 99 WHERE seq = 5', 'reordered 5'],
    [
      'a copy was inserted and the rest moved down',
      'CREATE TEMP TABLE t AS SELECT * FROM entries WHERE seq = 4; UPDATE entries SET seq = -seq - 1 WHERE seq > 4; UPDATE entries SET seq = -seq WHERE seq < 0; INSERT INTO entries SELECT 5, kind, subject, time, skeleton, nodes FROM t',
      'added 5',
    ],
    [
      'an entry was put before the first',
      'INSERT INTO entries SELECT -1, kind, subject, time, skeleton, nodes FROM entries WHERE seq = 4',
      'added -1',
    ],
    [
      'an entry was put behind the last',
      `INSERT INTO entries SELECT ${SIZE}, kind, subject, time, replace(skeleton, '"seq":4', '"seq":${SIZE}'), nodes FROM entries WHERE seq = 4`,
      `added ${SIZE}`,
    ],
    ['the tail was cut off', 'DELETE FROM entries WHERE seq > 9; DELETE FROM payloads WHERE seq > 9', 'truncated 10'],
    [
      'the genesis statement was edited',
      `UPDATE payloads SET body = replace(body, '"type"', ' "type"') WHERE seq = 0`,
      'genesis 0',
    ],
    ['the genesis statement was deleted', 'DELETE FROM payloads WHERE seq = 0', 'genesis 0'],
    ['the genesis entry was deleted', 'DELETE FROM entries WHERE seq = 0', 'missing 0'],
    ['everything was deleted', 'DELETE FROM entries; DELETE FROM payloads', 'genesis 0'],
    ['the head was deleted', 'DELETE FROM head', 'head-invalid -'],
    [
      'the head’s note was edited',
      `UPDATE head SET note = replace(note, char(10) || '13' || char(10), char(10) || '12' || char(10))`,
      'head-invalid -',
    ],
    ['the head’s note is no note', `UPDATE head SET note = 'x'`, 'head-invalid -'],
    ['the head’s size was edited', 'UPDATE head SET size = 12', 'head-invalid -'],
    ['a name in meta was edited', `UPDATE meta SET value = 'x' WHERE key = 'origin'`, 'derived-table -'],
    ['meta was added to', `INSERT INTO meta VALUES ('x', 'y')`, 'derived-table -'],
    ['an index was dropped', 'DROP INDEX entries_kind', 'derived-table -'],
    [
      'a view took the place of a table',
      'ALTER TABLE payloads RENAME TO p; CREATE VIEW payloads AS SELECT * FROM p',
      'derived-table -',
    ],
    ['a table is gone', 'DROP TABLE payloads', 'unreadable 0'],
    ['the head has another place', 'UPDATE head SET id = 2', 'head-invalid -'],
  ])('%s', async (_, text, expected) => {
    const report = await verifyJournal({ file: sql(text) });
    expect([summary(report), report.ok, report.integrity.ok]).toEqual([expected, false, false]);
    expect(report.problem?.log).toBe(
      /DELETE FROM head|SET id/.test(text) || text.includes(`note = 'x'`) ? report.origin : origin,
    );
  });

  it('an entry is missing in an index, so that a search by kind would pass it over', async () => {
    const copy = tampered(file, (db) => {
      db.unsafeMode();
      const page = db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'entries_kind'`).pluck().get();
      // Points the index at the empty table's page: SQLite's own way to disagree with itself.
      db.exec('CREATE TABLE empty (x TEXT); CREATE INDEX hollow ON empty (x)');
      const empty = db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'hollow'`).pluck().get();
      db.pragma('writable_schema = ON');
      db.exec(`UPDATE sqlite_schema SET rootpage = ${Number(empty)} WHERE name = 'entries_kind';
               UPDATE sqlite_schema SET rootpage = ${Number(page)} WHERE name = 'hollow'`);
      db.exec(`DELETE FROM sqlite_schema WHERE name IN ('empty', 'hollow')`);
      db.pragma('writable_schema = RESET');
    });
    expect((await verifyJournal({ file: copy })).problem?.kind).toBe('derived-table');
  });

  it('stored hashes were redone along with a forged entry, as far as they show it', async () => {
    const forge = (seq: number, to: number) =>
      tampered(file, (db) => {
        rewrite(db, origin, seq, to);
        db.prepare('UPDATE head SET size = ?, note = ?').run(SIZE, head);
      });
    // Entry 5 completes (4,5); the stored hash of (4..7) in row 7 gives it away.
    expect(await verdict(forge(5, 6))).toBe('changed 4');
    expect(await verdict(forge(8, 9))).toBe('changed 8');
    // Redone to the end, only the signed head contradicts, and cannot say where.
    expect(await verdict(forge(5, SIZE))).toBe('changed -');
  });

  it('an older head was put back over newer entries', async () => {
    const journal = makeJournal(6);
    const older = journal.head();
    unwrap(journal.append([draft(6)], at(6)));
    journal.close();
    const copy = tampered(journal.file, (db) => db.prepare('UPDATE head SET size = 6, note = ?').run(older));
    expect(await verdict(copy)).toBe('added 6');
  });

  it('the head was signed by another key, or is of another log', async () => {
    const body = { origin, size: SIZE, root: Buffer.from(rootHex, 'hex') };
    for (const note of [
      signCheckpoint(body, signerOf('other')),
      signCheckpoint({ ...body, origin: 'other' }, SIGNER),
    ]) {
      const copy = tampered(file, (db) => db.prepare('UPDATE head SET note = ?').run(note));
      expect(await verdict(copy)).toBe('head-invalid -');
    }
    expect(checkpointBody(body)).toBe(head.slice(0, head.indexOf('\n\n') + 1));
  });

  it('the key’s holder wrote what no journal may hold', async () => {
    const forged = (seq: number, kind: string, time: string, payload: JsonObject = { type: kind }) =>
      tampered(file, (db) => {
        let edge = EMPTY_EDGE;
        const rows = db.prepare<[], { skeleton: string }>('SELECT skeleton FROM entries ORDER BY seq').all();
        for (const { skeleton } of rows) {
          const entry = createEncoder()({ kind, subject: null, payload }, seq, time, Buffer.alloc(32));
          const mine = edge.size === seq;
          const extended = extendEdge(edge, mine ? entry.leaf : leafHash(Buffer.from(skeleton)));
          const text = mine ? entry.text : skeleton;
          db.prepare('UPDATE entries SET skeleton = ?, nodes = ? WHERE seq = ?').run(text, extended.nodes, edge.size);
          if (mine) {
            db.prepare('UPDATE entries SET kind = ?, subject = NULL, time = ? WHERE seq = ?').run(kind, time, seq);
            db.prepare('REPLACE INTO payloads VALUES (?, ?, ?)').run(seq, entry.salt, entry.body);
          }
          edge = extended.edge;
        }
        const note = signCheckpoint({ origin, size: SIZE, root: edgeRoot(edge) }, SIGNER);
        db.prepare('UPDATE head SET note = ?').run(note);
      });
    expect(await verdict(forged(5, 'a.b', at(5)))).toBe('ok');
    expect(await verdict(forged(5, 'a.b', at(3)))).toBe('reordered 5');
    expect(await verdict(forged(5, 'a.b', at(7)))).toBe('reordered 6');
    expect(await verdict(forged(5, 'genesis', at(5), { type: 'claviger.genesis.v1' }))).toBe('genesis 5');
    const tombstone = { type: 'payload.erased', entry: 4 };
    expect(await verdict(forged(5, 'payload.erased', at(5), tombstone))).toBe('payload-restored 4');
    expect(await verdict(forged(5, 'payload.erased', at(5), { ...tombstone, entry: 5 }))).toBe('changed 5');
    expect(await verdict(forged(5, 'payload.erased', at(5)))).toBe('changed 5');
  });

  it('the file is no database, or none at all', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'text'), 'x'.repeat(5000));
    for (const name of ['text', 'none']) expect(await verdict(join(folder, name))).toBe('unreadable -');
  });
});
