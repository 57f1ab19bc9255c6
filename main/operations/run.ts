import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { isChange, stepsOf } from '../../shared/plan.ts';
import type { RecordOf } from '../../shared/records.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import {
  compactSignature,
  refusal,
  sha256Hex,
  type Judged,
  type Packet,
  type Refusal,
  type Statement,
} from '../signoff/index.ts';
import { admit } from './admit.ts';
import { approve } from './approve.ts';
import { tell, type OperationContext, type Run } from './context.ts';
import { execute, type Ending } from './execute.ts';
import { confirmClock, fitToRun } from './fitness.ts';
import { journaledPlan, runState, unfinishedRuns, type RunState } from './history.ts';
import { journalRefusal } from './refusals.ts';
import { verifyWhole } from './verify.ts';

/** What became of a step, for people and scripts. */
export interface StepReport {
  readonly id: string;
  readonly action: string;
  readonly result: 'done' | 'not-done' | 'unknown';
}

/** What became of a run. */
export interface RunReport {
  readonly result: 'done' | 'refused' | 'failed' | 'unknown';
  readonly operation: string | null;
  readonly plan: string | null;
  readonly steps: readonly StepReport[];
  /** What the last step read back. */
  readonly evidence: RecordOf<'step.outcome'>['evidence'];
  readonly seats: readonly { readonly role: string; readonly person: string }[];
  readonly error: ConsoleError | null;
  /** The signature file that a refusal concerns. */
  readonly signature: string | null;
}

/**
 * Admits a plan with its signatures and carries it out. Refusals are journaled.
 * @param startedBy id of the person who starts it, as far as it is known
 */
export async function runPlan(
  context: OperationContext,
  bytes: Uint8Array,
  packets: readonly Packet[],
  startedBy: string | null = null,
): Promise<RunReport> {
  const { workspace } = context;
  confirmClock(context);
  const unsound = await soundness(context);
  if (unsound !== null) return refused(context, sha256Hex(bytes), unsound);
  const admitted = await admit(context, bytes, packets);
  if (!admitted.ok) return refused(context, sha256Hex(bytes), admitted.error);
  const { statement, signedOff } = admitted.value;
  const admission = {
    seats: [...signedOff.seats],
    approvals: signedOff.approvals.map(signatureOf),
    request: signedOff.request === null ? null : signatureOf(signedOff.request),
    startedBy,
  };
  const approved = approve(workspace, statement, admission);
  if (!approved.ok && (approved.error.code === 'expired' || approved.error.code === 'policy-changed')) {
    return refused(context, statement.digest, { ...approved.error, signature: null });
  }
  if (!approved.ok) return report(context, statement, { result: 'failed', error: approved.error });
  return isChange(statement.plan) ? changed(context, statement) : carryOn(context, statement);
}

/** Settles and finishes every run that an interruption left open, oldest first. */
export async function resumeAll(context: OperationContext): Promise<readonly RunReport[]> {
  const reports: RunReport[] = [];
  const unsound = await soundness(context);
  for (const digest of unfinishedRuns(context.workspace.journal)) {
    confirmClock(context);
    const unfit = unsound ?? fitToRun(context);
    if (unfit !== null) {
      reports.push(refused(context, digest, unfit));
      continue;
    }
    const statement = journaledPlan(context.workspace.journal, digest);
    reports.push(
      statement === null
        ? refused(context, digest, {
            ...consoleError('journal-invalid', 'The plan of an open run is not there.'),
            signature: null,
          })
        : await carryOn(context, statement),
    );
  }
  return reports;
}

/**
 * Verifies the whole journal before anything is done on its word: a run is admitted or resumed because of what stands
 * there, and what does not stand there any more - a dissent, a former run - counts as well.
 */
async function soundness({ workspace, verify }: OperationContext): Promise<Refusal | null> {
  const { ok: isSound, problem } = await (verify?.() ?? verifyWhole(workspace.layout.journal));
  if (isSound) return null;
  const where = problem?.entry === null || problem === null ? '' : ` at entry ${problem.entry}`;
  return refusal(
    'verification-failed',
    `The journal does not verify${where}: ${problem?.message ?? 'unknown problem'}`,
  );
}

async function carryOn(context: OperationContext, statement: Statement): Promise<RunReport> {
  const run = await runOf(context, statement);
  if (!run.ok) return report(context, statement, { result: 'unknown', error: run.error });
  const state = runState(context.workspace.journal, statement.digest);
  for (const [step, evidence] of state.done) run.value.evidence.set(step, evidence);
  tell(run.value, null, 'approved', 'the quorum is met');
  return report(context, statement, await execute(run.value, state));
}

/** Opens the provider and makes sure that it is the one the plan pins. */
async function runOf(context: OperationContext, { plan, digest }: Statement): Promise<Result<Run, ConsoleError>> {
  // A change of the roster is finished in the commit that approves it, so verification has refused this already.
  if (isChange(plan)) return fail(consoleError('journal-invalid', 'A change of the roster stands there unfinished.'));
  const provider = await context.provider(plan.connection);
  if (!provider.ok) return provider;
  return ok({ context, plan, digest, provider: provider.value, evidence: new Map() });
}

/** A change of the roster was approved: it is recorded, and nothing is left to do. */
function changed(context: OperationContext, statement: Statement): RunReport {
  const inForceAt = runState(context.workspace.journal, statement.digest).finished?.evidence['inForceAt'];
  const text = `the quorum is met; the change comes into force at ${String(inForceAt)}`;
  context.progress({ plan: statement.digest, step: null, moment: 'finished', text });
  return report(context, statement, { result: 'done' });
}

function signatureOf({ person, fingerprint, custody, armored }: Judged): RecordOf<'run.approved'>['approvals'][number] {
  return { person: person.id, fingerprint, custody, signature: compactSignature(armored) };
}

function refused(context: OperationContext, digest: string, error: Refusal): RunReport {
  journalRefusal(context.workspace, digest, error);
  const operation = journaledPlan(context.workspace.journal, digest)?.plan.operation ?? null;
  const { code, message, signature } = error;
  return {
    result: 'refused',
    operation,
    plan: digest,
    steps: [],
    evidence: {},
    seats: [],
    error: { code, message },
    signature,
  };
}

function report(context: OperationContext, { plan, digest }: Statement, ending: Ending): RunReport {
  const state: RunState = runState(context.workspace.journal, digest);
  const steps = stepsOf(plan).map(({ id, action }): StepReport => {
    const result = state.done.has(id) ? 'done' : state.open?.step === id ? 'unknown' : 'not-done';
    return { id, action, result };
  });
  return {
    result: ending.result,
    operation: plan.operation,
    plan: digest,
    steps,
    evidence: isChange(plan) ? (state.finished?.evidence ?? {}) : (state.done.get(plan.steps.at(-1)?.id ?? '') ?? {}),
    seats: state.approved?.seats ?? [],
    error: ending.result === 'done' ? null : ending.error,
    signature: null,
  };
}
