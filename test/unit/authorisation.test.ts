import { describe, expect, test } from 'vitest';
import { verifyAuthorisation } from '../../main/operations/index.ts';
import { approved, carriedOut, finished, forger, intended, outcome, proposed, settled } from '../support/forger.ts';
import { describeForgeries, honest, planAndRun, SIGNERS, type Forgery } from '../support/forgeries.ts';
import { textIn } from '../support/told.ts';
import { present } from '../support/unwrap.ts';

describe('an execution with its quorum', () => {
  test('is found to be authorised, and counted', () => {
    const forging = forger();
    forging.write(honest(forging).drafts);
    expect(forging.verdict()).toBe('ok');
    const again = forging.plan({ nonce: '11'.repeat(16) });
    forging.write([proposed(again), approved(again, ['ben', 'cleo']), ...carriedOut(again)]);
    expect(forging.verdict()).toBe('ok');
  });

  test('may stop anywhere: what was interrupted is no offence', () => {
    const { drafts } = honest(forger());
    for (let length = 0; length <= drafts.length; length += 1) {
      const forging = forger();
      forging.write(honest(forging).drafts.slice(0, length));
      expect(forging.verdict()).toBe('ok');
    }
  });

  test('may have attempts that were proven not done, and settlements', () => {
    const forging = forger();
    const { statement } = honest(forging);
    const second = { intent: 'second', attempt: 2 };
    forging.write([
      proposed(statement),
      approved(statement, SIGNERS),
      intended(statement, 's1'),
      outcome(statement, 's1'),
      intended(statement, 's2'),
      outcome(statement, 's2', { outcome: 'unknown' }),
      settled(statement, 's2', { verdict: 'unknown' }),
      settled(statement, 's2', { verdict: 'not-done' }),
      intended(statement, 's2', second),
      outcome(statement, 's2', { intent: 'second' }),
      intended(statement, 's3'),
      outcome(statement, 's3'),
      finished(statement),
    ]);
    expect(forging.verdict()).toBe('ok');
  });
});

const STEPS: readonly Forgery[] = [
  {
    name: 'a second admission of the same plan',
    drafts: (forging) => [...honest(forging).drafts, approved(forging.plan(), SIGNERS)],
    entry: 10,
    says: /a second time/,
  },
  {
    name: 'a second admission while the first run is open',
    drafts: (forging) => [...planAndRun(forging.plan()), approved(forging.plan(), SIGNERS)],
    entry: 3,
    says: /a second time/,
  },
  {
    name: 'a step that the plan does not have',
    drafts: (forging) => [...planAndRun(forging.plan()), intended(forging.plan(), 's4', { action: 'rotate-key' })],
    entry: 3,
    says: /does not have/,
  },
  {
    name: 'a step that does something else than the plan says',
    drafts: (forging) => [...planAndRun(forging.plan()), intended(forging.plan(), 's1', { action: 'rotate-key' })],
    entry: 3,
    says: /something else/,
  },
  {
    name: 'an outcome without an intent',
    drafts: (forging) => [...planAndRun(forging.plan()), outcome(forging.plan(), 's1')],
    entry: 3,
    says: /without an intent/,
  },
  {
    name: 'a settlement without an intent',
    drafts: (forging) => [...planAndRun(forging.plan()), settled(forging.plan(), 's2')],
    entry: 3,
    says: /without an intent/,
  },
  {
    name: 'an outcome of another intent than the one that was written',
    drafts: (forging) => [
      ...planAndRun(forging.plan()),
      intended(forging.plan(), 's1'),
      outcome(forging.plan(), 's1', { intent: 'elsewhere' }),
    ],
    entry: 4,
    says: /without an intent/,
  },
  {
    name: 'an outcome that gives a step the intent of another',
    drafts: (forging) => [
      ...planAndRun(forging.plan()),
      intended(forging.plan(), 's1'),
      outcome(forging.plan(), 's2', { intent: textIn(intended(forging.plan(), 's1').payload, 'intent') }),
    ],
    entry: 4,
    says: /intent/,
  },
  {
    name: 'a second outcome of an intent that has one',
    drafts: (forging) => [
      ...planAndRun(forging.plan()),
      intended(forging.plan(), 's1'),
      outcome(forging.plan(), 's1', { outcome: 'not-done' }),
      outcome(forging.plan(), 's1'),
    ],
    entry: 5,
    says: /outcome/,
  },
  {
    name: 'an intent that was written before',
    drafts: (forging) => [
      ...planAndRun(forging.plan()),
      intended(forging.plan(), 's2'),
      intended(forging.plan(), 's2'),
    ],
    entry: 4,
    says: /intent|again|twice/,
  },
  {
    name: 'a change that is done a second time under one approval',
    drafts: (forging) => [
      ...honest(forging).drafts.slice(0, -1),
      intended(forging.plan(), 's2', { attempt: 2, intent: 'once more' }),
    ],
    entry: 9,
    says: /again|second|already/,
  },
  {
    name: 'an intent after the run had finished',
    drafts: (forging) => [...honest(forging).drafts, intended(forging.plan(), 's2', { attempt: 2, intent: 'late' })],
    entry: 10,
    says: /after its run had finished/,
  },
  {
    name: 'an outcome after the run had finished',
    drafts: (forging) => [...honest(forging).drafts, outcome(forging.plan(), 's2')],
    entry: 10,
    says: /after its run had finished/,
  },
  {
    name: 'a second end of a run',
    drafts: (forging) => [...honest(forging).drafts, finished(forging.plan())],
    entry: 10,
    says: /after its run had finished/,
  },
];

describeForgeries('a step that the signed plan does not cover is named at its entry', STEPS);

test('the first bad entry is named, not a later one', () => {
  const forging = forger();
  const plan = forging.plan();
  forging.write([proposed(plan), intended(plan, 's2'), outcome(plan, 's2'), ...carriedOut(plan)]);
  expect(forging.verdict()).toMatch(/^unauthorised 2: /);
});

test('a payload that was erased is counted, and hides no execution', () => {
  const forging = forger();
  forging.write(honest(forging).drafts);
  const { journal } = forging;
  const tombstone = {
    kind: 'payload.erased',
    subject: null,
    payload: { type: 'payload.erased', entry: 2, reason: 'A test' },
  };
  const erased = journal.erase(2, tombstone, journal.lastTime());
  expect(erased.ok).toBe(true);
  const report = verifyAuthorisation(journal);
  expect(report.erased).toBe(1);
  // The admission is gone: what follows it stands there without one.
  expect(present(report.problem)).toMatchObject({ kind: 'unauthorised', entry: 3 });
});

test('an erasure that nobody signed for is named', () => {
  const forging = forger();
  const { journal } = forging;
  forging.write([proposed(forging.plan())]);
  const tombstone = {
    kind: 'payload.erased',
    subject: null,
    payload: { type: 'payload.erased', entry: 1, reason: 'A test' },
  };
  expect(journal.erase(1, tombstone, journal.lastTime()).ok).toBe(true);
  expect(forging.verdict()).toMatch(/^unauthorised 2: An erasure/);
});
