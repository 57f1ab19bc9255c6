import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { exportJournal } from '../../main/journal/index.ts';
import { verifyWhole, verifyWholeExport } from '../../main/operations/index.ts';
import { approved, carriedOut, forger, proposed, type Draft, type Forger } from '../support/forger.ts';
import { honest } from '../support/forgeries.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { unwrap } from '../support/unwrap.ts';

/** A journal with these entries behind its genesis, and the lines of its export. */
async function exported(
  drafts: (forging: Forger) => readonly Draft[],
): Promise<{ readonly forging: Forger; readonly lines: readonly string[] }> {
  const forging = forger();
  forging.write(drafts(forging));
  const lines: string[] = [];
  unwrap(await exportJournal(forging.journal, (line) => void lines.push(line)));
  return { forging, lines };
}

function fileOf(lines: readonly string[]): string {
  const file = join(temporaryFolder(), 'journal.export');
  writeFileSync(file, lines.join(''));
  return file;
}

const twoRuns = (forging: Forger): readonly Draft[] => {
  const second = forging.plan({ nonce: '22'.repeat(16) });
  return [...honest(forging).drafts, proposed(second), approved(second, ['ben', 'cleo']), ...carriedOut(second)];
};

describe('an export of an honest journal', () => {
  test('passes all three questions, with the same report as the journal', async () => {
    const { forging, lines } = await exported(twoRuns);
    const against = [forging.journal.head()];
    const report = await verifyWholeExport(fileOf(lines), { against });
    expect(report).toMatchObject({
      ok: true,
      integrity: { ok: true },
      authorisation: { ok: true, executions: 2, erased: 0 },
      anchoring: { level: 'checkpoint', size: forging.journal.size() },
      problem: null,
    });
    expect(report).toEqual(await verifyWhole(forging.journal.file, { against }));
  });

  test('leaves nothing among the temporary files', async () => {
    const { lines } = await exported(twoRuns);
    const file = fileOf(lines);
    const temporary = temporaryFolder();
    vi.stubEnv('TMPDIR', temporary);
    expect((await verifyWholeExport(file)).ok).toBe(true);
    vi.unstubAllEnvs();
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('with an erased payload counts it in both answers, as the journal does', async () => {
    const forging = forger();
    forging.write([proposed(forging.plan())]);
    const tombstone = {
      kind: 'payload.erased',
      subject: null,
      payload: { type: 'payload.erased', entry: 1, reason: 'A test' },
    };
    unwrap(forging.journal.erase(1, tombstone, forging.journal.lastTime()));
    const lines: string[] = [];
    unwrap(await exportJournal(forging.journal, (line) => void lines.push(line)));
    const report = await verifyWholeExport(fileOf(lines));
    expect(report).toMatchObject({ erased: 1, authorisation: { erased: 1 } });
    expect(report).toEqual(await verifyWhole(forging.journal.file));
  });
});

describe('an export of a journal that somebody forged with its own key', () => {
  test.each<[string, (forging: Forger) => readonly Draft[], number, RegExp]>([
    [
      'a run with one signature where two are needed',
      (forging) => [proposed(forging.plan()), approved(forging.plan(), ['ada']), ...carriedOut(forging.plan())],
      2,
      /without its quorum/,
    ],
    [
      'steps that were carried out without an admission',
      (forging) => [proposed(forging.plan()), ...carriedOut(forging.plan())],
      2,
      /without a quorum/,
    ],
    [
      'a plan that was made on another history',
      (forging) => {
        const { origin } = forging.journal;
        const plan = forging.plan({ journal: { origin, size: 1, root: 'ab'.repeat(32) } });
        return [proposed(plan), approved(plan, ['ada', 'ben'])];
      },
      2,
      /another history/,
    ],
    [
      'a second run behind an honest one, of a plan that nobody signed',
      (forging) => {
        const second = forging.plan({ nonce: '33'.repeat(16) });
        return [...honest(forging).drafts, proposed(second), approved(second, []), ...carriedOut(second)];
      },
      11,
      /without its quorum/,
    ],
  ])('%s: whole, but named at that entry', async (_, drafts, entry, says) => {
    const { forging, lines } = await exported(drafts);
    const report = await verifyWholeExport(fileOf(lines));
    expect(report).toMatchObject({
      ok: false,
      integrity: { ok: true },
      authorisation: { ok: false },
      problem: {
        kind: 'unauthorised',
        entry,
        log: forging.journal.origin,
        message: expect.stringMatching(says) as string,
      },
    });
    expect(report).toEqual(await verifyWhole(forging.journal.file));
  });
});

describe('an export that is not whole', () => {
  const flaws: readonly [string, (lines: readonly string[]) => readonly string[]][] = [
    ['without its last entry', (lines) => lines.slice(0, -1)],
    ['with an entry twice', (lines) => lines.toSpliced(4, 0, ...lines.slice(4, 5))],
    ['with a changed payload', (lines) => lines.map((line) => line.replace('CHG-4711', 'CHG-4712'))],
    [
      'with an entry without hashes',
      (lines) => lines.with(3, '{"nodes":"","payload":null,"salt":null,"skeleton":""}\n'),
    ],
    ['that is cut off', (lines) => lines.with(-1, (lines.at(-1) ?? '').slice(0, 40))],
    ['without a header', (lines) => lines.slice(1)],
    ['that is empty', () => []],
  ];

  test.each(flaws)('%s fails, and no authorisation is judged', async (_, flaw) => {
    const { lines } = await exported(twoRuns);
    const changed = flaw(lines);
    expect(changed).not.toEqual(lines);
    const report = await verifyWholeExport(fileOf(changed));
    expect(report).toMatchObject({ ok: false, integrity: { ok: false }, authorisation: null });
    expect(report.problem).not.toBeNull();
  });
});
