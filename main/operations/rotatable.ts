import type { Environment } from '../../shared/policy.ts';
import { ruleFor } from '../../shared/policy.ts';
import type { Capabilities, KeyDescription } from '../providers/index.ts';
import type { ReadableWorkspace } from '../workspace/index.ts';
import { rotation } from './rotate.ts';

/** Why a key cannot be rotated now, in a sentence; null when it can. Changes nothing and asks nobody. */
export function rotationBlocked(
  { authority, id }: Pick<ReadableWorkspace, 'authority' | 'id'>,
  environment: Environment,
  key: KeyDescription,
  capabilities: Capabilities,
): string | null {
  if (ruleFor(authority.policy, environment, 'rotate') === null) {
    return `The policy has no rule for "rotate" in ${environment}.`;
  }
  const owner = key.tags['claviger:workspace'];
  if (owner !== undefined && owner !== id) return 'The key belongs to another workspace, as its tag says.';
  const work = rotation(key, { nonce: '0'.repeat(32), workspace: id }, capabilities);
  return work.ok ? null : work.error;
}
