import fc from 'fast-check';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal, openJournalReadOnly, verifyJournal } from '../../main/journal/index.ts';
import { at, makeJournal, SIGNER, temporaryFolder, unwrap } from './journal-fixture.ts';

const folder = temporaryFolder();
const journal = makeJournal(24, { text: (seq) => (seq === 7 ? 'long '.repeat(2000) : `text ${seq}`) });
unwrap(
  journal.erase(4, { kind: 'payload.erased', subject: null, payload: { type: 'payload.erased', entry: 4 } }, at(99)),
);
journal.close();
const intact = readFileSync(journal.file);
const contents = readAll(journal.file);

function readAll(file: string): string | null {
  const opened = openJournalReadOnly({ file });
  if (!opened.ok) return null;
  try {
    const kinds = [...opened.value.entries({ kind: 'step.outcome' })].map(({ skeleton }) => skeleton.seq);
    return JSON.stringify([opened.value.head(), kinds, [...opened.value.entries()]]);
  } finally {
    opened.value.close();
  }
}

/** Either the damage is named, or everything reads as it was written. */
async function judge(bytes: Uint8Array): Promise<void> {
  const file = join(folder, 'journal.db');
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  writeFileSync(file, bytes);
  const report = await verifyJournal({ file });
  if (report.ok) expect(readAll(file)).toBe(contents);
  else expect(report.problem?.message).toMatch(/^[A-Z].*\.$/s);
  const opened = openJournal({ file, signer: SIGNER });
  if (opened.ok) opened.value.close();
}

describe('a journal file in which', () => {
  const byte = fc.tuple(fc.nat({ max: intact.length - 1 }), fc.integer({ min: 1, max: 255 }));

  it('one byte was changed gets a named problem, or reads as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(byte, async ([index, mask]) => {
        const bytes = Uint8Array.from(intact);
        bytes[index] = (bytes[index] ?? 0) ^ mask;
        await judge(bytes);
      }),
      { numRuns: 400 },
    );
  });

  it('a byte of the header or the schema was changed gets a named problem, or reads as it was written', async () => {
    for (let index = 0; index < 400; index += 3) {
      const bytes = Uint8Array.from(intact);
      bytes[index] = (bytes[index] ?? 0) ^ (1 << (index % 8));
      await judge(bytes);
    }
  });

  it('pages were cut off, zeroed or swapped gets a named problem', async () => {
    const pages = intact.length / 4096;
    const page = (index: number) => intact.subarray(index * 4096, (index + 1) * 4096);
    for (let index = 0; index < pages; index += 1) {
      const zeroed = Uint8Array.from(intact);
      zeroed.fill(0, index * 4096, (index + 1) * 4096);
      const swapped = Uint8Array.from(intact);
      const other = (index + 1) % pages;
      swapped.set(page(other), index * 4096);
      swapped.set(page(index), other * 4096);
      for (const bytes of [intact.subarray(0, index * 4096), intact.subarray(0, index * 4096 + 100), zeroed, swapped]) {
        await judge(bytes);
      }
    }
  });

  it('many bytes were changed never brings a verification down', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(byte, { minLength: 2, maxLength: 30 }), async (changes) => {
        const bytes = Uint8Array.from(intact);
        for (const [index, mask] of changes) bytes[index] = (bytes[index] ?? 0) ^ mask;
        await judge(bytes);
      }),
      { numRuns: 150 },
    );
  });
});
