import type { PlanView, RunView } from '../../../shared/contract/index.ts';
import type { KeyPlan, Plan, Step } from '../../../shared/plan.ts';
import type { Operation } from '../../../shared/policy.ts';
import { assertNever } from '../../../shared/result.ts';

/** Operations as people say them. */
export const OPERATION_TEXT: Readonly<Record<Operation, string>> = {
  create: 'Create a key',
  rotate: 'Rotate',
  import: 'Import',
  'move-alias': 'Move an alias',
  'change-key-policy': 'Change the key policy',
  'change-grants': 'Change grants',
  enable: 'Enable',
  revoke: 'Revoke',
  recover: 'Recover',
  'schedule-deletion': 'Schedule deletion',
  'cancel-deletion': 'Cancel deletion',
  connect: 'Connect',
  people: 'Change the roster',
  policy: 'Change the policy',
  erase: 'Erase',
};

/** `Rotate payments/cards`, `Change the roster: Ada joins`. */
export function planTitle({ operation, subject }: { readonly operation: Operation; readonly subject: string }): string {
  const text = OPERATION_TEXT[operation];
  return operation === 'create' || operation === 'people' || operation === 'policy'
    ? `${text}: ${subject}`
    : `${text} ${subject}`;
}

/** The plan, when it does something to a key; null for changes of roster and policy. */
export function keyPlanOf(plan: Plan): KeyPlan | null {
  return plan.type === 'claviger.plan.v1' ? plan : null;
}

/** What a step does, in plain words. */
export function stepText(step: Step): string {
  switch (step.action) {
    case 'take-sample':
      return 'Use the key once and keep what came out, to prove later that old data stays readable';
    case 'rotate-key':
      return 'Give the key a new version; the old version stays for reading';
    case 'verify-rotation':
      return 'Read back: exactly one new version, old data readable, new data made with the new version';
    case 'create-key':
      return `Make a new ${step.spec} key: ${step.description}`;
    case 'create-alias':
      return `Name the new key by the alias ${step.alias}`;
    case 'update-alias':
      return `Move the alias ${step.alias} to the new key`;
    case 'set-automatic-rotation':
      return `Have the provider rotate it by itself every ${step.days} days`;
    case 'verify-key':
      return step.alias === null
        ? 'Prove that the new key works: it reads what it makes'
        : `Prove that the key works through the alias ${step.alias}`;
    case 'verify-sample':
      return 'Prove that what the old key made before can still be read';
    default:
      return assertNever(step);
  }
}

/** Steps that only read, and so say what is true. */
export function isVerifying(step: Step): boolean {
  return step.action.startsWith('verify-');
}

/** What a step's evidence proves, a sentence each. */
export function proofsOf(step: Step, evidence: RunView['steps'][number]['evidence']): readonly string[] {
  const of = new Map(evidence.map(({ name, value }) => [name, value]));
  const is = (name: string): boolean => of.get(name) === 'true';
  const proofs: string[] = [];
  switch (step.action) {
    case 'verify-rotation':
      if (of.has('toVersion'))
        proofs.push(
          `The key is at version ${of.get('toVersion') ?? ''}; it was at version ${of.get('fromVersion') ?? ''}.`,
        );
      if (is('oldStillReads')) proofs.push('What was made before the rotation was read again, by the old version.');
      if (is('newEncryptsWithNew')) proofs.push('New data was made with the new version and read back.');
      break;
    case 'verify-key':
      if (step.alias !== null) proofs.push(`The alias ${step.alias} leads to the key ${of.get('keyId') ?? ''}.`);
      if (is('roundTrip')) proofs.push('The key is enabled and read back what it made.');
      break;
    case 'verify-sample':
      if (is('oldStillReads')) proofs.push('What the old key made before was read again.');
      break;
    default:
      break;
  }
  return proofs;
}

/** Whether a person must type the key's name before a plan runs. */
export function wantsTyping({ plan }: PlanView): boolean {
  const steps = keyPlanOf(plan)?.steps ?? [];
  return plan.environment === 'production' || steps.some(({ reversibility }) => reversibility === 'irreversible');
}
