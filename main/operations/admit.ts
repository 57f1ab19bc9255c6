import { canonicalJson, type Json } from '../../shared/canonical-json.ts';
import type { Plan } from '../../shared/plan.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { utcMinute } from '../../shared/utc.ts';
import {
  checkQuorum,
  judge,
  readStatement,
  refusal,
  sha256Hex,
  statementOf,
  type Judged,
  type Packet,
  type Refusal,
  type SignedOff,
  type Statement,
} from '../signoff/index.ts';
import { outstandingAcceptances, pendingChange, type ReadableWorkspace } from '../workspace/index.ts';
import { recomputeChange } from './change-plan.ts';
import type { OperationContext } from './context.ts';
import { recordDissent } from './dissent.ts';
import { fitToRun } from './fitness.ts';
import { journaledPlan, recentPlans, unfinishedRuns, wasDissented, wasStarted } from './history.ts';
import { isReal, recompute } from './plan.ts';
import { refuse } from './refusals.ts';

/** A plan that may run, and the signatures that say so. */
export interface Admission {
  readonly statement: Statement;
  readonly signedOff: SignedOff;
}

/**
 * Decides whether a plan may run. Signatures authorise bytes, they do not make them true: after they have
 * been judged, everything the plan says is worked out again and must come out the same.
 */
export async function admit(
  context: OperationContext,
  bytes: Uint8Array,
  packets: readonly Packet[],
): Promise<Result<Admission, Refusal>> {
  const { workspace } = context;
  const fit = fitToRun(context);
  if (fit !== null) return fail(fit);
  const statement = journaledPlan(workspace.journal, sha256Hex(bytes));
  if (statement === null) return fail(whyUnknown(workspace, bytes, packets));
  if (pendingChange(workspace.authority, statement.digest) !== null) return late(context, statement, packets);
  const stale = staleness(workspace, statement);
  if (stale !== null) return fail(stale);
  const judged = judgeAll(context, statement, packets);
  if (!judged.ok) return judged;
  const { plan } = statement;
  const signedOff = checkQuorum(judged.value, plan.quorum, plan.requester.id);
  if (!signedOff.ok) return signedOff;
  const waiting = actsForReal(plan) ? outstandingAcceptances(workspace.authority) : [];
  if (waiting.length > 0) {
    const names = waiting.map(({ name }) => name).join(', ');
    return refuse(
      'not-accepted',
      `Until everybody has accepted the genesis only Practice vaults run; missing: ${names}.`,
    );
  }
  const still = await stillTrue(context, plan);
  return still === null ? ok({ statement, signedOff: signedOff.value }) : fail(still);
}

/** Whether a plan does something at a provider where something is at stake. */
function actsForReal(plan: Plan): boolean {
  return plan.type === 'claviger.plan.v1' && isReal(plan.connection);
}

/** A change of the roster that was approved and waits for its time: it can only be said no to any more. */
function late(
  context: OperationContext,
  statement: Statement,
  packets: readonly Packet[],
): { readonly ok: false; readonly error: Refusal } {
  const judged = judgeAll(context, statement, packets);
  if (!judged.ok) return judged;
  return refuse('already-run', 'This change is approved and comes into force by itself; until then one "no" stops it.');
}

/** A plan this journal has not made: tells a changed file from a plan made elsewhere. */
function whyUnknown(workspace: ReadableWorkspace, bytes: Uint8Array, packets: readonly Packet[]): Refusal {
  for (const packet of packets) {
    const other = madeForAnother(workspace, packet);
    if (other !== null) return other;
  }
  const read = readStatement(bytes);
  if (!read.ok) {
    const signed = packets.some(
      (packet) => judge(packet, { bytes, digest: sha256Hex(bytes) }, workspace.authority.roster).ok,
    );
    const what = `The plan cannot be read: ${read.error}.`;
    return signed ? refusal('plan-not-ours', what) : refusal('bad-plan', what);
  }
  if (read.value.plan.workspace !== workspace.id) {
    return refusal('plan-not-ours', 'The plan was made in another workspace.');
  }
  const { journal } = read.value.plan;
  if (journal.size > workspace.journal.size()) {
    return refusal(
      'journal-rolled-back',
      `The plan was made on a journal of ${journal.size} entries; this one is shorter.`,
    );
  }
  return refusal('plan-not-ours', 'This console has not made this plan, or a field of it was changed.');
}

