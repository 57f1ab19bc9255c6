import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { withNewest, withOlder } from '../../renderer/features/journal/entries.ts';
import { JournalScreen } from '../../renderer/features/journal/journal-screen.tsx';
import { proofPath } from '../../renderer/features/journal/proof-path.ts';
import type { BoundaryError, EntryDetail, EntryRow, VerificationView } from '../../shared/contract/index.ts';
import type { Answers } from '../support/boundary-double.ts';
import { renderScreen } from './render.tsx';

const HASH = (at: number): string => at.toString(16).padStart(2, '0').repeat(32);
const TIME = '2026-11-21T10:00:00.000Z';
const row = (seq: number): EntryRow => ({
  seq,
  time: TIME,
  kind: seq % 2 === 0 ? 'plan.proposed' : 'run.ended',
  subject: null,
  summary: `summary of ${seq}`,
  erased: false,
});
const rows = (from: number, count: number): EntryRow[] => Array.from({ length: count }, (_, at) => row(from - at));
const KINDS = ['plan.proposed', 'run.ended'];

const detail = (changes: Partial<EntryDetail> = {}): EntryDetail => ({
  ...row(5),
  skeleton: '{"kind":"run.ended"}',
  payload: '{\n  "result": "done"\n}',
  leaf: HASH(1),
  proof: { hashes: [HASH(2), HASH(3), HASH(4)], size: 8, root: HASH(5), holds: true },
  checkpoint: 'claviger/test\n8\nroot\n\n— signature',
  ...changes,
});

const ANSWERS: Answers<'console'> = {
  'journal.list': () => ({ entries: rows(7, 8), next: null, size: 8, kinds: KINDS }),
  'journal.verification': () => ({ latest: null }),
  'journal.entry': ({ seq }) => detail({ ...row(seq) }),
  'settings.read': () => ({ appearance: 'system', density: 'compact', lockAfterMinutes: 15, savedViews: [] }),
};
const failure = (code: BoundaryError['code'], message: string): BoundaryError => ({
  code,
  message,
  retryable: false,
  correlationId: 'c-1',
});
const RESULT: VerificationView = {
  ok: true,
  size: 8,
  root: HASH(5),
  integrity: true,
  authorisation: { ok: true, executions: 3, erased: 0 },
  anchoring: 'none: no head was kept outside',
  problem: null,
  at: TIME,
};
const JOB = { job: 'j-0000000000000001', state: 'running' as const, done: 0, total: 8, result: null };
const inputs = (heard: readonly { call: string; input: unknown }[], call: string) =>
  heard.filter((one) => one.call === call).map(({ input }) => input);

