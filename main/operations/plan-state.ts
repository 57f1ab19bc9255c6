import type { PlanState } from '../../shared/contract/index.ts';
import type { Role } from '../../shared/people.ts';
import type { Plan } from '../../shared/plan.ts';
import { screenMessage, whatWasWrong } from '../../shared/errors.ts';
import { readRecord, type RecordOf } from '../../shared/records.ts';
import { clip } from '../../shared/text.ts';
import { utcMinute } from '../../shared/utc.ts';
import { checkQuorum, seat, type Statement } from '../signoff/index.ts';
import { pendingChange, type ReadableWorkspace } from '../workspace/index.ts';
import { gather, type Gathered, type GatheredPurpose } from './collect.ts';
import { wasDissented } from './history.ts';
import type { PlanBook } from './plan-book.ts';

/** A signature that counts for a plan. */
export interface Counted {
  readonly person: string;
  readonly purpose: GatheredPurpose;
  readonly fingerprint: string;
  readonly custody: RecordOf<'run.approved'>['approvals'][number]['custody'];
}

/** A seat of the quorum, and who has taken it. */
export interface TakenSeat {
  readonly role: Role;
  readonly person: string | null;
}

/** Where a plan stands. */
export interface Standing {
  readonly state: PlanState;
  /** Why, where that needs saying; else null. */
  readonly because: string | null;
  readonly seats: readonly TakenSeat[];
  readonly signatures: readonly Counted[];
}

/** What the standing of a plan is worked out from. */
export interface StandingPorts {
  readonly workspace: ReadableWorkspace;
  readonly book: PlanBook;
  /** Whether this process is at work on it. */
  readonly isRunning: (digest: string) => boolean;
}

/** Works out where a plan stands: from the journal if it was started, else from what is true now. */
export function standingOf(ports: StandingPorts, statement: Statement): Standing {
  return ports.book.wasStarted(statement.digest) ? startedStanding(ports, statement) : openStanding(ports, statement);
}

/** A plan that was started is what the journal says of it; signature files have no part in it any more. */
function startedStanding({ workspace, book, isRunning }: StandingPorts, { digest, plan }: Statement): Standing {
  const [last] = workspace.journal.entries({ kind: 'run.approved', subject: digest, limit: 1 });
  const approved = readRecord('run.approved', last?.payload ?? null);
  const request = approved?.request ?? null;
  const base = {
    seats: approved?.seats ?? emptySeats(plan),
    signatures: [
      ...(approved?.approvals ?? []).map((one) => ({ ...one, purpose: 'signoff' as const })),
      ...(request === null ? [] : [{ ...request, purpose: 'request' as const }]),
    ],
  };
  const result = book.result(digest);
  if (result === 'done') return { ...base, ...doneStanding(workspace, { digest, plan }) };
  if (result === 'failed') return { ...base, state: 'failed', because: failureOf(workspace, digest) };
  return isRunning(digest)
    ? { ...base, state: 'running', because: null }
    : {
        ...base,
        state: 'interrupted',
        because: 'Its run was interrupted; resuming it asks what happened and goes on.',
      };
}

/** A change of the roster is done when it is approved, and still waits for its time, in which one "no" stops it. */
function doneStanding(
  workspace: ReadableWorkspace,
  { digest, plan }: Pick<Statement, 'digest' | 'plan'>,
): Pick<Standing, 'state' | 'because'> {
  if (plan.type === 'claviger.plan.v1') return { state: 'done', because: null };
  const pending = pendingChange(workspace.authority, digest);
  if (pending !== null) {
    const from = utcMinute(pending.inForceAt);
    return { state: 'done', because: `Approved; it comes into force at ${from} unless somebody says no.` };
  }
  const dissent = wasDissented(workspace, digest);
  return dissent === null ? { state: 'done', because: null } : { state: 'dissented', because: dissent };
}

