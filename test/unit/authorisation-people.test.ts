import { describe, expect, test } from 'vitest';
import { verifyAuthorisation } from '../../main/operations/index.ts';
import type { Journal } from '../../main/journal/index.ts';
import {
  accepted,
  approved,
  dissented,
  draft,
  forger,
  intended,
  proposed,
  stored,
  type Draft,
  type Forger,
} from '../support/forger.ts';
import { describeForgeries, honest, planAndRun, SIGNERS, type Forgery } from '../support/forgeries.ts';

const DISSENTS: readonly Forgery[] = [
  {
    name: 'a run although somebody who could approve had said no',
    drafts: (forging) => {
      const plan = forging.plan();
      return [proposed(plan), dissented(plan, 'cleo', 'Too early'), approved(plan, SIGNERS)];
    },
    entry: 3,
    says: /said no/,
  },
  {
    name: 'a run although somebody had said no without a reason',
    drafts: (forging) => {
      const plan = forging.plan();
      return [proposed(plan), dissented(plan, 'cleo', null), approved(plan, SIGNERS)];
    },
    entry: 3,
    says: /said no/,
  },
  {
    name: 'a run over a dissent that is recorded as one that does not block',
    drafts: (forging) => {
      const plan = forging.plan();
      return [proposed(plan), dissented(plan, 'cleo', 'Too early', { blocks: false }), approved(plan, SIGNERS)];
    },
    entry: 3,
    says: /said no/,
  },
  {
    name: 'a dissent whose reason was put into somebody’s mouth',
    drafts: (forging) => [
      proposed(forging.plan()),
      dissented(forging.plan(), 'cleo', 'Too early', { reason: 'I am bribed' }),
    ],
    entry: 2,
    says: /does not hold/,
  },
  {
    name: 'a dissent by a stranger',
    drafts: (forging) => [proposed(forging.plan()), dissented(forging.plan(), 'mallory', 'No')],
    entry: 2,
    says: /does not hold/,
  },
  {
    name: 'a dissent that is recorded as another person’s',
    drafts: (forging) => [proposed(forging.plan()), dissented(forging.plan(), 'dan', 'No', { person: 'cleo' })],
    entry: 2,
    says: /dissent/,
  },
  {
    name: 'a dissent from a plan that was never made',
    drafts: (forging) => [dissented(forging.plan(), 'cleo', 'No')],
    entry: 1,
    says: /never made here/,
  },
  {
    name: 'an approval that is passed off as a dissent',
    drafts: (forging) => {
      const plan = forging.plan();
      const { signature } = stored('cleo', plan.bytes);
      return [proposed(plan), dissented(plan, 'cleo', null, { signature })];
    },
    entry: 2,
    says: /dissent/i,
  },
];

const FALSE_NAMES: readonly Forgery[] = [
  {
    name: 'an approval that is recorded as another person’s',
    drafts: (forging) => {
      const plan = forging.plan();
      const approvals = [stored('ada', plan.bytes), stored('ben', plan.bytes, 'signoff', { person: 'fay' })];
      return [proposed(plan), approved(plan, [], { approvals })];
    },
    entry: 2,
    says: /signature/,
  },
  {
    name: 'an approval that is recorded as made in hardware',
    drafts: (forging) => {
      const plan = forging.plan();
      const approvals = [stored('ada', plan.bytes), stored('ben', plan.bytes, 'signoff', { custody: 'hardware' })];
      return [proposed(plan), approved(plan, [], { approvals })];
    },
    entry: 2,
    says: /signature/,
  },
  {
    name: 'a seat for somebody who has not signed',
    drafts: (forging) => {
      const seats = ['ada', 'fay'].map((person) => ({ role: 'custodian', person }));
      return [proposed(forging.plan()), approved(forging.plan(), SIGNERS, { seats })];
    },
    entry: 2,
    says: /seat|signed|signature/,
  },
];

