import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cosignCheckpoint,
  createJournal,
  openJournal,
  SIGNATURE_TYPE,
  verifierKey,
  verifyJournal,
} from '../../main/journal/index.ts';
import { signCheckpoint } from '../../main/journal/checkpoint.ts';
import { edgeAt, edgeRoot } from '../../main/journal/merkle-edge.ts';
import {
  at,
  draft,
  genesisOf,
  keepJournal,
  makeJournal,
  nodeOf,
  rewrite,
  signerOf,
  summary,
} from './journal-fixture.ts';
import { SIGNER, tampered, temporaryFolder, unwrap, verdict } from './journal-fixture.ts';

const SIZE = 13;
const { file, origin, head, rootHex } = keepJournal(SIZE);

describe('verifying a journal that is as it was written', () => {
  it('reports size, root and name, and finds nothing', async () => {
    const progress: number[][] = [];
    const report = await verifyJournal({ file }, { onProgress: (...step) => progress.push(step) });
    expect(report).toEqual({
      ok: true,
      origin,
      workspaceId: origin.slice(-64),
      size: SIZE,
      root: Buffer.from(rootHex, 'hex').toString('base64'),
      rootHex,
      integrity: { ok: true },
      anchoring: { level: 'none' },
      erased: 0,
      warnings: [],
    });
    expect(head).toContain(`\n${report.root}\n`);
    expect(progress).toEqual([[SIZE, SIZE]]);
  });

  it('holds for every size up to 40', async () => {
    const journal = makeJournal(1);
    for (let seq = 1; seq < 40; seq += 1) {
      unwrap(journal.append([draft(seq)], at(seq)));
      expect(summary(await verifyJournal(journal))).toBe('ok');
    }
    journal.close();
  });

  it('says which guards are missing without calling that a problem', async () => {
    const report = await verifyJournal({ file: tampered(file, () => undefined) });
    expect(report.warnings).toEqual([]);
    const bare = tampered(file, () => undefined);
    new Database(bare).exec('DROP TRIGGER entries_are_not_changed').close();
    const found = await verifyJournal({ file: bare });
    expect([found.ok, found.warnings]).toEqual([
      true,
      ['The trigger entries_are_not_changed is missing; it is put back on opening for writing.'],
    ]);
  });
});

describe('erasure and verification', () => {
  const tombstone = (entry: number) => ({
    kind: 'payload.erased',
    subject: null,
    payload: { type: 'payload.erased', entry },
  });
  const journal = makeJournal(9);
  for (const seq of [3, 4]) unwrap(journal.erase(seq, tombstone(seq), at(9)));
  journal.close();

  it('a payload that a tombstone names may be gone', async () => {
    expect(await verifyJournal(journal)).toMatchObject({ ok: true, erased: 2 });
  });

  it('a payload that no tombstone names may not', async () => {
    const copy = tampered(journal.file, (db) => db.exec('DELETE FROM payloads WHERE seq = 5'));
    expect(await verdict(copy)).toBe('payload-missing 5');
  });

  it('a tombstone may not be gone, nor lose its payload', async () => {
    expect(await verdict(tampered(journal.file, (db) => db.exec('DELETE FROM payloads WHERE seq = 9')))).toBe(
      'payload-missing 3',
    );
    expect(await verdict(tampered(journal.file, (db) => db.exec('DELETE FROM entries WHERE seq = 9')))).toBe(
      'missing 9',
    );
  });

  it('an erased payload may not come back', async () => {
    const copy = tampered(journal.file, (db) => db.exec(`INSERT INTO payloads VALUES (3, zeroblob(32), '{}')`));
    expect(await verdict(copy)).toBe('payload-changed 3');
  });

  it('an earlier problem is named even if later rows could not be judged', async () => {
    const work = `DELETE FROM payloads WHERE seq = 2; UPDATE entries SET skeleton = '{}' WHERE seq = 6`;
    expect(await verdict(tampered(journal.file, (db) => db.exec(work)))).toBe('payload-missing 2');
    // The tombstones of 3 and 4 stand behind the bad row and are heeded all the same.
    const later = `UPDATE entries SET skeleton = '{}' WHERE seq = 6`;
    expect(await verdict(tampered(journal.file, (db) => db.exec(later)))).toBe('changed 6');
  });
});

