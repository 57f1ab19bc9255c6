import type { OutputOf } from '../../../shared/contract/index.ts';

export type HealthCheck = OutputOf<'health.read'>['checks'][number];

/** What to do about a check that did not pass, in plain words. */
export function remedyOf({ check, status }: HealthCheck): string {
  if (check === 'journal')
    return 'Sign and run nothing here. Find the newest copy of this workspace, or have the journal verified against a checkpoint somebody kept.';
  if (check === 'clock')
    return status === 'fail'
      ? 'Set this computer’s clock right. Until then nothing is signed or run, except a revocation.'
      : 'Confirm at the top of the screen that the clock is right, or set it.';
  if (check === 'open runs') return 'Settle and finish them under “Interrupted runs”.';
  if (check === 'quorum') return 'Add people to the roles that these rules need, so that any one person may be lost.';
  if (check === 'disk') return 'Free some space on the disk that holds the workspace.';
  if (check.startsWith('connection '))
    return 'Its keys are missing from all lists until it answers. Check network and credentials, then check again.';
  if (check.startsWith('rotation ')) return 'Rotate the overdue keys, the longest overdue first.';
  return 'Look at the detail and check again.';
}

const ORDER = { fail: 0, warn: 1, pass: 2 } as const;

/** Checks with the worst first. */
export function worstFirst(checks: readonly HealthCheck[]): readonly HealthCheck[] {
  return [...checks].sort((a, b) => ORDER[a.status] - ORDER[b.status]);
}
