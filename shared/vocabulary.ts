/**
 * The words that statements, policies and screens are made of, apart from the schemas that check them: a page that
 * shows the words needs no schemas.
 */

/** Where a key serves. A cloud account or vault belongs to exactly one of them; `practice` takes Practice vaults only. */
export const ENVIRONMENTS = ['practice', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Everything that needs a quorum. A policy may have rules for operations that this version cannot carry out yet. */
export const OPERATIONS = [
  'create',
  'rotate',
  'import',
  'move-alias',
  'change-key-policy',
  'change-grants',
  'enable',
  'revoke',
  'recover',
  'schedule-deletion',
  'cancel-deletion',
  'connect',
  'people',
  'policy',
  'erase',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Role names as they stand in rosters and policies. */
export const ROLES = [
  'custodian',
  'witness',
  'security-lead',
  'devops-lead',
  'oncall-manager',
  'responder',
  'administrator',
  'auditor',
] as const;
export type Role = (typeof ROLES)[number];

/** States of a key. */
export const LIFECYCLE = [
  'active',
  'primary',
  'secondary',
  'retired',
  'archived',
  'revoked',
  'compromised',
  'pending-deletion',
  'destroyed',
] as const;
/** How a key stands with its rotation. */
export const DUE = ['ok', 'due', 'overdue', 'not-scheduled'] as const;

/** The rule for an operation, or null: no rule means refused. */
export function ruleFor<Rule extends { readonly environment: Environment; readonly operation: Operation }>(
  policy: { readonly rules: readonly Rule[] },
  environment: Environment,
  operation: Operation,
): Rule | null {
  return policy.rules.find((rule) => rule.environment === environment && rule.operation === operation) ?? null;
}