describe('the journal', () => {
  it('lists its entries, newest first', async () => {
    renderScreen(<JournalScreen seq={null} />, ANSWERS);
    const grid = await screen.findByRole('grid', { name: 'Journal entries, newest first' });
    const numbers = within(grid)
      .getAllByRole('row')
      .slice(1)
      .map((one) => within(one).getAllByRole('gridcell')[0]?.textContent);
    expect(numbers).toEqual(['7', '6', '5', '4', '3', '2', '1', '0']);
  });

  it('reads older entries when the end of the list is reached, from where the page ended', async () => {
    const { heard } = renderScreen(<JournalScreen seq={null} />, {
      ...ANSWERS,
      'journal.list': ({ before }) =>
        before === null
          ? { entries: rows(399, 200), next: 200, size: 400, kinds: KINDS }
          : { entries: rows(before - 1, 200), next: null, size: 400, kinds: KINDS },
    });
    const grid = await screen.findByRole('grid');
    expect(inputs(heard, 'journal.list')).toEqual([{ before: null, limit: 200, kind: null, search: null }]);
    fireEvent.keyDown(grid, { key: 'End' });
    await waitFor(() => {
      expect(inputs(heard, 'journal.list')).toContainEqual({ before: 200, limit: 200, kind: null, search: null });
    });
    await waitFor(() => {
      expect(grid.getAttribute('aria-rowcount')).toBe('401');
    });
  });

  it('searches at once when Enter is pressed', async () => {
    const { heard } = renderScreen(<JournalScreen seq={null} />, ANSWERS);
    await screen.findByRole('grid');
    await userEvent.type(screen.getByLabelText('Search entries'), 'payments{Enter}');
    await waitFor(() => {
      expect(inputs(heard, 'journal.list')).toContainEqual({
        before: null,
        limit: 200,
        kind: null,
        search: 'payments',
      });
    });
  });

  it('narrows the list to a kind of entry', async () => {
    const { heard } = renderScreen(<JournalScreen seq={null} />, ANSWERS);
    await screen.findByRole('grid');
    await userEvent.click(screen.getByRole('combobox', { name: 'Kind of entry' }));
    await userEvent.click(await screen.findByRole('option', { name: 'run.ended', hidden: true }));
    await waitFor(() => {
      expect(inputs(heard, 'journal.list')).toContainEqual(expect.objectContaining({ kind: 'run.ended' }));
    });
  });

  it('opens an entry at its own address', async () => {
    const { at } = renderScreen(<JournalScreen seq={null} />, ANSWERS);
    await userEvent.click(await screen.findByText('summary of 5'));
    await waitFor(() => {
      expect(at()).toBe('/journal/5');
    });
  });

  it('says why it cannot be read, and tries again', async () => {
    let broken = true;
    renderScreen(<JournalScreen seq={null} />, {
      ...ANSWERS,
      'journal.list': () =>
        broken
          ? failure('journal-unreadable', 'The journal cannot be read.')
          : { entries: rows(1, 2), next: null, size: 2, kinds: KINDS },
    });
    await screen.findByText('The journal cannot be read.');
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('summary of 1')).toBeDefined();
  });

  it('tells an empty search from an empty journal', async () => {
    renderScreen(<JournalScreen seq={null} />, {
      ...ANSWERS,
      'journal.list': () => ({ entries: [], next: null, size: 8, kinds: KINDS }),
    });
    await screen.findByText('No entries');
    await userEvent.type(screen.getByLabelText('Search entries'), 'nothing{Enter}');
    expect(await screen.findByText('No entry fits')).toBeDefined();
  });
});

