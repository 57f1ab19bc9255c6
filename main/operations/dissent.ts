import type { Result } from '../../shared/result.ts';
import { fail, ok } from '../../shared/result.ts';
import { blocks, compactSignature, refusal, type Judged, type Refusal, type Statement } from '../signoff/index.ts';
import { pendingChange, type Workspace } from '../workspace/index.ts';
import { record } from './context.ts';

/**
 * Puts a *no* on the record. From somebody who could have approved it blocks the plan; a change of the roster also
 * after it was approved, until it is in force.
 * @returns the sentence that blocks, or null when it is only recorded
 */
export function recordDissent(
  workspace: Workspace,
  { plan, digest }: Statement,
  { person, armored, dissent, label }: Judged,
): Result<string | null, Refusal> {
  const isBlocking = blocks(person, plan.quorum, plan.requester.id);
  const pending = pendingChange(workspace.authority, digest);
  const reason = dissent?.reason ?? null;
  const said = { person: person.id, reason, signature: compactSignature(armored), blocks: isBlocking };
  const noted = record(workspace, 'plan.dissented', digest, said);
  if (!noted.ok) return fail({ ...noted.error, signature: label });
  if (!isBlocking) return ok(null);
  const words = `${person.name} says no: ${reason ?? 'no reason given'}.`;
  if (pending === null) return ok(words);
  // The time of the entry decides, not when it was judged.
  return pending.inForceAt > workspace.journal.lastTime()
    ? ok(`${words} The change does not come into force.`)
    : fail(
        refusal(
          'already-run',
          `${words} That came too late: the change is in force since ${pending.inForceAt}.`,
          label,
        ),
      );
}
