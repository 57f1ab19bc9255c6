import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportJournal, readExport, verifyExport, verifyJournal } from '../../main/journal/index.ts';
import {
  at,
  keepJournal,
  makeJournal,
  rewrite,
  summary,
  tampered,
  temporaryFolder,
  unwrap,
} from './journal-fixture.ts';

const SIZE = 13;
const { file, origin, head } = keepJournal(SIZE);

async function linesOf(source: { readonly file: string }): Promise<string[]> {
  const lines: string[] = [];
  unwrap(await exportJournal(source, (line) => void lines.push(line)));
  return lines;
}

const lines = await linesOf({ file });
const verdictOf = async (parts: readonly (string | Uint8Array)[], against: string[] = []) =>
  summary(await verifyExport(parts, { against }));
const edited = (seq: number, change: (line: string) => string) =>
  lines.map((line, index) => (index === seq + 1 ? change(line) : line));

describe('an export', () => {
  it('has a header with the head, and a line for each entry', () => {
    expect(lines.length).toBe(SIZE + 1);
    expect(JSON.parse(lines[0]!)).toEqual({ type: 'claviger.export.v1', origin, checkpoint: head });
    const entry = JSON.parse(lines[6]!) as Record<string, string>;
    expect(Object.keys(entry)).toEqual(['nodes', 'payload', 'salt', 'skeleton']);
    expect(JSON.parse(entry['skeleton']!)).toMatchObject({ seq: 5 });
  });

  it('verifies as the journal does', async () => {
    expect(await verifyExport(lines)).toEqual(await verifyJournal({ file }));
    expect(await verifyExport(lines, { against: [head] })).toMatchObject({
      anchoring: { level: 'checkpoint', size: SIZE },
    });
  });

  it('may come in chunks of any size', async () => {
    const bytes = Buffer.from(lines.join(''));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 999 }), async (step) => {
        const chunks = [];
        for (let start = 0; start < bytes.length; start += step) chunks.push(bytes.subarray(start, start + step));
        expect(await verdictOf(chunks)).toBe('ok');
      }),
      { numRuns: 20 },
    );
  });

  it('of a journal with erased payloads and any text verifies', async () => {
    const journal = makeJournal(5, { text: (seq) => `Ünï "${seq}" \\ 𝄞` });
    unwrap(
      journal.erase(2, { kind: 'payload.erased', subject: null, payload: { type: 'payload.erased', entry: 2 } }, at(9)),
    );
    expect(await verifyExport(await linesOf(journal))).toMatchObject({ ok: true, erased: 1, size: 6 });
    journal.close();
  });

  it('of a damaged journal shows the same damage', async () => {
    for (const work of [
      `UPDATE payloads SET body = CAST(x'ff' AS TEXT) WHERE seq = 5`,
      `UPDATE entries SET skeleton = '{}' WHERE seq = 5`,
      'DELETE FROM entries WHERE seq = 5',
      'DELETE FROM payloads WHERE seq = 5',
      'UPDATE entries SET nodes = zeroblob(64) WHERE seq = 5',
    ]) {
      const copy = { file: tampered(file, (db) => db.exec(work)) };
      expect(summary(await verifyExport(await linesOf(copy)))).toBe(summary(await verifyJournal(copy)));
    }
  });

  it('is not made of what is no journal', async () => {
    const made = await exportJournal({ file: `${temporaryFolder()}/none` }, () => undefined);
    expect(made).toMatchObject({ ok: false, error: { code: 'journal-missing' } });
  });
});

