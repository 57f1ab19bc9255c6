import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Step } from '../../shared/plan.ts';
import type { Evidence } from '../../shared/records.ts';
import { ok, type Result } from '../../shared/result.ts';
import { utcMinute } from '../../shared/utc.ts';
import { actionOf, type BoundAction } from './actions/index.ts';
import { failed, type StepFailure } from './actions/action.ts';
import { record, tell, type Run } from './context.ts';
import type { RunState } from './history.ts';
import { reading } from './reading.ts';
import { settle } from './settle.ts';

/** How a run ended, or stopped. `unknown` means that `resume` must ask the provider. */
export type Ending =
  { readonly result: 'done' } | { readonly result: 'failed' | 'unknown'; readonly error: ConsoleError };

type ChangeAction = Extract<BoundAction, { changes: true }>;

const CHECK_ATTEMPTS = 5;
const CHANGE_ATTEMPTS = 5;

/**
 * Carries out a plan from where its run stands. Each change is written down before it is sent (intent) and after it
 * was answered (outcome); if the journal cannot be written, nothing is sent.
 */
export async function execute(run: Run, state: RunState): Promise<Ending> {
  for (const step of run.plan.steps) {
    if (run.evidence.has(step.id)) continue;
    const stop = await stopBefore(run, step, state);
    if (stop !== null) return finish(run, stop);
    const action = actionOf(step);
    const ended = action.changes ? await change(run, step, action, state) : await check(run, step, action, state);
    if (ended !== null) return finishUnlessUnknown(run, ended);
  }
  return finish(run, { result: 'done' });
}

/** Asks the gate. Where an intent is still open its outcome comes first: nothing is stopped half done. */
async function stopBefore(run: Run, step: Step, state: RunState): Promise<Ending | null> {
  if (state.open?.step === step.id) return null;
  const stop = (await run.context.gate?.before(run.digest)) ?? null;
  if (stop === null) return null;
  const what = `${stop.by} stopped the run before ${step.id} (${step.action}).`;
  return { result: 'failed', error: consoleError('stopped', what) };
}

/** A step that only looks is simply done again, as often as it takes; what it cannot see stays open for `resume`. */
async function check(
  run: Run,
  step: Step,
  action: Extract<BoundAction, { changes: false }>,
  state: RunState,
): Promise<Ending | null> {
  const before = state.attempts.get(step.id) ?? 0;
  for (let attempt = before + 1; ; attempt += 1) {
    const intent = recordIntent(run, step, attempt);
    if (!intent.ok) return { result: 'failed', error: intent.error };
    const answer = await action.perform(run);
    const recorded = recordOutcome(run, step, intent.value, answer);
    if (!recorded.ok) return { result: 'unknown', error: recorded.error };
    tell(run, step, 'recorded', `${step.id} ${step.action}: ${answer.ok ? 'done' : answer.error.message}`);
    if (answer.ok) return keep(run, step, answer.value);
    if (!answer.error.transient) return stopped(answer.error);
    if (attempt === before + CHECK_ATTEMPTS) return unanswered(step, answer.error.message);
    await run.context.sleep(200 * 2 ** (attempt - before));
  }
}

async function change(run: Run, step: Step, action: ChangeAction, state: RunState): Promise<Ending | null> {
  const { context } = run;
  const before = state.attempts.get(step.id) ?? 0;
  if (state.open?.step === step.id) {
    const settled = await settleOpen(run, step, action, state.open.intent);
    if (settled !== 'not-done') return settled;
  }
  for (let attempt = before + 1; attempt <= before + CHANGE_ATTEMPTS; attempt += 1) {
    if (context.workspace.clock().effective.getTime() > Date.parse(run.plan.notAfter)) {
      const what = `The plan was valid until ${utcMinute(run.plan.notAfter)}; ${step.id} was not begun.`;
      return { result: 'failed', error: consoleError('expired', what) };
    }
    const odd = await reading(context, () => action.unexpected(run));
    if (!odd.ok) {
      const { error } = failed(odd.error);
      return error.transient ? unanswered(step, error.message) : stopped(error);
    }
    if (odd.value !== null) return { result: 'failed', error: consoleError('state-changed', odd.value) };
    tell(run, step, 'checked', `${step.id} ${step.action}: found as the plan expects`);
    const sent = await send(run, step, action, attempt);
    if (sent !== 'not-done') return sent;
    await context.sleep(200 * 2 ** (attempt - before));
  }
  return {
    result: 'failed',
    error: consoleError('provider-failed', 'The provider did not take the call in several attempts.'),
  };
}

