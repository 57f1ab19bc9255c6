import { setImmediate } from 'node:timers/promises';
import type { JsonObject } from '../../shared/canonical-json.ts';
import type { Entry, JournalReader } from '../journal/index.ts';
import type { Statement } from '../signoff/index.ts';
import { journaledPlan } from './history.ts';

/** A plan as the book lists it. */
export interface BookedPlan {
  readonly digest: string;
  readonly proposedAt: string;
  /** The key it is about; null when it makes one, or is about none. */
  readonly keyId: string | null;
  /** Whether it makes a new key, whose id only the run brings to light. */
  readonly makesKey: boolean;
}

/**
 * Which plans there are and which of them were started or have ended: kept up with the journal as it grows, so that
 * nobody has to read it all to list the open ones.
 */
export interface PlanBook {
  /** Reads on to the journal's end. Gives way to other work now and then. */
  update(): Promise<void>;
  /** Newest first. */
  plans(): readonly BookedPlan[];
  /** Digests of the plans that can have to do with a key: made for it, or made to make one. Oldest first. */
  concerning(keyId: string): readonly string[];
  /** The key that a plan is about, or null. */
  keyOf(digest: string): string | null;
  wasStarted(digest: string): boolean;
  /** How its run ended, or null. */
  result(digest: string): 'done' | 'failed' | null;
  /** Started and not ended, oldest first. */
  unfinished(): readonly string[];
  /** The plan with this digest, or null when this journal has not made it. */
  statement(digest: string): Statement | null;
}

const KINDS = ['plan.proposed', 'run.approved', 'run.finished'] as const;
const YIELD_EVERY = 500;
const MOST_STATEMENTS = 500;

/** Opens the book of a journal; it is empty until its first `update`. */
export function planBook(journal: JournalReader): PlanBook {
  const plans = new Map<string, BookedPlan>();
  const started = new Map<string, 'open' | 'done' | 'failed'>();
  let read = 0;
  const readOn = async (): Promise<void> => {
    const size = journal.size();
    if (size === read) return;
    let count = 0;
    for (const entry of journal.entries({ from: read, to: size, kinds: KINDS })) {
      note(entry, plans, started);
      read = entry.skeleton.seq + 1;
      count += 1;
      if (count % YIELD_EVERY === 0) await setImmediate();
    }
    read = size;
  };
  let reading: Promise<void> = Promise.resolve();
  return {
    update() {
      // One after the other: two readers at once would book the same entries twice.
      reading = reading.then(readOn, readOn);
      return reading;
    },
    plans: () => [...plans.values()].reverse(),
    concerning: (keyId) =>
      [...plans.values()].flatMap((plan) => (plan.keyId === keyId || plan.makesKey ? [plan.digest] : [])),
    keyOf: (digest) => plans.get(digest)?.keyId ?? null,
    wasStarted: (digest) => started.has(digest),
    result: (digest) => {
      const known = started.get(digest);
      return known === 'done' || known === 'failed' ? known : null;
    },
    unfinished: () => [...started].flatMap(([digest, state]) => (state === 'open' ? [digest] : [])),
    statement: cachedStatements(journal),
  };
}

/** The statements asked for last are kept: reading one again means checking and hashing it again. */
function cachedStatements(journal: JournalReader): PlanBook['statement'] {
  const kept = new Map<string, Statement>();
  return (digest) => {
    const known = kept.get(digest) ?? journaledPlan(journal, digest);
    if (known === null) return null;
    kept.delete(digest);
    kept.set(digest, known);
    const [oldest] = kept.keys();
    if (kept.size > MOST_STATEMENTS && oldest !== undefined) kept.delete(oldest);
    return known;
  };
}

function note(
  { skeleton, payload }: Entry,
  plans: Map<string, BookedPlan>,
  started: Map<string, 'open' | 'done' | 'failed'>,
): void {
  const { kind, subject, time } = skeleton;
  if (subject === null) return;
  switch (kind) {
    case 'plan.proposed':
      plans.set(subject, { digest: subject, proposedAt: time, ...aboutWhat(payload) });
      break;
    case 'run.approved':
      started.set(subject, 'open');
      break;
    case 'run.finished':
      started.set(subject, payload?.['result'] === 'done' ? 'done' : 'failed');
      break;
  }
}

/** Only for finding plans again; what a plan says is read from its statement. */
function aboutWhat(payload: JsonObject | null): Pick<BookedPlan, 'keyId' | 'makesKey'> {
  const plan = objectIn(payload, 'plan');
  const keyId = objectIn(plan, 'target')?.['keyId'];
  const steps = plan?.['steps'];
  const makesKey = Array.isArray(steps) && steps.some((step: JsonObject) => step['action'] === 'create-key');
  return { keyId: typeof keyId === 'string' ? keyId : null, makesKey };
}

function objectIn(object: JsonObject | null, name: string): JsonObject | null {
  const inner = object?.[name];
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : null;
}