describe('an entry', () => {
  it('is shown with skeleton, payload, checkpoint and its proof from the leaf to the root', async () => {
    renderScreen(<JournalScreen seq={5} />, ANSWERS);
    await screen.findByText(/The proof holds: entry 5 stands in the journal of 8 entries/);
    const drawing = screen.getByRole('img', { name: /From the leaf of entry 5 3 steps up to the root/ });
    expect(drawing.getAttribute('aria-label')).toContain(
      'step 1 joins entry 4 on the left; step 2 joins entries 6 to 7 on the right; step 3 joins entries 0 to 3 on the left',
    );
    for (const region of ['skeleton', 'payload', 'checkpoint']) screen.getByRole('region', { name: region });
  });

  it('says when its proof does not hold', async () => {
    const bad = detail();
    renderScreen(<JournalScreen seq={5} />, {
      ...ANSWERS,
      'journal.entry': () => ({ ...bad, proof: { ...bad.proof, holds: false } }),
    });
    expect(await screen.findByText(/The proof does not hold/)).toBeDefined();
    expect(screen.queryByText(/The proof holds/)).toBeNull();
  });

  it('says when its payload was erased by a signed decision', async () => {
    renderScreen(<JournalScreen seq={5} />, {
      ...ANSWERS,
      'journal.entry': () => detail({ payload: null, erased: true }),
    });
    expect(await screen.findByText(/It was erased by a signed decision/)).toBeDefined();
  });

  it('exports its proof and says where it is', async () => {
    const { heard } = renderScreen(<JournalScreen seq={5} />, {
      ...ANSWERS,
      'journal.export-proof': () => ({ file: '/tmp/exports/entry-5.tlog-proof', sha256: HASH(9) }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Export the proof' }));
    expect(await screen.findByText('/tmp/exports/entry-5.tlog-proof')).toBeDefined();
    expect(inputs(heard, 'journal.export-proof')).toEqual([{ seq: 5 }]);
  });
});

describe('the verification', () => {
  it('runs when asked for, shows how far it is, and can be cancelled', async () => {
    let latest: object | null = null;
    const { heard } = renderScreen(<JournalScreen seq={null} />, {
      ...ANSWERS,
      'journal.verification': () => ({ latest: latest as never }),
      'journal.verify': () => ((latest = { ...JOB, done: 3 }), JOB),
      'journal.cancel-verification': () => ({ latest: (latest = { ...JOB, state: 'cancelled' }) as never }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Verify now' }));
    expect(await screen.findByText('3 of 8')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText(/was cancelled; it says nothing about the journal/)).toBeDefined();
    expect(inputs(heard, 'journal.cancel-verification')).toHaveLength(1);
  });

  it('answers three questions apart', async () => {
    renderScreen(<JournalScreen seq={null} />, {
      ...ANSWERS,
      'journal.verification': () => ({ latest: { ...JOB, state: 'done', done: 8, result: RESULT } }),
    });
    await screen.findByText(/The journal verifies/);
    expect(screen.getAllByRole('term').map((term) => term.textContent.trim())).toEqual([
      'Integrity',
      'Authorisation',
      'Anchoring',
    ]);
    expect(screen.getByText(/Every execution had its quorum: 3 executions/)).toBeDefined();
    expect(screen.getByText('none: no head was kept outside')).toBeDefined();
  });

  it('names the first bad entry, and does not judge authorisation of a journal that is not whole', async () => {
    renderScreen(<JournalScreen seq={null} />, {
      ...ANSWERS,
      'journal.verification': () => ({
        latest: {
          ...JOB,
          state: 'done',
          result: {
            ...RESULT,
            ok: false,
            integrity: false,
            authorisation: null,
            problem: { kind: 'changed', entry: 3, message: 'Entry 3 was changed.' },
          },
        },
      }),
    });
    await screen.findByText(/The journal does not verify/);
    expect(screen.getByText(/Not judged: the journal is not whole/)).toBeDefined();
    expect(screen.getByRole('link', { name: 'Go to entry 3' }).getAttribute('href')).toBe('/journal/3');
  });

  it('exports the checkpoint and asks to keep it somewhere else', async () => {
    renderScreen(<JournalScreen seq={null} />, {
      ...ANSWERS,
      'journal.export-checkpoint': () => ({ file: '/tmp/exports/checkpoint.txt', sha256: HASH(9) }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Export' }));
    await act(async () => {
      fireEvent.click(await screen.findByRole('menuitem', { name: /The checkpoint/, hidden: true }));
    });
    expect(await screen.findByText('/tmp/exports/checkpoint.txt')).toBeDefined();
    expect(screen.getByText(/Keep it somewhere else: on paper/)).toBeDefined();
  });
});

describe('pages of entries', () => {
  const page = (from: number, count: number, next: number | null, size = 400) => ({
    entries: rows(from, count),
    next,
    size,
    kinds: [...KINDS],
  });

  it('grow on top without reading again what is below', () => {
    const before = withOlder(withNewest(null, page(399, 200, 200)), page(199, 200, null));
    const after = withNewest(before, page(402, 200, 203, 403));
    expect(after.entries.map(({ seq }) => seq)).toEqual(rows(402, 403).map(({ seq }) => seq));
    expect(after.next).toBeNull();
  });

  it('begin anew when entries between the pages are missing', () => {
    const before = withNewest(null, page(99, 100, null, 100));
    const after = withNewest(before, page(399, 200, 200));
    expect(after.entries).toHaveLength(200);
    expect(after.next).toBe(200);
  });

  it('never hold an entry twice', () => {
    const before = withNewest(null, page(399, 200, 200));
    expect(withOlder(before, page(205, 200, null)).entries.map(({ seq }) => seq)).toEqual(
      rows(399, 394).map(({ seq }) => seq),
    );
  });
});

describe('the way of an inclusion proof', () => {
  it('is empty in a tree of one leaf', () => {
    expect(proofPath(0, 1)).toEqual([]);
  });

  it('joins, for every entry of every small tree, each other entry exactly once and ends at the root', () => {
    for (let size = 1; size <= 40; size += 1) {
      for (let seq = 0; seq < size; seq += 1) {
        const path = proofPath(seq, size);
        const joined = path.flatMap(({ neighbour: { from, to } }) =>
          Array.from({ length: to - from + 1 }, (_, at) => from + at),
        );
        const others = Array.from({ length: size }, (_, at) => at).filter((at) => at !== seq);
        expect(joined.sort((a, b) => a - b)).toEqual(others);
        if (size > 1) expect(path.at(-1)?.above).toEqual({ from: 0, to: size - 1 });
      }
    }
  });
});