/** One attempt: intent, call, outcome. `not-done` means: proven not done, and worth another attempt. */
async function send(run: Run, step: Step, action: ChangeAction, attempt: number): Promise<Ending | null | 'not-done'> {
  const intended = recordIntent(run, step, attempt);
  if (!intended.ok) return { result: 'failed', error: intended.error };
  const intent = intended.value;
  tell(run, step, 'intended', `${step.id} ${step.action}: written down; sending ${step.calls.join(', ')}`);
  const answer = await action.send(run, { intentId: intent, principal: principalOf(run) });
  tell(run, step, 'answered', `${step.id} ${step.action}: answered`);
  const recorded = recordOutcome(run, step, intent, answer);
  // The provider has been called and the journal cannot say so: only asking the provider will tell.
  if (!recorded.ok) return { result: 'unknown', error: recorded.error };
  tell(run, step, 'recorded', `${step.id} ${step.action}: ${answer.ok ? 'done' : answer.error.message}`);
  if (answer.ok) return keep(run, step, answer.value);
  if (!answer.error.notDone) return settleOpen(run, step, action, intent);
  return answer.error.throttled ? 'not-done' : stopped(answer.error);
}

/** Finds out what became of a call whose answer is not known. */
async function settleOpen(
  run: Run,
  step: Step,
  action: ChangeAction,
  intent: string,
): Promise<Ending | null | 'not-done'> {
  tell(run, step, 'waiting', `${step.id}: no answer; asking the provider what happened`);
  const settlement = await settle(run, action, intent);
  const noted = record(
    run.context.workspace,
    'step.settled',
    run.digest,
    { step: step.id, intent, ...settlement },
    { urgent: true },
  );
  if (!noted.ok) return { result: 'unknown', error: noted.error };
  tell(run, step, 'settled', `${step.id}: ${settlement.verdict}`);
  switch (settlement.verdict) {
    case 'done-by-us':
    case 'state-holds-author-unknown':
      return keep(run, step, settlement.evidence);
    case 'not-done':
      return 'not-done';
    case 'unknown':
      return { result: 'unknown', error: consoleError('outcome-unknown', `${step.id}: ${settlement.because}`) };
  }
}

function keep(run: Run, step: Step, evidence: Evidence): null {
  run.evidence.set(step.id, evidence);
  return null;
}

function stopped(error: StepFailure): Ending {
  return { result: 'failed', error: consoleError(error.code, error.message) };
}

/** Nothing is known to be wrong and nothing was sent: the run stays open until the provider answers again. */
function unanswered(step: Step, message: string): Ending {
  return { result: 'unknown', error: consoleError('outcome-unknown', `${step.id} could not be looked at: ${message}`) };
}

/** @returns the intent id: it travels with the call into the provider's log */
function recordIntent(run: Run, step: Step, attempt: number): Result<string, ConsoleError> {
  const intent = `${run.digest.slice(0, 16)}-${step.id}-${attempt}`;
  const { id, action } = step;
  const noted = record(run.context.workspace, 'step.intent', run.digest, { step: id, attempt, intent, action });
  return noted.ok ? ok(intent) : noted;
}

function recordOutcome(
  run: Run,
  step: Step,
  intent: string,
  answer: Result<Evidence, StepFailure>,
): Result<void, ConsoleError> {
  const outcome = answer.ok ? 'done' : answer.error.notDone ? 'not-done' : 'unknown';
  const evidence = answer.ok ? answer.value : {};
  const error = answer.ok ? null : { code: answer.error.code, message: answer.error.message };
  return record(
    run.context.workspace,
    'step.outcome',
    run.digest,
    { step: step.id, intent, outcome, evidence, error },
    { urgent: true },
  );
}

/** Who acts, as the provider's log shall have it: the plan's digest leads from there back to the journal. */
function principalOf(run: Run): string {
  return `claviger-${run.digest.slice(0, 32)}`;
}

function finishUnlessUnknown(run: Run, ending: Ending): Ending {
  return ending.result === 'unknown' ? ending : finish(run, ending);
}

function finish(run: Run, ending: Ending): Ending {
  const last = run.evidence.get(run.plan.steps.at(-1)?.id ?? '') ?? {};
  const result = ending.result === 'done' ? 'done' : 'failed';
  const error = ending.result === 'done' ? null : { code: ending.error.code, message: ending.error.message };
  const noted = record(
    run.context.workspace,
    'run.finished',
    run.digest,
    { result, error, evidence: last },
    { urgent: true },
  );
  if (!noted.ok) return { result: 'unknown', error: noted.error };
  tell(run, null, 'finished', `the run is recorded as ${result}`);
  return ending;
}
