import type { ReadingDesk } from '../../main/compose.ts';
import {
  enrolmentStatement,
  newcomerWithKeys,
  proposePersonAddition,
  proposePersonRemoval,
  runPlan,
  type Enrolment,
  type RunReport,
} from '../../main/operations/index.ts';
import { makeSshSignature, type Packet, type Statement } from '../../main/signoff/index.ts';
import type { Role } from '../../shared/people.ts';
import { NAMESPACES, type ChangePlan } from '../../shared/plan.ts';
import { packetsOf, signerOf } from './cast.ts';
import { newLab, personOf, type Desk, type Lab } from './lab.ts';
import { unwrap } from './unwrap.ts';

/** Those whom a change of the roster needs. */
export const ROSTER_QUORUM = ['fay', 'gus', 'ada'];
/** How long an addition waits. */
export const DELAY_MS = 24 * 3_600_000;

/** Who is added, and with which keys (names of signers); their own unless the test says otherwise. */
export interface Joining {
  readonly name?: string;
  readonly roles?: readonly Role[];
  readonly keys?: readonly string[];
}

/** A newcomer who proves to hold their keys, with their own keys or with those named. */
export function enrolmentOf(desk: Desk, joining: Joining = {}, provedBy?: readonly string[]): Enrolment {
  const { name = 'lea', roles = ['custodian'], keys = [name] } = joining;
  const publicKeys = keys.map((key) => signerOf(key).publicKey.publicKey);
  const person = unwrap(newcomerWithKeys(desk.workspace, { name, roles, publicKeys }));
  return {
    person,
    proofs: proofsOf(enrolmentStatement(desk.workspace.id, person), provedBy ?? keys),
    privateKey: null,
  };
}

/** Proofs over a statement by these signers. */
export function proofsOf(
  message: Uint8Array,
  signers: readonly string[],
  namespace: string = NAMESPACES.enrol,
): readonly string[] {
  return signers.map((key) => makeSshSignature({ namespace, message, signer: signerOf(key) }));
}

const asked = { ticket: 'HR-12', reason: 'A test asks for it', validForMs: 3_600_000 };

/** Plans an addition, as Kim, vouched for by Ivy. */
export function propose(
  desk: Desk,
  enrolment: Enrolment,
  who: { readonly voucher?: string; readonly validForMs?: number } = {},
): ReturnType<typeof proposePersonAddition> {
  const voucher = personOf(desk, who.voucher ?? 'ivy');
  const validForMs = who.validForMs ?? asked.validForMs;
  return proposePersonAddition(desk.context, {
    ...asked,
    validForMs,
    requester: personOf(desk, 'kim'),
    voucher,
    enrolment,
  });
}

/** Plans an addition that is in order. */
export function addition(desk: Desk, joining: Joining = {}): Statement<ChangePlan> {
  return unwrap(propose(desk, enrolmentOf(desk, joining)));
}

/** Plans a removal. */
export function proposeRemoval(desk: Desk, who: string, as = 'ivy'): ReturnType<typeof proposePersonRemoval> {
  return proposePersonRemoval(desk.context, { ...asked, requester: personOf(desk, as), person: personOf(desk, who) });
}

/** Runs a plan with these persons' signatures, or other packets. */
export function carryOut(
  desk: Desk,
  statement: Pick<Statement, 'bytes'>,
  signers: readonly string[] = ROSTER_QUORUM,
  others: readonly Packet[] = [],
): Promise<RunReport> {
  return runPlan(desk.context, statement.bytes, [...packetsOf(statement, signers), ...others]);
}

/** Ids of those who are in the roster. */
export function rosterOf({ workspace }: Pick<ReadingDesk, 'workspace'>): readonly string[] {
  return workspace.authority.roster.people.map(({ id }) => id);
}

/** The code of a refusal, or how a run ended. */
export const codeOf = (report: RunReport): string => report.error?.code ?? report.result;

/** The code of a refusal, or `ok`. */
export const refusedAs = (made: { readonly ok: boolean; readonly error?: { readonly code: string } }): string =>
  made.ok ? 'ok' : (made.error?.code ?? '');

/** A lab in which Lea's addition was approved a moment ago. */
export async function approvedAddition(): Promise<{
  readonly lab: Lab;
  readonly desk: Desk;
  readonly statement: Statement<ChangePlan>;
}> {
  const lab = newLab();
  const desk = lab.open();
  const statement = addition(desk);
  const report = await carryOut(desk, statement);
  if (report.result !== 'done') throw new Error(report.error?.message);
  return { lab, desk, statement };
}
