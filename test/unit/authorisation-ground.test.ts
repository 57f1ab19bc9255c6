import { expect, test } from 'vitest';
import type { Statement } from '../../main/signoff/index.ts';
import type { Connection } from '../../shared/connections.ts';
import type { KeyPlan } from '../../shared/plan.ts';
import { defaultPolicy } from '../../shared/policy.ts';
import { accepted, approved, forger, proposed, stored, type Draft, type Forger } from '../support/forger.ts';
import { describeForgeries, honest, planAndRun, SIGNERS, type Forgery } from '../support/forgeries.ts';

const HOUR_MS = 3_600_000;

/** A plan whose text says what the forger likes, signed by those whom it needs. */
const signedPlan =
  (changes: (forging: Forger) => Partial<KeyPlan>) =>
  (forging: Forger): readonly Draft[] =>
    planAndRun(forging.plan(changes(forging)));

const WRONG_GROUND: readonly Forgery[] = [
  {
    name: 'a run that was admitted after the plan had expired',
    drafts: (forging) => {
      const [plan, run] = planAndRun(forging.plan()) as [Draft, Draft];
      return [plan, { ...run, at: HOUR_MS + 1 }];
    },
    entry: 2,
    says: /expired/,
  },
  {
    name: 'a plan under another roster',
    drafts: signedPlan(() => ({ rosterDigest: '00'.repeat(32) })),
    entry: 2,
    says: /not in force/,
  },
  {
    name: 'a plan under another policy',
    drafts: signedPlan(() => ({ policyDigest: '00'.repeat(32) })),
    entry: 2,
    says: /not in force/,
  },
  {
    name: 'a plan of another workspace',
    drafts: signedPlan(() => ({ workspace: '00'.repeat(32) })),
    entry: 2,
    says: /another workspace/,
  },
  {
    name: 'a plan that asks for fewer persons than the policy',
    drafts: (forging) => {
      const { quorum } = forging.plan().plan;
      return planAndRun(forging.plan({ quorum: { ...quorum, needs: [{ role: 'custodian', count: 1 }] } }), ['ada']);
    },
    entry: 2,
    says: /another quorum/,
  },
  {
    name: 'a plan in which the requester counts although the policy says no',
    drafts: (forging) => {
      const { quorum } = forging.plan().plan;
      return planAndRun(
        forging.plan({ quorum: { ...quorum, requesterCounts: true }, requester: { id: 'ada', name: 'ada' } }),
      );
    },
    entry: 2,
    says: /another quorum/,
  },
  {
    name: 'a plan in an environment whose rules are weaker',
    drafts: (forging) => {
      const connection: Connection = { ...forging.connection, environment: 'staging' };
      return planAndRun(forging.plan({ connection }));
    },
    entry: 2,
    says: /connection that was not in force/,
  },
  {
    name: 'a plan on a connection that leads elsewhere',
    drafts: (forging) => {
      const identity = { provider: 'practice', vault: 'elsewhere' } as const;
      return planAndRun(forging.plan({ connection: { ...forging.connection, identity } }));
    },
    entry: 2,
    says: /connection that was not in force/,
  },
  {
    name: 'a plan for an environment that is not its connection’s',
    drafts: signedPlan(() => ({ environment: 'staging' })),
    entry: 2,
    says: /environment|connection/,
  },
  {
    name: 'a plan whose steps are another operation than the one it was signed as',
    drafts: signedPlan(() => ({
      operation: 'rotate',
      parameters: {
        operation: 'create',
        alias: 'a',
        spec: 'SYMMETRIC_DEFAULT',
        description: 'x',
        owner: 'x',
        automaticDays: null,
      },
    })),
    entry: 2,
    says: /operation|does not do what/,
  },
  {
    name: 'a plan that stands on another history',
    drafts: signedPlan(({ journal }) => ({ journal: { origin: journal.origin, size: 1, root: '00'.repeat(32) } })),
    entry: 2,
    says: /another history/,
  },
  {
    name: 'a plan that stands on a head of the future',
    drafts: signedPlan(({ journal }) => ({
      journal: { origin: journal.origin, size: 50, root: Buffer.from(journal.rootAt(1)).toString('hex') },
    })),
    entry: 2,
    says: /another history/,
  },
  {
    name: 'a plan that names another journal',
    drafts: signedPlan(({ journal }) => ({
      journal: { origin: 'elsewhere', size: 1, root: Buffer.from(journal.rootAt(1)).toString('hex') },
    })),
    entry: 2,
    says: /another history|another journal/,
  },
  {
    name: 'a plan recorded under a digest that is not its own',
    drafts: (forging) => [{ ...proposed(forging.plan()), subject: '00'.repeat(32) }],
    entry: 1,
    says: /not its own/,
  },
];

describeForgeries(
  'a run on a plan that does not stand on this journal and its policy is named at its entry',
  WRONG_GROUND,
);

test('a run of an operation that the policy has no rule for is named', () => {
  const rules = defaultPolicy().rules.filter(({ operation }) => operation !== 'rotate');
  const { quorum } = forger().plan().plan;
  const forging = forger({ policy: { ...defaultPolicy(), rules } });
  forging.write(planAndRun(forging.plan({ quorum })));
  expect(forging.verdict()).toMatch(/^unauthorised 2: .*another quorum/);
});

const CLOUD: Connection = {
  id: 'cloud',
  environment: 'production',
  enforcement: 'advisory',
  identity: { provider: 'azure', tenant: 'tenant', vaultUrl: 'https://vault.example' },
};

/** A run on a real provider in production, with the signatures that it needs. */
function realRun(statement: Statement, changes: Parameters<typeof approved>[2] = {}): readonly Draft[] {
  const request = stored('kim', statement.bytes, 'request');
  return [proposed(statement), approved(statement, SIGNERS, { request, ...changes })];
}

test('a run on a real provider before everybody has accepted the genesis is named', () => {
  const forging = forger({ connections: [CLOUD] });
  const { people } = forging.genesis.roster;
  forging.write(people.slice(1).map(({ id }) => accepted(forging.genesis, id)));
  forging.write(realRun(forging.plan()));
  expect(forging.verdict()).toMatch(new RegExp(`^unauthorised ${people.length + 1}: .*accepted the genesis`));
});

test('after everybody has accepted, a run on a real provider is authorised - with the requester’s signature', () => {
  const all = (): Forger => {
    const forging = forger({ connections: [CLOUD] });
    forging.write(forging.genesis.roster.people.map(({ id }) => accepted(forging.genesis, id)));
    return forging;
  };
  const lawful = all();
  lawful.write(realRun(lawful.plan()));
  expect(lawful.verdict()).toBe('ok');
  const forged = all();
  forged.write(realRun(forged.plan(), { request: null }));
  expect(forged.verdict()).toMatch(/^unauthorised \d+: .*without its quorum: The requester/);
});

test('a run on any Practice vault of the genesis needs no acceptance', () => {
  const forging = forger();
  forging.write(honest(forging).drafts);
  expect(forging.verdict()).toBe('ok');
});
