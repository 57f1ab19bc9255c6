import type { KeyPlan } from '../../shared/plan.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { REPLACES_TAG } from '../keys/index.ts';
import type { Capabilities, KeyDescription } from '../providers/index.ts';
import { PLAN_TAG } from './actions/create-key.ts';
import { numbered, type Draft } from './steps.ts';

/**
 * A rotation, whole. What is decided here is signed by the quorum before anything happens (`plan.ts`, `admit.ts`);
 * then `execute.ts` takes the steps one by one, each between an intent and an outcome in the journal; what each step
 * does and how it is recognised afterwards stands in `actions/`.
 *
 * In place: the key gets a new version and keeps the old one for reading. Rotation contains no leak: whoever has the
 * old material can still read what was made with it.
 */
function inPlace(key: KeyDescription): readonly Draft[] {
  const versionId = key.versions.at(-1)?.id ?? 'none';
  const ref = { from: 'plan', keyId: key.id } as const;
  return [
    { action: 'take-sample', key: ref, calls: ['DescribeKey', 'Encrypt'] },
    {
      action: 'rotate-key',
      keyId: key.id,
      expect: { state: 'enabled', versionId },
      calls: ['RotateKeyOnDemand'],
      reversibility: 'irreversible',
      undo: 'A version cannot be taken back. The old one stays and goes on reading old data.',
    },
    { action: 'verify-rotation', keyId: key.id, sample: 's1', calls: ['DescribeKey', 'Decrypt', 'Encrypt', 'Decrypt'] },
  ];
}

/**
 * By replacement, for keys that get no new version in place (asymmetric and HMAC keys): a new key of the same kind is
 * made and proven, then each alias is moved to it. The old key stays for reading and verifying.
 */
function byReplacement(key: KeyDescription, plan: Pick<KeyPlan, 'nonce' | 'workspace'>): readonly Draft[] {
  const old = { from: 'plan', keyId: key.id } as const;
  const fresh = { from: 'step', step: 's2' } as const;
  const tags = {
    ...key.tags,
    'claviger:workspace': plan.workspace,
    [REPLACES_TAG]: key.id,
    [PLAN_TAG]: `${plan.nonce}.s2`,
  };
  const reading = ['DescribeKey', 'Sign or MAC', 'Verify'];
  return [
    { action: 'take-sample', key: old, calls: reading.slice(0, 2) },
    {
      action: 'create-key',
      spec: key.spec,
      description: key.description,
      tags,
      calls: ['CreateKey'],
      reversibility: 'reversible',
      undo: 'Nothing uses the new key yet: disable it and schedule its deletion.',
    },
    { action: 'verify-key', key: fresh, alias: null, calls: reading },
    ...key.aliases.flatMap((alias): Draft[] => [
      {
        action: 'update-alias',
        alias,
        key: fresh,
        expect: { aliasTarget: key.id },
        calls: ['UpdateAlias'],
        reversibility: 'reversible',
        undo: `Point the alias ${alias} back at ${key.id}.`,
      },
      { action: 'verify-key', key: fresh, alias, calls: ['ResolveAlias', ...reading] },
    ]),
    { action: 'verify-sample', key: old, sample: 's1', calls: ['Verify'] },
  ];
}

/** Decides how a key is rotated; the error says why it cannot be. */
export function rotation(
  key: KeyDescription,
  plan: Pick<KeyPlan, 'nonce' | 'workspace'>,
  capabilities: Capabilities,
): Result<Pick<KeyPlan, 'parameters' | 'steps'> & { readonly rotationsLeft: number | null }, string> {
  if (key.state !== 'enabled') return fail(`The key is ${key.state}; only an enabled key can be rotated.`);
  if (!capabilities.rotatesInPlace.includes(key.spec)) {
    if (key.aliases.length === 0)
      return fail('A key of this kind is replaced, and without an alias nothing would follow.');
    const steps = numbered(byReplacement(key, plan));
    return ok({ parameters: { operation: 'rotate', method: 'replacement' }, steps, rotationsLeft: null });
  }
  const limit = capabilities.onDemandRotationLimit;
  const rotationsLeft = limit === null ? null : limit - key.rotation.onDemandUsed - 1;
  if (rotationsLeft !== null && rotationsLeft < 0) {
    return fail(`All ${limit ?? 0} on-demand rotations of this key's lifetime are used up.`);
  }
  return ok({ parameters: { operation: 'rotate', method: 'in-place' }, steps: numbered(inPlace(key)), rotationsLeft });
}
