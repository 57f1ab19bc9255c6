import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { ChangePlan } from '../../shared/plan.ts';
import type { RecordOf } from '../../shared/records.ts';
import { fail, type Result } from '../../shared/result.ts';
import type { Statement } from '../signoff/index.ts';
import { entry, inForceTime, type Workspace } from '../workspace/index.ts';

/**
 * Records that a plan was admitted. A change of the roster is approved, made and finished in one commit: no provider
 * is called, so nothing can be left open.
 */
export function approve(
  workspace: Workspace,
  { plan, digest }: Statement,
  admission: Omit<RecordOf<'run.approved'>, 'type'>,
): Result<void, ConsoleError> {
  // Time went by while the plan was worked out again: what counts is the time of the entry that admits the run, for
  // its expiry and for the roster in force.
  const at = workspace.stamp();
  if (workspace.authority.rosterDigest !== plan.rosterDigest) {
    return fail(consoleError('policy-changed', 'A change of the roster has just come into force.'));
  }
  const rest = plan.type === 'claviger.change.v1' ? changeEntries(plan, digest, at) : [];
  return workspace.append([entry('run.approved', digest, admission), ...rest], { notAfter: plan.notAfter, at });
}

function changeEntries({ change, delayHours }: ChangePlan, digest: string, at: string) {
  const inForceAt = inForceTime(at, delayHours);
  return [
    entry('roster.changed', digest, { change, delayHours, inForceAt }),
    entry('run.finished', digest, { result: 'done', error: null, evidence: { inForceAt } }),
  ];
}