/** Recognises a signature that holds over another plan of this journal. */
function madeForAnother(workspace: ReadableWorkspace, packet: Packet): Refusal | null {
  for (const known of recentPlans(workspace.journal)) {
    if (!judge(packet, known, workspace.authority.roster).ok) continue;
    const what = `${packet.label} signs the plan ${known.digest.slice(0, 16)}, and this file is not that plan.`;
    return refusal('statement-changed', what, packet.label);
  }
  return null;
}

function staleness(workspace: ReadableWorkspace, { plan, digest }: Statement): Refusal | null {
  const { journal, authority } = workspace;
  if (wasStarted(journal, digest)) return refusal('already-run', 'This plan has been run before.');
  const dissent = wasDissented(workspace, digest);
  if (dissent !== null) return refusal('dissent', dissent);
  if (workspace.clock().effective.getTime() > Date.parse(plan.notAfter)) {
    return refusal('expired', `The plan was valid until ${utcMinute(plan.notAfter)}.`);
  }
  const open = unfinishedRuns(journal).find((other) => {
    const running = journaledPlan(journal, other)?.plan;
    return running !== undefined && keyIdOf(running) === keyIdOf(plan);
  });
  if (open !== undefined && keyIdOf(plan) !== null) {
    return refusal('outcome-unknown', `Another run on this key is not settled (plan ${open.slice(0, 16)}).`);
  }
  const extended =
    plan.journal.size <= journal.size() &&
    Buffer.from(journal.rootAt(plan.journal.size)).toString('hex') === plan.journal.root;
  if (!extended)
    return refusal('journal-rolled-back', 'The journal does not go on from the head that the plan was made on.');
  if (plan.policyDigest !== authority.policyDigest || plan.rosterDigest !== authority.rosterDigest) {
    return refusal('policy-changed', 'The policy or the roster has changed since the plan was made.');
  }
  return null;
}

function keyIdOf(plan: Plan): string | null {
  return plan.type === 'claviger.plan.v1' ? plan.target.keyId : null;
}

/** Judges every packet; a *no* goes on the record at once, whatever else was handed in. */
function judgeAll(
  { workspace }: OperationContext,
  statement: Statement,
  packets: readonly Packet[],
): Result<readonly Judged[], Refusal> {
  const judged: Judged[] = [];
  let first: Refusal | null = null;
  for (const packet of packets) {
    const one = judge(packet, statement, workspace.authority.roster);
    if (!one.ok) {
      first ??= one.error.code === 'bad-signature' ? (madeForAnother(workspace, packet) ?? one.error) : one.error;
      continue;
    }
    judged.push(one.value);
    if (one.value.purpose !== 'dissent') continue;
    const blocking = recordDissent(workspace, statement, one.value);
    if (!blocking.ok) return blocking;
    if (blocking.value !== null) return fail(refusal('dissent', blocking.value, packet.label));
  }
  return first === null ? ok(judged) : fail(first);
}

/** Works the plan out again and names the first field that comes out differently. */
async function stillTrue(context: OperationContext, plan: Plan): Promise<Refusal | null> {
  const again =
    plan.type === 'claviger.plan.v1' ? await recompute(context, plan) : recomputeChange(context.workspace, plan);
  if (!again.ok) {
    if (again.error.code === 'provider-failed') return { ...again.error, signature: null };
    return refusal('plan-not-ours', `What the plan says cannot be done now. ${again.error.message}`);
  }
  if (statementOf(again.value).digest === statementOf(plan).digest) return null;
  const where = firstDifference(plan, again.value, []) ?? 'somewhere';
  return refusal('plan-not-ours', `Worked out again from what is true now, the plan differs at "${where}".`);
}

function firstDifference(a: Json, b: Json, path: readonly string[]): string | null {
  if (canonicalJson(a) === canonicalJson(b)) return null;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return path.join('.');
  const [left, right] = [a as Readonly<Record<string, Json>>, b as Readonly<Record<string, Json>>];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const [one, other] = [left[key], right[key]];
    if (one === undefined || other === undefined) return [...path, key].join('.');
    const inside = firstDifference(one, other, [...path, key]);
    if (inside !== null) return inside;
  }
  return path.join('.');
}
