import type { JsonObject } from '../../shared/canonical-json.ts';
import type { KeyPlan } from '../../shared/plan.ts';
import { readRecord, type RecordKind, type RecordOf } from '../../shared/records.ts';
import type { Entry, JournalReader } from '../journal/index.ts';
import { statementOf, type Statement } from '../signoff/index.ts';
import { nameIn, type ReadableWorkspace } from '../workspace/index.ts';

/** How many of the latest plans are looked through for the one that a signature was made for. */
const RECENT_PLANS = 200;

/** The plan with this digest, if this journal recorded it being made. */
export function journaledPlan(journal: JournalReader, digest: string): Statement | null {
  return firstRecord(journal, 'plan.proposed', digest, ({ plan }) => {
    const statement = statementOf(plan);
    return statement.digest === digest ? statement : null;
  });
}

/** The latest plans, newest first. */
export function* recentPlans(journal: JournalReader): Generator<Statement> {
  for (const { payload } of journal.entries({ kinds: ['plan.proposed'], newestFirst: true, limit: RECENT_PLANS })) {
    const made = readRecord('plan.proposed', payload);
    if (made !== null) yield statementOf(made.plan);
  }
}

/**
 * Whether a run of the plan was ever admitted; whether it ended well does not matter: a plan runs once. The entry
 * alone says so, even if its payload is gone.
 */
export function wasStarted(journal: JournalReader, digest: string): boolean {
  return [...journal.entries({ kinds: ['run.approved'], subject: digest, limit: 1 })].length > 0;
}

/** What a dissent that blocks the plan says, or null when there is none. One that cannot be read blocks. */
export function wasDissented(
  { journal, authority }: Pick<ReadableWorkspace, 'journal' | 'authority'>,
  digest: string,
): string | null {
  for (const { skeleton, payload } of journal.entries({ kinds: ['plan.dissented'], subject: digest })) {
    const said = readRecord('plan.dissented', payload);
    if (said === null) return `Somebody has said no (entry ${skeleton.seq}), and what they said is not there any more.`;
    if (!said.blocks) continue;
    const reason = (said.reason ?? 'no reason given').replace(/\.$/, '');
    return `${nameIn(authority, said.person)} has said no: ${reason}.`;
  }
  return null;
}

function firstRecord<K extends RecordKind, T>(
  journal: JournalReader,
  kind: K,
  subject: string,
  pick: (record: RecordOf<K>) => T | null,
): T | null {
  for (const { payload } of journal.entries({ kinds: [kind], subject })) {
    const found = readRecord(kind, payload);
    const picked = found === null ? null : pick(found);
    if (picked !== null) return picked;
  }
  return null;
}

/** How far a run has come, as the journal tells it. */
export interface RunState {
  readonly approved: RecordOf<'run.approved'> | null;
  /** Evidence of the steps that are done. */
  readonly done: ReadonlyMap<string, RecordOf<'step.outcome'>['evidence']>;
  /** The intent whose outcome is not known: written without an outcome, or with the outcome "unknown". */
  readonly open: { readonly step: string; readonly intent: string; readonly attempt: number } | null;
  /** Attempts made, by step. */
  readonly attempts: ReadonlyMap<string, number>;
  readonly finished: RecordOf<'run.finished'> | null;
}

/** Reads how far the run of a plan has come. */
export function runState(journal: JournalReader, digest: string): RunState {
  let state: RunState = { approved: null, done: new Map(), open: null, attempts: new Map(), finished: null };
  for (const { payload } of journal.entries({ subject: digest })) {
    if (payload !== null) state = advance(state, payload);
  }
  return state;
}

