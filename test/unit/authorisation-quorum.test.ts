import { approved, finished, intended, outcome, proposed, settled, stored } from '../support/forger.ts';
import { describeForgeries, planAndRun, SIGNERS, type Forgery } from '../support/forgeries.ts';

const WITHOUT_QUORUM: readonly Forgery[] = [
  {
    name: 'an intent for a plan that was never admitted',
    drafts: (forging) => [proposed(forging.plan()), intended(forging.plan(), 's2')],
    entry: 2,
    says: /without a quorum/,
  },
  {
    name: 'an outcome for a plan that was never admitted',
    drafts: (forging) => [proposed(forging.plan()), outcome(forging.plan(), 's2')],
    entry: 2,
    says: /without a quorum/,
  },
  {
    name: 'a settlement for a plan that was never admitted',
    drafts: (forging) => [proposed(forging.plan()), settled(forging.plan(), 's2')],
    entry: 2,
    says: /without a quorum/,
  },
  {
    name: 'the end of a run that was never admitted',
    drafts: (forging) => [proposed(forging.plan()), finished(forging.plan())],
    entry: 2,
    says: /without a quorum/,
  },
  {
    name: 'an intent for nothing at all',
    drafts: (forging) => [{ ...intended(forging.plan(), 's2'), subject: null }],
    entry: 1,
    says: /without a quorum/,
  },
  {
    name: 'an admission of a plan that was never made',
    drafts: (forging) => [approved(forging.plan(), SIGNERS)],
    entry: 1,
    says: /never made here/,
  },
  {
    name: 'an admission before its plan',
    drafts: (forging) => [approved(forging.plan(), SIGNERS), proposed(forging.plan())],
    entry: 1,
    says: /never made here/,
  },
  {
    name: 'an admission without any signature',
    drafts: (forging) => planAndRun(forging.plan(), []),
    entry: 2,
    says: /without its quorum/,
  },
  {
    name: 'an admission with one signature too few',
    drafts: (forging) => planAndRun(forging.plan(), ['ada']),
    entry: 2,
    says: /without its quorum/,
  },
  {
    name: 'the same person twice under two keys',
    drafts: (forging) => planAndRun(forging.plan(), ['ada', 'ada second key']),
    entry: 2,
    says: /two keys of the same person/,
  },
  {
    name: 'the same signature twice',
    drafts: (forging) => planAndRun(forging.plan(), ['ada', 'ada']),
    entry: 2,
    says: /without its quorum/,
  },
  {
    name: 'the signature of a stranger',
    drafts: (forging) => planAndRun(forging.plan(), ['ada', 'mallory']),
    entry: 2,
    says: /does not hold/,
  },
  {
    name: 'the signature of somebody without the role',
    drafts: (forging) => planAndRun(forging.plan(), ['ada', 'dan']),
    entry: 2,
    says: /none of the roles/,
  },
  {
    name: 'the signature of the requester',
    drafts: (forging) => planAndRun(forging.plan({ requester: { id: 'ada', name: 'ada' } })),
    entry: 2,
    says: /may not approve/,
  },
  {
    name: 'signatures over another plan',
    drafts: (forging) => {
      const [one, other] = [forging.plan(), forging.plan({ ticket: 'CHG-1' })];
      const approvals = SIGNERS.map((who) => stored(who, other.bytes));
      return [proposed(one), proposed(other), approved(one, [], { approvals })];
    },
    entry: 3,
    says: /does not hold/,
  },
  {
    name: 'signatures for another purpose',
    drafts: (forging) => {
      const plan = forging.plan();
      return [
        proposed(plan),
        approved(plan, [], { approvals: SIGNERS.map((who) => stored(who, plan.bytes, 'accept')) }),
      ];
    },
    entry: 2,
    says: /does not hold/,
  },
  {
    name: 'a request taken for an approval',
    drafts: (forging) => {
      const plan = forging.plan({ requester: { id: 'ada', name: 'ada' } });
      const approvals = [stored('ada', plan.bytes, 'request'), stored('ben', plan.bytes)];
      return [proposed(plan), approved(plan, [], { approvals })];
    },
    entry: 2,
    says: /without its quorum/,
  },
];

describeForgeries('something that was carried out without a quorum is named at its entry', WITHOUT_QUORUM);