describe('a checkpoint that somebody kept', () => {
  const witness = { name: 'example.test/w', signer: signerOf('witness') };
  const witnessKey = verifierKey(witness.name, SIGNATURE_TYPE.cosignature, witness.signer.publicKey);

  it('anchors the journal that it belongs to, with its cosigners', async () => {
    const anchoring = async (against: string[], witnesses = [witnessKey]) =>
      (await verifyJournal({ file }, { against, witnesses })).anchoring;
    expect(await anchoring([head])).toEqual({ level: 'checkpoint', size: SIZE });
    const cosigned = unwrap(cosignCheckpoint(head, witness, 1_800_000_000));
    expect(await anchoring([head, cosigned])).toEqual({ level: 'cosigners', size: SIZE });
    expect(await anchoring([cosigned], [])).toEqual({ level: 'checkpoint', size: SIZE });
  });

  it('anchors as far as it reaches when the journal grew', async () => {
    const journal = makeJournal(7);
    const note = journal.head();
    unwrap(journal.append([draft(7), draft(8)], at(9)));
    journal.close();
    const report = await verifyJournal(journal, { against: [note] });
    expect(report).toMatchObject({ ok: true, size: 9, anchoring: { level: 'checkpoint', size: 7 } });
  });

  it('shows a tail that was cut off cleanly', async () => {
    const copy = tampered(file, (db) => {
      db.exec('DELETE FROM entries WHERE seq >= 9; DELETE FROM payloads WHERE seq >= 9');
      const root = edgeRoot(edgeAt(9, (level, index) => nodeOf(db, level, index)));
      db.prepare('UPDATE head SET size = 9, note = ?').run(signCheckpoint({ origin, size: 9, root }, SIGNER));
    });
    expect(await verifyJournal({ file: copy })).toMatchObject({ ok: true, anchoring: { level: 'none' } });
    expect(await verdict(copy, { against: [head] })).toBe('truncated 9');
    expect(await verdict(copy, { highWater: { size: SIZE, root: rootHex } })).toBe('truncated 9');
    expect((await verifyJournal({ file: copy }, { against: [head] })).integrity.ok).toBe(true);
  });

  it('shows a history that was rewritten and signed again with the journal’s own key', async () => {
    const notes: string[] = [];
    const copy = tampered(file, (db) => notes.push(rewrite(db, origin, 5, SIZE + 2)));
    const alone = await verifyJournal({ file: copy });
    expect(alone).toMatchObject({ ok: true, integrity: { ok: true }, anchoring: { level: 'none' } });
    const held = await verifyJournal({ file: copy }, { against: [head] });
    expect(held).toMatchObject({ ok: false, integrity: { ok: true }, anchoring: { level: 'none' } });
    expect(summary(held)).toBe(`forked ${SIZE}`);
    expect(await verdict(copy, { highWater: { size: SIZE, root: rootHex } })).toBe(`forked ${SIZE}`);
    expect(await verdict(copy, { against: notes })).toBe('ok');
  });

  it('names the very entry where the histories part, when a good and a bad one stand next to each other', async () => {
    const heads: string[] = [];
    const journal = makeJournal(1);
    const onAppended = () => void heads.push('');
    journal.close();
    const again = unwrap(openJournal({ file: journal.file, signer: SIGNER, onAppended }));
    for (let seq = 1; seq < SIZE; seq += 1) {
      unwrap(again.append([draft(seq)], at(seq)));
      heads[seq - 1] = again.head();
    }
    again.close();
    const copy = tampered(again.file, (db) => rewrite(db, origin, 5, SIZE));
    expect(await verdict(copy, { against: heads })).toBe('forked 5');
    expect(await verdict(copy, { against: heads.toReversed() })).toBe('forked 5');
    const report = await verifyJournal({ file: copy }, { against: heads });
    expect(report.anchoring).toEqual({ level: 'checkpoint', size: 5 });
  });

  it('shows that the whole journal was replaced by another', async () => {
    const replaced = join(temporaryFolder(), 'journal.db');
    const genesis = genesisOf(SIGNER, { nonce: 'other' });
    unwrap(createJournal({ file: replaced, genesis, time: at(0), signer: SIGNER })).close();
    expect(await verdict(replaced)).toBe('ok');
    expect(await verdict(replaced, { against: [head] })).toBe('forked 0');
  });

  it('proves nothing when it is malformed or not signed by the journal', async () => {
    const forged = signCheckpoint({ origin, size: SIZE, root: Buffer.from(rootHex, 'hex') }, signerOf('other'));
    for (const note of ['', 'x', forged, head.replace('\n13\n', '\n12\n')]) {
      const report = await verifyJournal({ file }, { against: [note] });
      expect([summary(report), report.integrity.ok]).toEqual(['checkpoint-invalid -', true]);
    }
    const bad = unwrap(cosignCheckpoint(head, { ...witness, signer: signerOf('other') }, 5));
    // Under a known witness's name but with an unknown key it is ignored.
    expect(await verdict(file, { against: [bad], witnesses: [witnessKey] })).toBe('ok');
  });

  it('is not needed for what the journal itself contradicts', async () => {
    const journal = makeJournal(7);
    const against = [journal.head()];
    for (let seq = 7; seq < SIZE; seq += 1) unwrap(journal.append([draft(seq)], at(seq)));
    journal.close();
    const broken = tampered(journal.file, (db) => db.exec(`UPDATE entries SET skeleton = '{}' WHERE seq = 9`));
    const report = await verifyJournal({ file: broken }, { against });
    expect(summary(report)).toBe('changed 9');
    expect(report.anchoring).toEqual({ level: 'checkpoint', size: 7 });
  });
});
