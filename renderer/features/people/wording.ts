import type { Custody, Role } from '../../../shared/people.ts';
import type { Operation, Rule } from '../../../shared/policy.ts';

/** What a role is called, one and many, and what it is for. */
export const ROLE_TEXT: Readonly<Record<Role, { readonly one: string; readonly many: string; readonly does: string }>> =
  {
    custodian: { one: 'custodian', many: 'custodians', does: 'keeps keys: rotates, creates, imports' },
    witness: { one: 'witness', many: 'witnesses', does: 'watches ceremonies and confirms them' },
    'security-lead': { one: 'security lead', many: 'security leads', does: 'co-signs what weighs most' },
    'devops-lead': { one: 'devops lead', many: 'devops leads', does: 'co-signs recovery' },
    'oncall-manager': { one: 'on-call manager', many: 'on-call managers', does: 'co-signs revocation, day and night' },
    responder: { one: 'responder', many: 'responders', does: 'contains incidents' },
    administrator: { one: 'administrator', many: 'administrators', does: 'runs the console' },
    auditor: { one: 'auditor', many: 'auditors', does: 'reads and verifies; signs nothing' },
  };

export const CUSTODY_TEXT: Readonly<Record<Custody, string>> = {
  'console-held': 'held by this console, under a passphrase',
  'own-file': 'in a file of their own',
  hardware: 'in hardware',
};

export const OPERATION_TEXT: Readonly<Record<Operation, string>> = {
  create: 'Create a key',
  rotate: 'Rotate a key',
  import: 'Import key material',
  'move-alias': 'Move an alias',
  'change-key-policy': 'Change a key policy',
  'change-grants': 'Change grants',
  enable: 'Enable a key',
  revoke: 'Revoke a key',
  recover: 'Recover a key',
  'schedule-deletion': 'Schedule a deletion',
  'cancel-deletion': 'Cancel a deletion',
  connect: 'Connect a provider',
  people: 'Change the roster',
  policy: 'Change the policy',
  erase: 'Erase from the journal',
};

/** `2 custodians and 1 witness`. */
export function needsText({ needs }: Pick<Rule, 'needs'>): string {
  const parts = needs.map(({ role, count }) => `${count} ${count === 1 ? ROLE_TEXT[role].one : ROLE_TEXT[role].many}`);
  const last = parts.pop() ?? 'nobody';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

type When = Rule['requesterSigns'];

/** What else a rule asks for, beside the persons. */
export function conditionsOf(rule: Rule): readonly string[] {
  const asked = (when: When): readonly string[] => [
    ...(rule.requesterSigns === when ? ['the requester signs too'] : []),
    ...(rule.outsideConsole === when ? ['one key is not held here'] : []),
  ];
  const real = asked('real-providers');
  return [
    rule.requesterCounts ? 'the requester counts' : 'not the requester',
    ...asked('always'),
    ...(real.length === 0 ? [] : [`on real providers ${real.join(' and ')}`]),
  ];
}
