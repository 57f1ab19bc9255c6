import type { RunView } from '../../shared/contract/index.ts';
import type { JsonObject } from '../../shared/canonical-json.ts';
import { screenMessage } from '../../shared/errors.ts';
import type { Step } from '../../shared/plan.ts';
import { clip } from '../../shared/text.ts';
import { readRecord, type Evidence, type RecordOf } from '../../shared/records.ts';
import type { JournalReader } from '../journal/index.ts';
import type { Holding } from './gate.ts';

type StepView = RunView['steps'][number];

/** What the process that is at work on a run adds to what the journal says. */
export interface LiveRun {
  readonly holding: Holding;
  /** The latest thing told about each step. */
  readonly told: ReadonlyMap<string, string>;
}

/**
 * A run as people watch it, put together from its entries in the journal.
 * @param live null when nothing is at work on it
 * @returns null when the plan was never started and nothing is at work on it
 */
export function runView(
  journal: JournalReader,
  digest: string,
  steps: readonly Step[],
  live: LiveRun | null,
): RunView | null {
  const views = new Map(steps.map((step) => [step.id, freshStep(step)]));
  let startedAt: string | null = null;
  let finished: { readonly at: string; readonly said: RecordOf<'run.finished'> } | null = null;
  for (const { skeleton, payload } of journal.entries({ subject: digest })) {
    if (payload === null) continue;
    const { kind, time } = skeleton;
    if (kind === 'run.approved') startedAt ??= time;
    const said = kind === 'run.finished' ? readRecord('run.finished', payload) : null;
    if (said !== null) finished = { at: time, said };
    const id = payload['step'];
    const view = typeof id === 'string' ? views.get(id) : undefined;
    if (view !== undefined) views.set(view.id, afterEntry(view, time, payload));
  }
  // Before it is admitted a run is at work already: everything is verified and worked out again first.
  if (startedAt === null && live === null) return null;
  const shown = [...views.values()].map((view) => withLive(view, live, finished !== null));
  return {
    startedAt: startedAt ?? journal.lastTime(),
    finishedAt: finished?.at ?? null,
    result: finished?.said.result ?? (live === null ? 'unknown' : null),
    holding: live?.holding ?? 'no',
    error: errorOf(finished?.said.error ?? null),
    steps: shown,
  };
}

function errorOf(error: RecordOf<'run.finished'>['error']): RunView['error'] {
  return error === null ? null : { code: error.code, message: clip(screenMessage(error), 2000) };
}

function freshStep({ id, action }: Step): StepView {
  return { id, action, state: 'waiting', attempts: 0, startedAt: null, finishedAt: null, evidence: [], note: null };
}

function afterEntry(view: StepView, time: string, payload: JsonObject): StepView {
  const intent = readRecord('step.intent', payload);
  if (intent !== null) {
    // An intent without an outcome is not known, until something at work on it says otherwise.
    return { ...view, state: 'unknown', attempts: intent.attempt, startedAt: view.startedAt ?? time, note: null };
  }
  const outcome = readRecord('step.outcome', payload);
  if (outcome !== null) {
    const note = outcome.error === null ? null : clip(screenMessage(outcome.error), 2000);
    return { ...view, state: outcome.outcome, finishedAt: time, evidence: evidenceLines(outcome.evidence), note };
  }
  const settled = readRecord('step.settled', payload);
  if (settled === null) return view;
  const { verdict } = settled;
  const state = verdict === 'not-done' || verdict === 'unknown' ? verdict : 'done';
  return { ...view, state, finishedAt: time, evidence: evidenceLines(settled.evidence), note: settled.because };
}

function evidenceLines(evidence: Evidence): StepView['evidence'] {
  return Object.entries(evidence)
    .slice(0, 60)
    .map(([name, value]) => ({ name, value: String(value ?? 'none') }));
}

function withLive(view: StepView, live: LiveRun | null, isOver: boolean): StepView {
  if (live === null || isOver) return view;
  const note = live.told.get(view.id) ?? view.note;
  return view.state === 'unknown' ? { ...view, state: 'running', finishedAt: null, note } : { ...view, note };
}
