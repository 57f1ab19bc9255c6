import { canonicalBytes } from '../../shared/canonical-json.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Person } from '../../shared/people.ts';
import { NAMESPACES, type Dissent } from '../../shared/plan.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { looksLikeSecret, textProblem } from '../../shared/text.ts';
import { utcMinute } from '../../shared/utc.ts';
import type { ConsoleSigner } from '../people/index.ts';
import { isAbout, makeSshSignature, mayApprove, sha256Hex, type Statement } from '../signoff/index.ts';
import { pendingChange, type ReadableWorkspace, type Workspace } from '../workspace/index.ts';
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
  // A change of the roster that was approved can be said no to until it is in force, however long the plan was valid.
  const waits =
    answer.purpose === 'dissent' && pendingChange(context.workspace.authority, statement.value.digest) !== null;
  if (!waits && context.workspace.clock().effective.getTime() > Date.parse(plan.notAfter)) {
    return fail(consoleError('expired', `The plan was valid until ${utcMinute(plan.notAfter)}.`));
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
    const why = isAbout(plan.quorum, person) ? 'is whom this is about' : 'asked for this';
    return fail(consoleError(may, `${person.name} ${why} and may not approve it too.`));
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

/** What a person's answer is a signature over. */
export interface ToSign {
  readonly namespace: string;
  readonly message: Uint8Array;
  /** The dissent statement, where the answer is one. */
  readonly dissent: Uint8Array | null;
}

/** The exact bytes and the namespace of an answer; the error says what is wrong with a reason. */
export function toSign(statement: Statement, answer: Answer): Result<ToSign, ConsoleError> {
  const dissent = answer.purpose === 'dissent' ? dissentOf(statement, answer.reason) : ok(null);
  if (!dissent.ok) return dissent;
  const namespace = NAMESPACES[answer.purpose];
  return ok({ namespace, message: dissent.value ?? statement.bytes, dissent: dissent.value });
}

/** Notes in the journal that a key which the console holds was used. */
export function noteSigned(
  workspace: Workspace,
  statement: Pick<Statement, 'digest'>,
  used: { readonly person: string; readonly fingerprint: string; readonly namespace: string },
): Result<void, ConsoleError> {
  return record(workspace, 'approval.signed', statement.digest, used);
}

/** Signs with an unlocked key, and notes in the journal that it was used. */
export function signAnswer(
  { workspace }: Pick<OperationContext, 'workspace'>,
  statement: Statement,
  person: Person,
  signer: ConsoleSigner,
  answer: Answer,
): Result<Signed, ConsoleError> {
  const signing = toSign(statement, answer);
  if (!signing.ok) return signing;
  const { namespace, message, dissent } = signing.value;
  const armored = makeSshSignature({ namespace, message, signer });
  const { fingerprint } = signer.publicKey;
  const noted = noteSigned(workspace, statement, { person: person.id, fingerprint, namespace });
  return noted.ok ? ok({ armored, dissent }) : noted;
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
