import type { Change } from '../../shared/change.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Person } from '../../shared/people.ts';
import { changePlanSchema, type ChangePlan } from '../../shared/plan.ts';
import { ruleFor } from '../../shared/policy.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { changeProblem, delayOf, type Authority, type ReadableWorkspace } from '../workspace/index.ts';
import { isReal, ruleApplied, type Pins } from './plan.ts';
import type { Asked } from './request.ts';

/** A change of the roster falls under the strictest rules there are, whatever it is asked for. */
export const CHANGE_ENVIRONMENT = 'production';

/** What somebody asks for who wants the roster changed. */
export interface ChangeRequest extends Asked {
  readonly change: Change;
  readonly requester: Person;
}

/** Works out a change of the roster: whether it may be made, who must agree, and when it comes into force. */
export function computeChange(
  workspace: Pick<ReadableWorkspace, 'id' | 'authority'>,
  { change, requester, ticket, reason }: ChangeRequest,
  pins: Pins,
): Result<ChangePlan, ConsoleError> {
  const { authority, id } = workspace;
  const problem = changeProblem(authority, change);
  if (problem !== null) return fail(problem);
  const quorum = changeQuorum(authority, change);
  if (quorum === null) {
    return fail(consoleError('no-rule', `The policy has no rule for "people" in ${CHANGE_ENVIRONMENT}.`));
  }
  const plan: ChangePlan = {
    type: 'claviger.change.v1',
    workspace: id,
    operation: 'people',
    environment: CHANGE_ENVIRONMENT,
    change,
    delayHours: delayOf(authority, change),
    reason,
    ticket,
    requester: { id: requester.id, name: requester.name },
    quorum,
    rosterDigest: authority.rosterDigest,
    policyDigest: authority.policyDigest,
    journal: pins.journal,
    createdAt: pins.createdAt,
    notAfter: pins.notAfter,
    nonce: pins.nonce,
  };
  const checked = changePlanSchema.safeParse(plan);
  if (checked.success) return ok(plan);
  const where = checked.error.issues[0]?.path.join('.') ?? '';
  return fail(consoleError('not-possible', `The plan would not be well formed at "${where}".`));
}

/** Works the same change out again from what is true now. */
export function recomputeChange(
  workspace: Pick<ReadableWorkspace, 'id' | 'authority' | 'journal'>,
  plan: ChangePlan,
): Result<ChangePlan, ConsoleError> {
  const requester = workspace.authority.roster.people.find(({ id }) => id === plan.requester.id);
  if (requester === undefined) {
    return fail(consoleError('plan-not-ours', 'The plan names a requester who is not in the roster.'));
  }
  const { change, ticket, reason } = plan;
  const validForMs = Date.parse(plan.notAfter) - Date.parse(plan.createdAt);
  const pins = { ...plan, journal: { ...plan.journal, origin: workspace.journal.origin } };
  return computeChange(workspace, { change, requester, ticket, reason, validForMs }, pins);
}

/** Who must agree to a change of the roster; null: no rule allows it. */
export function changeQuorum(
  { policy, connections }: Pick<Authority, 'policy' | 'connections'>,
  change: Change,
): ChangePlan['quorum'] | null {
  const rule = ruleFor(policy, CHANGE_ENVIRONMENT, 'people');
  if (rule === null) return null;
  // SECURITY: whoever has stolen a key could keep its owner in the roster for ever, by saying no to the removal.
  const without = change.kind === 'remove' ? [change.person.id] : [];
  return { ...ruleApplied(rule, connections.some(isReal)), without };
}
