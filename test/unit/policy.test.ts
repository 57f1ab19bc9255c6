import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { quorumOf } from '../../main/operations/plan.ts';
import type { Connection } from '../../shared/connections.ts';
import {
  defaultPolicy,
  ENVIRONMENTS,
  OPERATIONS,
  policySchema,
  ruleFor,
  type Environment,
  type Operation,
} from '../../shared/policy.ts';
import { present } from '../support/unwrap.ts';

/** The table of the design: who must agree to what. The requester counts for revoke only. */
const TABLE: Readonly<Record<Operation, string>> = {
  rotate: '2 custodian',
  import: '2 custodian',
  'move-alias': '2 custodian',
  'change-key-policy': '2 custodian',
  'change-grants': '2 custodian',
  create: '2 custodian, 1 witness',
  revoke: '1 security-lead, 1 oncall-manager',
  recover: '1 security-lead, 1 devops-lead',
  enable: '1 security-lead, 1 devops-lead',
  'schedule-deletion': '2 security-lead, 1 custodian',
  people: '2 security-lead, 1 custodian',
  policy: '2 security-lead, 1 custodian',
  erase: '2 security-lead, 1 custodian',
  'cancel-deletion': '1 security-lead',
  connect: '1 security-lead, 1 custodian',
};

const POLICY = defaultPolicy();

describe.each(ENVIRONMENTS)('the default policy in %s', (environment) => {
  test.each(OPERATIONS)('demands for %s what the design says', (operation) => {
    const rule = present(ruleFor(POLICY, environment, operation));
    expect(rule.needs.map(({ role, count }) => `${count} ${role}`).join(', ')).toBe(TABLE[operation]);
    expect(rule.requesterCounts).toBe(operation === 'revoke');
  });

  test('has one rule for each operation, and no other', () => {
    const rules = POLICY.rules.filter((rule) => rule.environment === environment);
    expect(rules.map(({ operation }) => operation).sort()).toEqual([...OPERATIONS].sort());
  });
});

describe('on real providers in production', () => {
  const connection = (environment: Environment, real: boolean): Connection => ({
    id: 'somewhere',
    environment,
    enforcement: 'advisory',
    identity: real
      ? { provider: 'azure', tenant: 'tenant', vaultUrl: 'https://vault.example' }
      : { provider: 'practice', vault: 'vault' },
  });
  const quorum = (environment: Environment, operation: Operation, real: boolean) =>
    quorumOf(present(ruleFor(POLICY, environment, operation)), connection(environment, real));

  test.each(OPERATIONS)('%s wants a signature from outside the console', (operation) => {
    expect(quorum('production', operation, true).outsideConsole).toBe(1);
    expect(quorum('production', operation, false).outsideConsole).toBe(0);
  });

  test.each(OPERATIONS)('%s wants the requester’s signature exactly where they may not approve', (operation) => {
    expect(quorum('production', operation, true).requesterSigns).toBe(operation !== 'revoke');
    expect(quorum('production', operation, false).requesterSigns).toBe(false);
  });

  test.each(['practice', 'staging'] as const)('%s asks for neither', (environment) => {
    for (const operation of OPERATIONS) {
      expect(quorum(environment, operation, true)).toMatchObject({ requesterSigns: false, outsideConsole: 0 });
    }
  });
});

test('practice, staging and production ask for the same persons, so that what is practised is what is done', () => {
  const needs = (environment: Environment): string =>
    canonicalJson(OPERATIONS.map((operation) => ruleFor(POLICY, environment, operation)?.needs ?? null));
  expect(needs('staging')).toBe(needs('production'));
  expect(needs('practice')).toBe(needs('production'));
});

test('the default policy delays additions by 24 hours, has no break-glass and is well formed', () => {
  expect(policySchema.parse(POLICY)).toEqual(POLICY);
  expect(POLICY).toMatchObject({ changeDelayHours: 24, breakGlass: false });
});

test('an operation without a rule has no quorum', () => {
  const silent = { ...POLICY, rules: POLICY.rules.filter(({ operation }) => operation !== 'rotate') };
  for (const environment of ENVIRONMENTS) expect(ruleFor(silent, environment, 'rotate')).toBeNull();
});
