import { describe, expect, it } from 'vitest';
import type { Verifier } from '../../main/compose.ts';
import { entry } from '../../main/workspace/index.ts';
import { newLab, type Lab } from '../support/lab.ts';
import { windowAt, type Window } from '../support/window-at.ts';

/** A lab whose journal has so many entries after the genesis. */
function labWith(count: number): Lab {
  const lab = newLab();
  const desk = lab.open();
  const drafts = Array.from({ length: count }, (_, n) =>
    n % 2 === 0
      ? entry('run.refused', null, { code: 'expired', message: `Refusal number ${n}.`, signature: null })
      : entry('refusals.suppressed', null, { until: '2026-11-02T10:00:00.000Z' }),
  );
  desk.workspace.append(drafts);
  desk.close();
  return lab;
}

const ANY = { before: null, limit: 10, kind: null, search: null } as const;

describe('the journal in the window', () => {
  it('is listed newest first, page by page, each entry once', async () => {
    const window = windowAt(labWith(24));
    const seen: number[] = [];
    let before: number | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(window, before);
      seen.push(...page.entries.map(({ seq }) => seq));
      before = page.next;
    } while (before !== null);
    // The genesis, the entries, and that the window was opened.
    expect(seen).toEqual(Array.from({ length: 26 }, (_, n) => 25 - n));
  });

  it('is searched and filtered together', async () => {
    const window = windowAt(labWith(24));
    const found = await window.get('journal.list', { ...ANY, search: 'refusal number 2' });
    expect(found.entries.map(({ summary }) => summary.slice(0, 27))).toEqual([
      'Refused: Refusal number 22.',
      'Refused: Refusal number 20.',
      'Refused: Refusal number 2.',
    ]);
    const kind = await window.get('journal.list', { ...ANY, kind: 'refusals.suppressed' });
    expect(new Set(kind.entries.map((one) => one.kind))).toEqual(new Set(['refusals.suppressed']));
    const both = await window.get('journal.list', { ...ANY, kind: 'refusals.suppressed', search: 'refusal number' });
    expect(both).toMatchObject({ entries: [], next: null });
  });

  it('has no entry beyond its end', async () => {
    const window = windowAt(labWith(2));
    expect(await window.ask('journal.entry', { seq: 4 })).toMatchObject({ error: { code: 'entry-not-found' } });
    expect(await window.ask('journal.export-proof', { seq: 4 })).toMatchObject({ error: { code: 'entry-not-found' } });
    expect((await window.get('journal.entry', { seq: 3 })).proof.holds).toBe(true);
  });

  it('grows before the eyes of who watches', async () => {
    const window = windowAt(labWith(0));
    const { last } = await window.get('events.next', { after: null });
    await window.send({ ...window.sender('console'), isMainFrame: false }, message('settings.read'));
    const { events } = await window.get('events.next', { after: last });
    expect(events).toContainEqual({ type: 'journal.grew', size: 3 });
  });
});

function list(window: Window, before: number | null) {
  return window.get('journal.list', { ...ANY, before });
}

const message = (call: string): string => JSON.stringify({ call, input: {}, document: 'token of console-window' });

/** A verifier that does what the test says, when it says so. */
function toldVerifier() {
  const result = Promise.withResolvers<Awaited<ReturnType<Verifier['verify']>['result']>>();
  let progress: (done: number, total: number) => void = () => undefined;
  const verifier: Verifier = {
    verify: (_file, _mark, onProgress) => {
      progress = onProgress;
      return {
        result: result.promise,
        cancel: () => {
          result.resolve(null);
        },
      };
    },
  };
  return {
    verifier,
    result,
    tell: (done: number, total: number) => {
      progress(done, total);
    },
  };
}

describe('a verification', () => {
  it('is one at a time, tells how far it is, and can be cancelled', async () => {
    const told = toldVerifier();
    const window = windowAt(labWith(2), { window: { verifier: told.verifier } });
    const { job } = await window.get('journal.verify', {});
    expect(await window.ask('journal.verify', {})).toMatchObject({ error: { code: 'busy' } });
    const { last } = await window.get('events.next', { after: null });
    told.tell(3, 3);
    expect((await window.get('events.next', { after: last })).events).toEqual([
      { type: 'job.progress', job, done: 3, total: 3 },
    ]);
    const ended = window.get('events.next', { after: last + 1 });
    await window.get('journal.cancel-verification', {});
    expect((await ended).events).toEqual([{ type: 'job.ended', job }]);
    expect((await window.get('journal.verification', {})).latest).toMatchObject({ state: 'cancelled', result: null });
    expect(window.defects).toEqual([]);
  });

  it('that breaks down has failed, and is a defect', async () => {
    const told = toldVerifier();
    const window = windowAt(labWith(0), { window: { verifier: told.verifier } });
    await window.get('journal.verify', {});
    const { last } = await window.get('events.next', { after: null });
    const ended = window.get('events.next', { after: last });
    told.result.reject(new Error('the thread is gone'));
    await ended;
    expect((await window.get('journal.verification', {})).latest?.state).toBe('failed');
    expect(window.defects).toHaveLength(1);
  });

  it('is cancelled on its own thread too', async () => {
    const window = windowAt(labWith(200));
    await window.get('journal.verify', {});
    const { last } = await window.get('events.next', { after: null });
    const ended = window.get('events.next', { after: last });
    await window.get('journal.cancel-verification', {});
    await ended;
    expect((await window.get('journal.verification', {})).latest?.state).toBe('cancelled');
  });
});
