import type { Role } from '../../shared/people.ts';
import type { Environment, Operation } from '../../shared/policy.ts';
import type { NAMESPACES } from '../../shared/plan.ts';
import type { TaskOf } from '../../shared/contract/index.ts';

/** What a plan asks for; the sentence goes on with the subject. */
export const ASKS_TO: Readonly<Record<Operation, string>> = {
  create: 'create the key',
  rotate: 'rotate the key',
  import: 'import key material into',
  'move-alias': 'move the alias of',
  'change-key-policy': 'change the key policy of',
  'change-grants': 'change the grants of',
  enable: 'enable the key',
  revoke: 'revoke the key',
  recover: 'recover the key',
  'schedule-deletion': 'schedule the deletion of',
  'cancel-deletion': 'cancel the deletion of',
  connect: 'connect',
  people: 'change who may take part:',
  policy: 'change the policy:',
  erase: 'erase from the journal:',
};

/** What the environment means to somebody who is about to sign. */
export const ENVIRONMENT_MEANS: Readonly<Record<Environment, string>> = {
  practice: 'Practice: nothing real depends on it.',
  staging: 'Staging: rehearsal with real services.',
  production: 'Production: real systems and real people depend on it.',
};

export const ROLE_NAME: Readonly<Record<Role, string>> = {
  custodian: 'custodian',
  witness: 'witness',
  'security-lead': 'security lead',
  'devops-lead': 'devops lead',
  'oncall-manager': 'on-call manager',
  responder: 'responder',
  administrator: 'administrator',
  auditor: 'auditor',
};

type Candidate = TaskOf<'answer'>['candidates'][number];

/** Why a person's signature would not count; null: it would. */
export function whyNot({ may, signed }: Candidate): string | null {
  if (signed) return 'has signed';
  switch (may) {
    case 'yes':
      return null;
    case 'role-missing':
      return 'holds none of the roles that this plan needs';
    case 'requester-not-allowed':
      return 'asked for it; the rule wants other eyes';
  }
}

/** A digest in groups of four, so that two people can compare it. */
export function groupsOf(digest: string): readonly string[] {
  return digest.match(/.{1,4}/g) ?? [];
}

/** `2026-11-21 10:05:33 UTC`. */
export function utc(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

type Namespace = (typeof NAMESPACES)[keyof typeof NAMESPACES];

/** The command of the plan for another purpose: the same bytes, another namespace. */
export function commandFor(signCommand: string, namespace: Namespace): string {
  return signCommand.replaceAll('claviger-signoff-v1' satisfies Namespace, namespace);
}