describe('verifying an export names the first bad entry when', () => {
  const removed = lines.filter((_, index) => index !== 6);
  const swapped = lines.map((line, index) => (index === 6 ? lines[9]! : index === 9 ? lines[6]! : line));
  it.each([
    ['a payload was changed', edited(5, (line) => line.replace('number 5', 'number 6')), 'payload-changed 5'],
    [
      'a skeleton was changed',
      edited(5, (line) => line.replace('kind\\":\\"step.intent', 'kind\\":\\"step.intend')),
      'changed 5',
    ],
    ['a salt was changed', edited(5, (line) => line.replace(/"salt":"../, '"salt":"AA')), 'payload-changed 5'],
    ['a salt is no base64', edited(5, (line) => line.replace(/"salt":"../, '"salt":"??')), 'payload-changed 5'],
    ['stored hashes were changed', edited(5, (line) => line.replace(/"nodes":"../, '"nodes":"AA')), 'derived-table 5'],
    [
      'a payload was dropped',
      edited(5, (line) =>
        line.replace(/"payload":"(?:[^"\\]|\\.)*"/, '"payload":null').replace(/"salt":"[^"]*"/, '"salt":null'),
      ),
      'payload-missing 5',
    ],
    ['a line was removed', removed, 'missing 5'],
    ['a line was doubled', edited(5, (line) => line + line), 'added 6'],
    ['two lines were swapped', swapped, 'reordered 5'],
    ['the tail was cut off', lines.slice(0, 10), 'truncated 9'],
    ['a line was cut', [lines.join('').slice(0, -5)], 'unreadable 12'],
    ['a line is no JSON', edited(5, () => 'x\n'), 'unreadable 5'],
    ['a line is empty', edited(5, () => '\n'), 'unreadable 5'],
    ['a field is missing', edited(5, (line) => line.replace('"nodes"', '"notes"')), 'unreadable 5'],
    [
      'a line is not UTF-8',
      [lines.slice(0, 6).join(''), Uint8Array.of(0xff, 0x0a), lines.slice(6).join('')],
      'unreadable 5',
    ],
    ['lines were added', [...lines, lines[5]!], `added ${SIZE}`],
    ['the genesis was removed', lines.filter((_, index) => index !== 1), 'missing 0'],
    ['the header was removed', lines.slice(1), 'unreadable -'],
    ['the header has another head', [lines[0]!.replace('n13', 'n12'), ...lines.slice(1)], 'head-invalid -'],
    ['all entries were removed', lines.slice(0, 1), 'genesis 0'],
    ['it is empty', [], 'unreadable -'],
    ['it never ends', ['x'.repeat(9_000_000)], 'unreadable -'],
  ])('%s', async (_, parts, expected) => {
    expect(await verdictOf(parts)).toBe(expected);
  });

  it('a byte moved from a payload into its salt', async () => {
    const moved = edited(5, (line) => {
      const entry = JSON.parse(line) as { payload: string; salt: string };
      const salt = Buffer.concat([Buffer.from(entry.salt, 'base64'), Buffer.from('{')]).toString('base64');
      return `${JSON.stringify({ ...entry, payload: entry.payload.slice(1), salt })}\n`;
    });
    expect(await verdictOf(moved)).toBe('payload-changed 5');
  });

  it('it shows another history than a kept checkpoint', async () => {
    const copy = { file: tampered(file, (db) => rewrite(db, origin, 5, SIZE)) };
    expect(await verdictOf(await linesOf(copy))).toBe('ok');
    expect(await verdictOf(await linesOf(copy), [head])).toBe(`forked ${SIZE}`);
  });
});

describe('reading an export', () => {
  it('gives the checkpoint, and the rows as they stand', async () => {
    const items = [];
    for await (const item of readExport(lines)) items.push(item);
    expect(items[0]).toEqual({ checkpoint: head });
    expect(items[3]).toMatchObject({ seq: 2, kind: 'step.intent', time: at(2), subject: null });
  });

  it('waits for a writer that is slow', async () => {
    const order: string[] = [];
    await exportJournal({ file }, async () => {
      order.push('begin');
      await Promise.resolve();
      order.push('end');
    });
    expect(order.slice(0, 4)).toEqual(['begin', 'end', 'begin', 'end']);
  });
});