function advance(state: RunState, payload: JsonObject): RunState {
  switch (payload['type']) {
    case 'run.approved':
      return { ...state, approved: readRecord('run.approved', payload) };
    case 'run.finished':
      return { ...state, finished: readRecord('run.finished', payload) };
    case 'step.intent': {
      const intended = readRecord('step.intent', payload);
      if (intended === null) return state;
      const { step, intent, attempt } = intended;
      return { ...state, open: { step, intent, attempt }, attempts: new Map([...state.attempts, [step, attempt]]) };
    }
    case 'step.outcome': {
      const outcome = readRecord('step.outcome', payload);
      if (outcome === null || outcome.outcome === 'unknown') return state;
      if (outcome.outcome === 'not-done') return { ...state, open: null };
      return { ...state, open: null, done: new Map([...state.done, [outcome.step, outcome.evidence]]) };
    }
    case 'step.settled': {
      const settled = readRecord('step.settled', payload);
      if (settled === null || settled.verdict === 'unknown') return state;
      if (settled.verdict === 'not-done') return { ...state, open: null };
      return { ...state, open: null, done: new Map([...state.done, [settled.step, settled.evidence]]) };
    }
    default:
      return state;
  }
}

/** One line of a key's history. */
export interface KeyEvent {
  readonly time: string;
  readonly entry: number;
  readonly what: string;
}

/**
 * What the journal has about a key: plans made for it or that made it, and what became of them; oldest first.
 * @param among digests of the plans that can have to do with it, where they are known; else all are looked through
 */
export function keyHistory(journal: JournalReader, keyId: string, among?: readonly string[]): readonly KeyEvent[] {
  if (among === undefined) return keyEvents(journal.entries({ kinds: HISTORY_KINDS }), keyId);
  const found = among.flatMap((subject) => keyEvents(journal.entries({ kinds: HISTORY_KINDS, subject }), keyId));
  return found.sort((a, b) => a.entry - b.entry);
}

function keyEvents(entries: Iterable<Entry>, keyId: string): KeyEvent[] {
  const plans = new Map<string, KeyPlan>();
  const concerned = new Set<string>();
  const history: KeyEvent[] = [];
  for (const { skeleton, payload } of entries) {
    const { subject, time, seq } = skeleton;
    if (subject === null || payload === null) continue;
    const proposed = readRecord('plan.proposed', payload)?.plan;
    if (proposed?.type === 'claviger.plan.v1') plans.set(subject, proposed);
    const plan = plans.get(subject);
    const what = plan === undefined ? null : eventOf(payload, plan, keyId);
    const isConcerned = concerned.has(subject) || plan?.target.keyId === keyId || what?.startsWith('made') === true;
    if (!isConcerned || plan === undefined || what === null) continue;
    concerned.add(subject);
    history.push({ time, entry: seq, what: `${plan.operation} ${what}` });
  }
  return history;
}

const HISTORY_KINDS = ['plan.proposed', 'run.approved', 'step.outcome', 'step.settled', 'run.finished'] as const;

function eventOf(payload: JsonObject, plan: KeyPlan, keyId: string): string | null {
  switch (payload['type']) {
    case 'plan.proposed':
      return `planned (${plan.ticket})`;
    case 'run.approved':
      return 'approved';
    case 'run.finished':
      return readRecord('run.finished', payload)?.result ?? null;
    default: {
      const told = readRecord('step.outcome', payload) ?? readRecord('step.settled', payload);
      const step = plan.steps.find(({ id }) => id === told?.step);
      return step?.action === 'create-key' && told?.evidence['keyId'] === keyId
        ? `made this key (${plan.ticket})`
        : null;
    }
  }
}

/** Digests of the plans that were admitted and have not finished, oldest first. */
export function unfinishedRuns(journal: JournalReader): readonly string[] {
  const open = new Set<string>();
  for (const { skeleton } of journal.entries({ kinds: ['run.approved', 'run.finished'] })) {
    if (skeleton.subject === null) continue;
    if (skeleton.kind === 'run.approved') open.add(skeleton.subject);
    else open.delete(skeleton.subject);
  }
  return [...open];
}
