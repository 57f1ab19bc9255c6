import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes } from '../../shared/canonical-json.ts';
import { enrolmentOf, type Change, type Enrolled } from '../../shared/change.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Person } from '../../shared/people.ts';
import { NAMESPACES, type ChangePlan } from '../../shared/plan.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { makeConsoleKey, newPerson, passphraseProblem, unlockConsoleKey, type Newcomer } from '../people/index.ts';
import { compactSignature, makeSshSignature, type Statement } from '../signoff/index.ts';
import { pendingPeople, type Layout, type ReadableWorkspace } from '../workspace/index.ts';
import { computeChange } from './change-plan.ts';
import type { OperationContext } from './context.ts';
import { confirmClock, fitToPlan } from './fitness.ts';
import { newPins, propose } from './plan.ts';
import { askedProblem, textsProblem, type Asked, type Text } from './request.ts';

/** Name and roles of somebody who is to be added. */
export type NewcomerWish = Pick<Newcomer, 'name' | 'roles'>;

/** A newcomer who has proved to hold their keys. */
export interface Enrolment {
  readonly person: Enrolled;
  /** Armored SSHSIGs over {@link enrolmentStatement}: one by each key of the person, in their order. */
  readonly proofs: readonly string[];
  /** The encrypted private key that this console made for them; null when they brought keys of their own. */
  readonly privateKey: string | null;
}

type Ports = Pick<OperationContext, 'workspace' | 'randomBytes' | 'clockConfirmed'>;
type Where = Pick<ReadableWorkspace, 'authority' | 'layout' | 'id'>;
type Proposed = Result<Statement<ChangePlan>, ConsoleError>;

/** The person that a newcomer with keys of their own will be; they then sign {@link enrolmentStatement} with each. */
export function newcomerWithKeys(
  workspace: Where,
  wish: NewcomerWish & { readonly publicKeys: readonly string[] },
): Result<Enrolled, ConsoleError> {
  const problem = textsProblem([nameOf(wish)]);
  if (problem !== null) return fail(problem);
  const person = newPerson({ ...wish, keys: wish.publicKeys }, takenIds(workspace));
  return person.ok ? person : fail(consoleError('bad-input', person.error));
}

/** Why an addition can come to nothing, whatever key the newcomer brings: asked before they prove anything; or null. */
export function additionProblem(
  { authority }: Pick<ReadableWorkspace, 'authority'>,
  wish: Asked & { readonly name: string },
): ConsoleError | null {
  const problem = askedProblem(wish) ?? textsProblem([nameOf(wish)]);
  if (problem !== null) return problem;
  const others = [...authority.roster.people, ...pendingPeople(authority)];
  return others.some(({ id, name }) => id === wish.name || name === wish.name)
    ? consoleError('not-possible', `Somebody is called ${wish.name} already; give each person a name of their own.`)
    : null;
}

/** Exactly the bytes that a newcomer signs (namespace `claviger-enrol-v1`). */
export function enrolmentStatement(workspaceId: string, person: Enrolled): Uint8Array {
  return canonicalBytes(enrolmentOf(workspaceId, person));
}

/**
 * Makes a key for a newcomer who has none, encrypted with the passphrase, and proves with it that they can open it.
 * Blocks for about two seconds.
 */
export function enrolWithPassphrase(
  workspace: Where,
  wish: NewcomerWish & { readonly passphrase: string; readonly rounds?: number },
): Result<Enrolment, ConsoleError> {
  const { name, passphrase, rounds } = wish;
  const problem = textsProblem([nameOf(wish)]);
  if (problem !== null) return fail(problem);
  const weak = passphraseProblem(passphrase);
  if (weak !== null) return fail(consoleError('weak-passphrase', weak));
  const made = makeConsoleKey({ passphrase, comment: name, ...(rounds === undefined ? {} : { rounds }) });
  if (!made.ok) return fail(consoleError('bad-input', made.error));
  const { publicKey, fingerprint } = made.value.publicKey;
  const keys = { publicKey, fingerprint, custody: 'console-held' as const };
  const person = newPerson({ ...wish, keys }, takenIds(workspace));
  if (!person.ok) return fail(consoleError('bad-input', person.error));
  const { privateKey } = made.value;
  const signer = unlockConsoleKey(privateKey, passphrase);
  if (!signer.ok) return fail(consoleError('internal', 'A key that was just made cannot be opened.'));
  const message = enrolmentStatement(workspace.id, person.value);
  const proof = makeSshSignature({ namespace: NAMESPACES.enrol, message, signer: signer.value });
  return ok({ person: person.value, proofs: [proof], privateKey });
}

/**
 * Plans to add a person: the proofs are checked, the voucher is named, and others sign. A key that the console made is
 * kept beside those of the others from now on; it is worth nothing until the change is in force.
 */
export function proposePersonAddition(
  context: Ports,
  wish: Asked & { readonly requester: Person; readonly voucher: Person; readonly enrolment: Enrolment },
): Proposed {
  const { person, proofs, privateKey } = wish.enrolment;
  const change: Change = {
    kind: 'add',
    person,
    voucher: { id: wish.voucher.id, name: wish.voucher.name },
    proofs: proofs.map(compactSignature),
  };
  const plan = planned(context, wish, change, [nameOf(person)]);
  if (!plan.ok) return plan;
  const { workspace } = context;
  const kept = privateKey === null ? ok(null) : keep(workspace.layout, person.id, privateKey);
  if (!kept.ok) return kept;
  const proposed = propose(workspace, plan.value);
  if (!proposed.ok && kept.value !== null) rmSync(kept.value, { force: true });
  return proposed;
}

/** Plans to remove a person. It is in force as soon as it is approved. */
export function proposePersonRemoval(
  context: Ports,
  wish: Asked & { readonly requester: Person; readonly person: Person },
): Proposed {
  const { id, name } = wish.person;
  const plan = planned(context, wish, { kind: 'remove', person: { id, name } }, []);
  return plan.ok ? propose(context.workspace, plan.value) : plan;
}

function planned(
  context: Ports,
  wish: Asked & { readonly requester: Person },
  change: Change,
  texts: readonly Text[],
): Result<ChangePlan, ConsoleError> {
  const problem = askedProblem(wish) ?? textsProblem(texts);
  if (problem !== null) return fail(problem);
  confirmClock(context);
  const unfit = fitToPlan(context);
  if (unfit !== null) return fail(unfit);
  return computeChange(context.workspace, { ...wish, change }, newPins(context, wish.validForMs));
}

const nameOf = ({ name }: { readonly name: string }): Text => ['name', name, 100];

/** Ids that a newcomer may not get: of people who are, were or will be in the roster, or for whom a key is kept. */
function takenIds({ authority, layout }: Where): readonly string[] {
  const coming = pendingPeople(authority).map(({ id }) => id);
  return [...authority.known.names.keys(), ...coming, ...keptIds(layout)];
}

function keptIds({ people }: Layout): readonly string[] {
  try {
    return readdirSync(people).map((file) => file.replace(/\.key$/, ''));
  } catch {
    return [];
  }
}

/** @returns the file it was written to */
function keep({ people }: Layout, id: string, privateKey: string): Result<string, ConsoleError> {
  const file = join(people, `${id}.key`);
  try {
    writeFileSync(file, privateKey, { mode: 0o600, flag: 'wx', flush: true });
    return ok(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const code = error.code === 'ENOSPC' ? 'journal-full' : 'journal-read-only';
    return fail(consoleError(code, `The key of the new person could not be written (${String(error.code)}).`));
  }
}
