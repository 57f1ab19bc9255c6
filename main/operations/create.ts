import type { KeyPlan, KeyRef } from '../../shared/plan.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Capabilities } from '../providers/index.ts';
import { PLAN_TAG } from './actions/create-key.ts';
import { numbered, type Draft } from './steps.ts';

export type CreateParameters = Extract<KeyPlan['parameters'], { operation: 'create' }>;

/**
 * A new master key: made, proven, named by an alias, and put on a rotation schedule where one was asked for. Nothing
 * uses it before its alias points at it.
 */
export function creation(
  parameters: CreateParameters,
  plan: Pick<KeyPlan, 'nonce' | 'workspace'>,
  capabilities: Capabilities,
): Result<Pick<KeyPlan, 'steps'>, string> {
  const { alias, spec, description, owner, automaticDays } = parameters;
  if (!capabilities.keySpecs.includes(spec)) return fail(`This provider makes no ${spec} keys.`);
  const schedule = capabilities.automaticRotation;
  if (automaticDays !== null && schedule?.specs.includes(spec) !== true) {
    return fail(`Keys of kind ${spec} have no automatic rotation here.`);
  }
  if (
    automaticDays !== null &&
    schedule !== null &&
    (automaticDays < schedule.minDays || automaticDays > schedule.maxDays)
  ) {
    return fail(`The period of automatic rotation is ${schedule.minDays} to ${schedule.maxDays} days.`);
  }
  const fresh = { from: 'step', step: 's1' } as const;
  const tags = { 'claviger:workspace': plan.workspace, [PLAN_TAG]: `${plan.nonce}.s1`, owner };
  const unused = 'Nothing uses the new key yet: disable it and schedule its deletion.';
  const drafts: readonly Draft[] = [
    { action: 'create-key', spec, description, tags, calls: ['CreateKey'], reversibility: 'reversible', undo: unused },
    { action: 'verify-key', key: fresh, alias: null, calls: ['DescribeKey', 'Use', 'Read back'] },
    ...scheduled(automaticDays, fresh),
    {
      action: 'create-alias',
      alias,
      key: fresh,
      expect: { aliasTarget: null },
      calls: ['CreateAlias'],
      reversibility: 'reversible',
      undo: `Delete the alias ${alias}.`,
    },
    { action: 'verify-key', key: fresh, alias, calls: ['ResolveAlias', 'DescribeKey', 'Use', 'Read back'] },
  ];
  return ok({ steps: numbered(drafts) });
}

function scheduled(days: number | null, key: KeyRef): readonly Draft[] {
  if (days === null) return [];
  return [
    {
      action: 'set-automatic-rotation',
      key,
      days,
      expect: { automaticDays: null },
      calls: ['EnableKeyRotation'],
      reversibility: 'reversible',
      undo: 'Switch automatic rotation off again.',
    },
  ];
}