function failureOf({ journal }: ReadableWorkspace, digest: string): string | null {
  const [last] = journal.entries({ kind: 'run.finished', subject: digest, newestFirst: true, limit: 1 });
  const error = readRecord('run.finished', last?.payload ?? null)?.error ?? null;
  return error === null ? null : screenMessage(error);
}

function openStanding({ workspace, isRunning }: StandingPorts, statement: Statement): Standing {
  const { plan } = statement;
  const gathered = gather(workspace.layout, statement, workspace.authority.roster);
  const base = { seats: seatsOf(plan, gathered), signatures: gathered.judged.flatMap(counted) };
  // Admission works the plan out again before the run stands in the journal.
  if (isRunning(statement.digest)) return { ...base, state: 'running', because: 'It is being checked before it runs.' };
  const over = whyOver(workspace, statement);
  if (over !== null) return { ...base, ...over };
  const quorum = checkQuorum(gathered.judged, plan.quorum, plan.requester.id);
  const leftOut = gathered.leftOut.length === 0 ? [] : [`Left out: ${gathered.leftOut.join(' ')}`];
  // Waiting is not a failure: what is missing is said, and nothing is to be mended.
  const missing = quorum.ok ? [] : [whatWasWrong(quorum.error)];
  const because = missing.length + leftOut.length === 0 ? null : clip([...missing, ...leftOut].join(' '), 2000);
  return { ...base, state: quorum.ok ? 'ready' : 'waiting', because };
}

/** Why a plan that was not started cannot run any more; null when it can. */
export function whyOver(
  workspace: ReadableWorkspace,
  { plan, digest }: Statement,
): { readonly state: 'dissented' | 'expired' | 'outdated'; readonly because: string } | null {
  const dissent = wasDissented(workspace, digest);
  if (dissent !== null) return { state: 'dissented', because: dissent };
  if (workspace.clock().effective.getTime() > Date.parse(plan.notAfter)) {
    return { state: 'expired', because: `It was valid until ${utcMinute(plan.notAfter)}.` };
  }
  const { rosterDigest, policyDigest } = workspace.authority;
  if (plan.rosterDigest !== rosterDigest || plan.policyDigest !== policyDigest) {
    return { state: 'outdated', because: 'The policy or the roster has changed since the plan was made.' };
  }
  const { journal } = workspace;
  const extended =
    plan.journal.size <= journal.size() &&
    Buffer.from(journal.rootAt(plan.journal.size)).toString('hex') === plan.journal.root;
  return extended
    ? null
    : { state: 'outdated', because: 'The journal does not go on from the head that the plan was made on.' };
}

function counted(judged: Gathered['judged'][number]): readonly Counted[] {
  const { person, purpose, fingerprint, custody } = judged;
  return purpose === 'dissent' ? [] : [{ person: person.id, purpose, fingerprint, custody }];
}

function rolesOf({ quorum }: Plan): readonly Role[] {
  return quorum.needs.flatMap(({ role, count }) => Array.from({ length: count }, () => role));
}

function emptySeats(plan: Plan): readonly TakenSeat[] {
  return rolesOf(plan).map((role) => ({ role, person: null }));
}

/** The best seating of those who have signed: as many seats taken as can be, the others empty. */
function seatsOf(plan: Plan, { judged }: Gathered): readonly TakenSeat[] {
  const people = judged.filter(({ purpose }) => purpose === 'signoff').map(({ person }) => person);
  const all = seat(plan.quorum.needs, people);
  if (all.met) return all.seats;
  const missing = [...all.missing];
  const rest = rolesOf(plan).filter((role) => {
    const at = missing.indexOf(role);
    if (at !== -1) missing.splice(at, 1);
    return at === -1;
  });
  const some = seat(
    rest.map((role) => ({ role, count: 1 })),
    people,
  );
  const taken: readonly TakenSeat[] = some.met ? some.seats : rest.map((role) => ({ role, person: null }));
  return [...taken, ...all.missing.map((role) => ({ role, person: null }))];
}
