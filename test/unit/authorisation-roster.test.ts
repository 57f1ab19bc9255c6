import { describe, expect, test } from 'vitest';
import type { Change } from '../../shared/change.ts';
import { draft, forger, proposed, type Draft } from '../support/forger.ts';
import { planAndRun, type Forgery } from '../support/forgeries.ts';
import {
  adding,
  admitted,
  AT,
  changed,
  changePlan,
  dated,
  newcomer,
  removing,
  whole,
} from '../support/roster-forger.ts';
import { START } from '../support/test-clock.ts';

const FORGED: readonly Forgery[] = [
  {
    name: 'a change of the roster without a plan',
    drafts: (forging) => [changed(changePlan(forging, adding(forging)), AT)],
    entry: 1,
    says: /without a quorum/,
  },
  {
    name: 'a change of the roster that was planned and not approved',
    drafts: (forging) => {
      const statement = changePlan(forging, adding(forging));
      return dated([proposed(statement), changed(statement, AT)]);
    },
    entry: 2,
    says: /without a quorum/,
  },
  {
    name: 'a change of the roster under the approval of a rotation',
    drafts: (forging) => {
      const plan = forging.plan();
      const entry = changed(changePlan(forging, adding(forging)), AT);
      return dated([...planAndRun(plan), { ...entry, subject: plan.digest }]);
    },
    entry: 3,
    says: /another way than the signed plan/,
  },
  {
    name: 'another person than the one who was approved',
    drafts: (forging) => {
      const statement = changePlan(forging, adding(forging));
      return whole(statement, AT, { change: adding(forging, newcomer('max', { id: 'max', name: 'Max' }), 'max') });
    },
    entry: 3,
    says: /another way than the signed plan/,
  },
  {
    name: 'other roles than those that were approved',
    drafts: (forging) => {
      const person = newcomer('lea', { roles: ['security-lead'] });
      return whole(changePlan(forging, adding(forging)), AT, { change: adding(forging, person) });
    },
    entry: 3,
    says: /another way than the signed plan/,
  },
  {
    name: 'a removal of somebody else than the plan says',
    drafts: (forging) => whole(changePlan(forging, removing('kim')), AT, { change: removing('ada') }),
    entry: 3,
    says: /another way than the signed plan/,
  },
  {
    name: 'an addition that comes into force too early',
    drafts: (forging) =>
      whole(changePlan(forging, adding(forging)), AT, { inForceAt: new Date(START + AT).toISOString() }),
    entry: 3,
    says: /another time than the policy/,
  },
  {
    name: 'an addition with a shorter delay than the policy has',
    drafts: (forging) => whole(changePlan(forging, adding(forging), { delayHours: 0 }), AT),
    entry: 3,
    says: /another time than the policy/,
  },
  {
    name: 'an addition whose delay is another than the signed one',
    drafts: (forging) => whole(changePlan(forging, adding(forging)), AT, { delayHours: 0 }),
    entry: 3,
    says: /another time than the signed plan/,
  },
  {
    name: 'a change that was made long before it was approved in the same run',
    drafts: (forging) => {
      const statement = changePlan(forging, adding(forging));
      const [plan, admission, change] = whole(statement) as [Draft, Draft, Draft];
      const later = changed(statement, AT + 1000);
      return [plan, admission, { ...change, payload: later.payload, at: AT + 1000 }];
    },
    entry: 3,
    says: /another time than the signed plan/,
  },
  {
    name: 'a change that was approved and not made',
    drafts: (forging) => {
      const statement = changePlan(forging, removing('kim'));
      return dated([proposed(statement), admitted(statement), draft('clock.confirmed', null, { aheadSeconds: 1 })]);
    },
    entry: 3,
    says: /approved and not made/,
  },
  {
    name: 'a change that was approved and not made, at the end of the journal',
    drafts: (forging) => {
      const statement = changePlan(forging, removing('kim'));
      return dated([proposed(statement), admitted(statement)]);
    },
    entry: 2,
    says: /approved and not made/,
  },
  {
    name: 'a change that is made twice',
    drafts: (forging) => {
      const statement = changePlan(forging, removing('kim'));
      return [...whole(statement).slice(0, 3), ...dated([changed(statement, AT)])];
    },
    entry: 4,
    says: /made twice/,
  },
  {
    name: 'a step under the approval of a change',
    drafts: (forging) => {
      const statement = changePlan(forging, removing('kim'));
      const intent = { step: 's1', attempt: 1, intent: 'x-s1-1', action: 'rotate-key' };
      return [...whole(statement).slice(0, 3), ...dated([draft('step.intent', statement.digest, intent)])];
    },
    entry: 4,
    says: /does not have/,
  },
  {
    name: 'an addition without its quorum',
    drafts: (forging) => {
      const statement = changePlan(forging, adding(forging));
      return dated([proposed(statement), admitted(statement, ['fay', 'ada'])]);
    },
    entry: 2,
    says: /without its quorum/,
  },
  {
    name: 'an addition on the signature of the person who is added',
    drafts: (forging) => {
      const statement = changePlan(forging, adding(forging));
      return dated([proposed(statement), admitted(statement, ['fay', 'gus', 'lea'])]);
    },
    entry: 2,
    says: /does not hold/,
  },
  {
    name: 'an addition under the rules of another environment',
    drafts: (forging) => whole(changePlan(forging, adding(forging), { environment: 'practice' })),
    entry: 2,
    says: /another environment/,
  },
  {
    name: 'a removal in which the person concerned may have a say',
    drafts: (forging) => {
      const { plan } = changePlan(forging, removing('kim'));
      return whole(changePlan(forging, removing('kim'), { quorum: { ...plan.quorum, without: [] } }));
    },
    entry: 2,
    says: /another quorum/,
  },
  {
    name: 'an addition of somebody who has not proved to hold the key',
    drafts: (forging) => whole(changePlan(forging, adding(forging, newcomer(), 'mallory'))),
    entry: 3,
    says: /has not proved to hold/,
  },
  {
    name: 'an addition of a key that is somebody’s already',
    drafts: (forging) => whole(changePlan(forging, adding(forging, newcomer('ada'), 'ada'))),
    entry: 3,
    says: /is or was in the roster/,
  },
  {
    name: 'an addition that a stranger vouches for',
    drafts: (forging) =>
      whole(changePlan(forging, { ...adding(forging), voucher: { id: 'mallory', name: 'mallory' } } as Change)),
    entry: 3,
    says: /not in the roster/,
  },
  {
    name: 'a removal after which one more loss would stop an operation',
    drafts: (forging) => {
      const statement = changePlan(forging, removing('fay'));
      const [plan, , ...rest] = whole(statement) as [Draft, Draft, ...Draft[]];
      return [plan, ...dated([admitted(statement, ['gus', 'hal', 'ada'])]), ...rest];
    },
    entry: 3,
    says: /one more loss/,
  },
];

describe('a change of the roster that nobody authorised is named at its entry', () => {
  test.each(FORGED)('$name', ({ drafts, entry, says }) => {
    const forging = forger();
    forging.write(drafts(forging));
    expect(forging.verdict()).toMatch(new RegExp(`^unauthorised ${entry}: `));
    expect(forging.verdict()).toMatch(says);
  });
});
