import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSkeleton, payloadDigest, skeletonText } from '../../main/journal/entry.ts';
import { JournalDamagedError, openJournal } from '../../main/journal/index.ts';
import { createRowCheck } from '../../main/journal/row-check.ts';
import { canonicalJson, type JsonObject } from '../../shared/canonical-json.ts';
import { skeletonSchema } from '../../shared/entries.ts';
import {
  at,
  draft,
  makeJournal,
  makeJournalFile,
  SIGNER,
  SUBJECT,
  tampered,
  unwrap,
  verdict,
} from './journal-fixture.ts';

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

  it('is right for a verification exactly when its fields are right for the schema', () => {
    const field = (good: fc.Arbitrary<string>, ...bad: string[]) => fc.oneof(good, fc.constantFrom(...bad));
    const fields = fc.record({
      kind: field(fc.constantFrom('a', 'step.intent', 'a-b.c'), '', 'A', 'a..b', 'a.', 'a b', 'a"b', 'x'.repeat(65)),
      subject: fc.option(
        field(fc.constant('0a'.repeat(32)), '', '0A'.repeat(32), '0a'.repeat(31), `${'0a'.repeat(32)}b`),
      ),
      time: field(
        fc.constantFrom(at(0), '2028-02-29T23:59:59.999Z'),
        ...[
          '2027-02-29T00:00:00.000Z',
          '2026-01-01T24:00:00.000Z',
          '2026-01-01T00:60:00.000Z',
          '2026-13-01T00:00:00.000Z',
        ],
        ...['2026-01-01T00:00:00Z', '2026-01-01', '', '2026-01-01T00:00:60.000Z', '+26-01-01T00:00:00.000Z'],
      ),
    });
    const salt = Buffer.alloc(32);
    const body = Buffer.from('{}');
    const payload = payloadDigest(salt, body);
    const check = createRowCheck();
    fc.assert(
      fc.property(fields, ({ kind, subject, time }) => {
        const skeleton = skeletonText(kind, payload, 3, subject, time);
        const right = check({ seq: 3, kind, subject, time, skeleton, nodes: Buffer.alloc(32), salt, body }, 3) !== null;
        expect(right).toBe(parseSkeleton(skeleton) !== null);
      }),
      { numRuns: 1000 },
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
    expect(
      parseSkeleton(JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as JsonObject).reverse()))),
    ).toBeNull();
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
