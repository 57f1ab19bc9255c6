import type { JsonObject } from '../../shared/canonical-json.ts';
import { documentDigest } from '../signoff/index.ts';
import { isChange, stepsOf, type Plan, type Step } from '../../shared/plan.ts';
import { readRecord } from '../../shared/records.ts';

/** What has been carried out under one approval, as far as a replay of the journal has come. */
export interface ReplayedRun {
  readonly plan: Plan;
  /** The step of each intent, and whether it has its outcome. */
  readonly intents: Map<string, { readonly step: string; closed: boolean }>;
  readonly done: Set<string>;
  /** Time of the entry that approved it. */
  readonly approvedAt: string;
  /** The change of the roster has been made. */
  changed: boolean;
  finished: boolean;
}

/** A run that was just approved. */
export function approvedRun(plan: Plan, approvedAt: string): ReplayedRun {
  return { plan, intents: new Map(), done: new Set(), approvedAt, changed: false, finished: false };
}

/**
 * Takes one entry of a run into account.
 * @returns what is wrong with it, or null: every step is one of the signed plan, every intent is new, every outcome
 * has its intent and is the only one, nothing is done twice, and "done" is said only when everything is
 */
export function replayStep(run: ReplayedRun, payload: JsonObject): string | null {
  if (run.finished) return 'Something was carried out after its run had finished.';
  const finished = readRecord('run.finished', payload);
  if (finished !== null) return finish(run, finished.result);
  const step = stepsOf(run.plan).find(({ id }) => id === payload['step']);
  if (step === undefined) return 'A step was carried out that the signed plan does not have.';
  return payload['type'] === 'step.intent' ? intend(run, step, payload) : conclude(run, step, payload);
}

/**
 * Takes a change of the roster into account: it is the signed one, in one commit with its approval.
 * @returns what is wrong with it, or null
 */
export function replayChange(run: ReplayedRun, payload: JsonObject, time: string): string | null {
  const made = readRecord('roster.changed', payload);
  if (made === null || !isChange(run.plan) || documentDigest(made.change) !== documentDigest(run.plan.change)) {
    return 'The roster was changed in another way than the signed plan says.';
  }
  if (run.changed || run.finished) return 'A change of the roster was made twice.';
  if (made.delayHours !== run.plan.delayHours || time !== run.approvedAt) {
    return 'A change of the roster was made at another time than the signed plan says.';
  }
  run.changed = true;
  return null;
}

function finish(run: ReplayedRun, result: 'done' | 'failed'): string | null {
  run.finished = true;
  if (isChange(run.plan)) {
    return result === 'done' && run.changed ? null : 'A change of the roster is called finished without being made.';
  }
  const missing = run.plan.steps.find(({ id }) => !run.done.has(id));
  return result === 'done' && missing !== undefined ? `A run is called done without its step ${missing.id}.` : null;
}

function intend(run: ReplayedRun, step: Step, payload: JsonObject): string | null {
  const intended = readRecord('step.intent', payload);
  if (intended?.action !== step.action) return 'A step did something else than the signed plan says.';
  if (run.intents.has(intended.intent)) return 'An intent was written twice.';
  if (run.done.has(step.id)) return 'A step that was done already was begun again.';
  run.intents.set(intended.intent, { step: step.id, closed: false });
  return null;
}

function conclude(run: ReplayedRun, step: Step, payload: JsonObject): string | null {
  const outcome = readRecord('step.outcome', payload);
  const settled = readRecord('step.settled', payload);
  const intent = run.intents.get(outcome?.intent ?? settled?.intent ?? '');
  if (intent?.step !== step.id) return 'A step has an outcome without an intent.';
  if (intent.closed) return 'An intent has a second outcome.';
  const verdict = outcome?.outcome ?? settled?.verdict;
  if (verdict === 'unknown') return null;
  intent.closed = true;
  if (verdict !== 'not-done') run.done.add(step.id);
  return null;
}
