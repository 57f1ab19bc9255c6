import { canonicalBytes } from '../../shared/canonical-json.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Person } from '../../shared/people.ts';
import { NAMESPACES, type Dissent } from '../../shared/plan.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { looksLikeSecret, textProblem } from '../../shared/text.ts';
import type { ConsoleSigner } from '../people/index.ts';
import { makeSshSignature, mayApprove, sha256Hex, type Statement } from '../signoff/index.ts';
import type { ReadableWorkspace } from '../workspace/index.ts';
import { record, type OperationContext } from './context.ts';
import { confirmClock, fitToRun } from './fitness.ts';
import { journaledPlan } from './history.ts';

/** What a person says to a plan. */
export type Answer =
  | { readonly purpose: 'signoff' }
  | { readonly purpose: 'request' }
  | { readonly purpose: 'dissent'; readonly reason: string };

/** A signature made here, and for a dissent the statement that it signs. */
export interface Signed {
  readonly armored: string;
  readonly dissent: Uint8Array | null;
}

/**
 * Whether a person's signature could count for a plan. Asked before the passphrase is.
 * @param bytes the plan file, exactly
 */
export function mayAnswer(
  context: Pick<OperationContext, 'workspace' | 'clockConfirmed'>,
  bytes: Uint8Array,
  person: Person,
  answer: Answer,
): Result<Statement, ConsoleError> {
  confirmClock(context);
  const unfit = fitToRun(context);
  if (unfit !== null) return fail(unfit);
  const statement = knownStatement(context.workspace, bytes);
  if (!statement.ok) return statement;
  const { plan } = statement.value;
  if (context.workspace.clock().effective.getTime() > Date.parse(plan.notAfter)) {
    return fail(consoleError('expired', `The plan was valid until ${plan.notAfter}.`));
  }
  if (answer.purpose === 'request' && person.id !== plan.requester.id) {
    return fail(
      consoleError('requester-not-allowed', `The plan was asked for by ${plan.requester.name}, not ${person.name}.`),
    );
  }
  const may = answer.purpose === 'signoff' ? mayApprove(person, plan.quorum, plan.requester.id) : 'yes';
  if (may === 'role-missing')
    return fail(consoleError(may, `${person.name} holds none of the roles that this plan needs.`));
  if (may === 'requester-not-allowed') {
    return fail(consoleError(may, `${person.name} asked for this and may not approve it too.`));
  }
  return statement;
}

function knownStatement(workspace: ReadableWorkspace, bytes: Uint8Array): Result<Statement, ConsoleError> {
  // SECURITY: what is signed and shown is the plan this console stored itself, found by the digest of the file.
  const statement = journaledPlan(workspace.journal, sha256Hex(bytes));
  return statement === null
    ? fail(consoleError('plan-not-ours', 'This console has not made this plan, or the file was changed.'))
    : ok(statement);
}

/** Signs with an unlocked key, and notes in the journal that it was used. */
export function signAnswer(
  { workspace }: Pick<OperationContext, 'workspace'>,
  statement: Statement,
  person: Person,
  signer: ConsoleSigner,
  answer: Answer,
): Result<Signed, ConsoleError> {
  const dissent = answer.purpose === 'dissent' ? dissentOf(statement, answer.reason) : ok(null);
  if (!dissent.ok) return dissent;
  const namespace = NAMESPACES[answer.purpose];
  const armored = makeSshSignature({ namespace, message: dissent.value ?? statement.bytes, signer });
  const { fingerprint } = signer.publicKey;
  const noted = record(workspace, 'approval.signed', statement.digest, { person: person.id, fingerprint, namespace });
  return noted.ok ? ok({ armored, dissent: dissent.value }) : noted;
}

function dissentOf(statement: Statement, reason: string): Result<Uint8Array, ConsoleError> {
  const problem = textProblem(reason);
  if (problem !== null || reason.trim() !== reason || reason.length === 0 || reason.length > 500) {
    return fail(consoleError('bad-input', 'The reason is one plain line of 1 to 500 characters.'));
  }
  const secret = looksLikeSecret(reason);
  if (secret !== null) return fail(consoleError('looks-like-secret', `The reason looks like ${secret}.`));
  const dissent: Dissent = { type: 'claviger.dissent.v1', plan: statement.digest, reason };
  return ok(canonicalBytes(dissent));
}