const ACCEPTANCES: readonly Forgery[] = [
  {
    name: 'an acceptance by nobody of the roster',
    drafts: ({ genesis }) => [accepted(genesis, 'mallory')],
    entry: 1,
    says: /nobody of the roster/,
  },
  {
    name: 'an acceptance with the signature of another person',
    drafts: ({ genesis }) => [accepted(genesis, 'ada', { person: 'ben' })],
    entry: 1,
    says: /does not hold/,
  },
  {
    name: 'an acceptance of another genesis',
    drafts: ({ genesis }) => [accepted({ ...genesis, nonce: '00'.repeat(32) }, 'ada')],
    entry: 1,
    says: /does not hold/,
  },
  {
    name: 'an approval that is passed off as an acceptance',
    drafts: (forging) => {
      const { signature } = stored('ada', forging.plan().bytes);
      return [accepted(forging.genesis, 'ada', { signature })];
    },
    entry: 1,
    says: /does not hold/,
  },
];

const ill =
  (kind: string, payload: Draft['payload']) =>
  (forging: Forger): readonly Draft[] => [
    { kind, subject: forging.plan().digest, payload: { ...payload, type: kind } },
  ];

const UNREADABLE: readonly Forgery[] = (
  [
    ['an entry of a kind that there is not', ill('step.improvised', {})],
    ['an entry of a kind that every object knows', ill('constructor', {})],
    ['an admission without its signatures', ill('run.approved', {})],
    [
      'an admission with a field that none has',
      ill('run.approved', { seats: [], approvals: [], request: null, by: 1 }),
    ],
    ['a plan that is not one', ill('plan.proposed', { plan: { type: 'claviger.plan.v1' } })],
    ['an intent without its attempt', ill('step.intent', { step: 's1', intent: 'x', action: 'rotate-key' })],
    ['an outcome of a sort that there is not', ill('step.outcome', { step: 's1', intent: 'x', outcome: 'perhaps' })],
    ['a dissent without a signature', ill('plan.dissented', { person: 'ada', reason: null, blocks: true })],
    ['an acceptance without a signature', ill('genesis.accepted', { person: 'ada' })],
  ] as const
).map(([name, drafts]) => ({ name, drafts, entry: 1, says: /cannot read/, kind: 'unreadable' }));

describeForgeries('a dissent that was passed over, invented or altered is named at its entry', DISSENTS);
describeForgeries('what an admission says of its signatures must be true of them', FALSE_NAMES);
describeForgeries('an acceptance that nobody gave is named at its entry', ACCEPTANCES);
describeForgeries('what cannot be read is named, never skipped', UNREADABLE);

describe('a dissent that does not block', () => {
  test.each(['dan', 'kim'])('from %s leaves the run authorised', (who) => {
    const forging = forger();
    const { statement, drafts } = honest(forging);
    const [plan, ...rest] = drafts;
    forging.write([...(plan === undefined ? [] : [plan]), dissented(statement, who, 'No', { blocks: false }), ...rest]);
    expect(forging.verdict()).toBe('ok');
  });

  test('that comes after the admission does not undo it', () => {
    const forging = forger();
    const plan = forging.plan();
    forging.write([...planAndRun(plan), dissented(plan, 'cleo', 'Too late'), intended(plan, 's1')]);
    expect(forging.verdict()).toBe('ok');
  });
});

test('an acceptance by the person counts, and may be said twice', () => {
  const forging = forger();
  forging.write([accepted(forging.genesis, 'ada'), accepted(forging.genesis, 'ada second key')]);
  expect(forging.verdict()).toBe('ok');
});

test('records that claim no authority are taken as they are', () => {
  const forging = forger();
  forging.write([
    draft('clock.confirmed', null, { aheadSeconds: 5 }),
    draft('run.refused', '00'.repeat(32), { code: 'expired', message: 'Too late.', signature: null }),
  ]);
  expect(forging.verdict()).toBe('ok');
});

test('a journal whose genesis cannot be read is unreadable at entry 0', () => {
  const forging = forger();
  const { journal } = forging;
  const blind = { ...journal, entry: (seq: number) => (seq === 0 ? null : journal.entry(seq)) } as Journal;
  expect(verifyAuthorisation(blind)).toMatchObject({ ok: false, problem: { kind: 'unreadable', entry: 0 } });
});
