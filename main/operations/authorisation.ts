import { canonicalBytes, type JsonObject } from '../../shared/canonical-json.ts';
import { isChange, type ChangePlan, type Dissent, type KeyPlan } from '../../shared/plan.ts';
import { readRecord, RECORDS, type RecordKind, type RecordOf } from '../../shared/records.ts';
import { ruleFor, type Need } from '../../shared/policy.ts';
import type { JournalReader } from '../journal/index.ts';
import {
  armoredSignature,
  blocks,
  checkQuorum,
  documentDigest,
  judge,
  statementOf,
  type Judged,
  type Statement,
} from '../signoff/index.ts';
import {
  authorityFor,
  authorityFromGenesis,
  outstandingAcceptances,
  pendingChange,
  withEntry,
  withoutPending,
  type Authority,
  type AuthorityEntry,
} from '../workspace/index.ts';
import { CHANGE_ENVIRONMENT, changeQuorum } from './change-plan.ts';
import { isReal, quorumOf } from './plan.ts';
import { approvedRun, replayChange, replayStep, type ReplayedRun } from './replay-run.ts';

/** What is replayed: a journal that is open, or an export of one. */
export type ReplaySource = Pick<JournalReader, 'origin' | 'workspaceId' | 'entry' | 'entries' | 'rootAt'>;

/** The second question of `journal verify`: did every execution have its quorum? */
export interface AuthorisationReport {
  readonly ok: boolean;
  /** Runs whose quorum was checked again, signature by signature. */
  readonly executions: number;
  /** Entries whose payload was erased, so that nothing can be said about them. */
  readonly erased: number;
  readonly problem: {
    readonly kind: 'unauthorised' | 'unreadable';
    readonly entry: number;
    readonly message: string;
  } | null;
}

interface Replay {
  readonly journal: ReplaySource;
  authority: Authority;
  readonly plans: Map<string, Statement>;
  readonly dissented: Set<string>;
  /** A change of the roster that was approved by the entry before, and so must be made by this one. */
  awaited: string | null;
  /** Approved runs, by the digest of their plan. */
  readonly runs: Map<string, ReplayedRun>;
}

/**
 * Replays roster, policy and quorum over the whole journal. It trusts no stored verdict: the signatures are verified
 * again over the recorded plan with the roster of that moment. Names the first entry that nobody authorised.
 */
export function verifyAuthorisation(journal: ReplaySource): AuthorisationReport {
  let executions = 0;
  let erased = 0;
  let last = 0;
  const report = (problem: AuthorisationReport['problem']): AuthorisationReport => ({
    ok: problem === null,
    executions,
    erased,
    problem,
  });
  const genesis = journal.entry(0)?.payload ?? null;
  const authority = genesis === null ? null : authorityFromGenesis(genesis, journal.workspaceId);
  if (authority?.ok !== true) {
    return report({ kind: 'unreadable', entry: 0, message: 'The genesis cannot be read.' });
  }
  const replay: Replay = {
    journal,
    authority: authority.value,
    plans: new Map(),
    dissented: new Set(),
    awaited: null,
    runs: new Map(),
  };
  for (const entry of journal.entries({ from: 1 })) {
    const { seq, kind } = entry.skeleton;
    replay.authority = authorityFor(replay.authority, { ...entry.skeleton, payload: entry.payload });
    if (entry.payload === null) erased += 1;
    const wrong = unreadable(entry) ?? unauthorised(replay, entry);
    if (wrong !== null) return report({ ...wrong, entry: seq });
    if (kind === 'run.approved' && entry.payload !== null) executions += 1;
    last = seq;
  }
  return report(replay.awaited === null ? null : { kind: 'unauthorised', entry: last, message: NOT_MADE });
}

type Entry = ReturnType<ReplaySource['entries']> extends Iterable<infer E> ? E : never;
type Wrong = Omit<NonNullable<AuthorisationReport['problem']>, 'entry'>;

function unreadable({ skeleton, payload }: Entry): Wrong | null {
  const { kind } = skeleton;
  if (payload === null) {
    const message = 'A change of the roster whose contents are gone: nobody can say who is in it.';
    return kind === 'roster.changed' ? { kind: 'unreadable', message } : null;
  }
  if (Object.hasOwn(RECORDS, kind) && readRecord(kind as RecordKind, payload) !== null) return null;
  return { kind: 'unreadable', message: `An entry of kind "${kind}" that this version cannot read.` };
}

function unauthorised(replay: Replay, { skeleton, payload }: Entry): Wrong | null {
  const { seq, kind, subject, time } = skeleton;
  if (payload === null) {
    // A dissent that cannot be read stops a change as well.
    if (kind === 'plan.dissented' && subject !== null) replay.authority = withoutPending(replay.authority, subject);
    return null;
  }
  const message = unmade(replay, kind, subject) ?? replayEntry(replay, seq, kind as RecordKind, subject, time, payload);
  return message === null ? null : { kind: 'unauthorised', message };
}

function replayEntry(
  replay: Replay,
  seq: number,
  kind: RecordKind,
  subject: string | null,
  time: string,
  payload: JsonObject,
): string | null {
  switch (kind) {
    case 'genesis.accepted':
      return claim(replay, { kind, subject, time, payload });
    case 'roster.changed': {
      const run = replay.runs.get(subject ?? '');
      if (run === undefined) return 'The roster was changed without a quorum.';
      return replayChange(run, payload, time) ?? claim(replay, { kind, subject, time, payload });
    }
    case 'plan.proposed': {
      const made = readRecord(kind, payload);
      const statement = made === null ? null : statementOf(made.plan);
      if (statement?.digest !== subject) return 'A plan that is recorded under a digest which is not its own.';
      replay.plans.set(statement.digest, statement);
      return null;
    }
    case 'plan.dissented':
      return dissent(replay, subject, readRecord(kind, payload));
    case 'run.approved':
      return approval(replay, seq, subject, time, readRecord(kind, payload));
    case 'step.intent':
    case 'step.outcome':
    case 'step.settled':
    case 'run.finished':
      return execution(replay, subject, payload);
    case 'payload.erased':
      return 'An erasure without a signed plan.';
    default:
      return null;
  }
}

/** An entry that carries authority of its own. */
function claim(replay: Replay, entry: AuthorityEntry): string | null {
  const next = withEntry(replay.authority, entry);
  if (!next.ok) return next.error;
  replay.authority = next.value;
  return null;
}

const NOT_MADE = 'A change of the roster was approved and not made.';

/** A change of the roster is made by the entry after its approval, or not at all. */
function unmade(replay: Replay, kind: string, subject: string | null): string | null {
  const { awaited } = replay;
  replay.awaited = null;
  if (awaited === null || (kind === 'roster.changed' && subject === awaited)) return null;
  return NOT_MADE;
}

/** A recorded *no* must be signed, and whether it blocks is worked out again, not believed. */
function dissent(replay: Replay, subject: string | null, said: RecordOf<'plan.dissented'> | null): string | null {
  const statement = replay.plans.get(subject ?? '');
  if (statement === undefined || said === null) return 'A dissent from a plan that was never made here.';
  const { plan, digest } = statement;
  const words: Dissent | null =
    said.reason === null ? null : { type: 'claviger.dissent.v1', plan: digest, reason: said.reason };
  const packet = {
    label: `the dissent of ${said.person}`,
    armored: armoredSignature(said.signature),
    dissent: words === null ? null : canonicalBytes(words),
  };
  const judged = judge(packet, statement, replay.authority.roster);
  if (!judged.ok) return `A dissent is recorded whose signature does not hold: ${judged.error.message}`;
  const { person, purpose } = judged.value;
  const isBlocking = blocks(person, plan.quorum, plan.requester.id);
  if (purpose !== 'dissent' || person.id !== said.person) {
    return 'A dissent is recorded as something it is not.';
  }
  if (isBlocking) replay.dissented.add(digest);
  if (pendingChange(replay.authority, digest) === null) return null;
  // What comes into force is read from this entry, so here it must say the truth.
  if (said.blocks !== isBlocking) return 'A dissent from a change of the roster is recorded as something it is not.';
  if (isBlocking) replay.authority = withoutPending(replay.authority, digest);
  return null;
}

function approval(
  replay: Replay,
  seq: number,
  subject: string | null,
  time: string,
  approved: RecordOf<'run.approved'> | null,
): string | null {
  const statement = replay.plans.get(subject ?? '');
  if (statement === undefined || approved === null || subject === null)
    return 'A run was admitted for a plan that was never made here.';
  if (replay.runs.has(subject)) return 'A plan was run a second time.';
  if (replay.dissented.has(subject)) return 'A plan was run although somebody had said no.';
  const { plan } = statement;
  if (time > plan.notAfter) return 'A plan was run after it had expired.';
  const unfounded = foundation(replay, seq, statement);
  if (unfounded !== null) return unfounded;
  const judged: Judged[] = [];
  for (const stored of [...approved.approvals, ...(approved.request === null ? [] : [approved.request])]) {
    const packet = {
      label: `the signature of ${stored.person}`,
      armored: armoredSignature(stored.signature),
      dissent: null,
    };
    const one = judge(packet, statement, replay.authority.roster);
    if (!one.ok) return `A run was admitted on a signature that does not hold: ${one.error.message}`;
    const { person, fingerprint, custody } = one.value;
    const isTrue = person.id === stored.person && fingerprint === stored.fingerprint && custody === stored.custody;
    if (!isTrue)
      return 'A run was admitted on a signature that is recorded under another person, key or custody than its own.';
    judged.push(one.value);
  }
  const quorum = checkQuorum(judged, plan.quorum, plan.requester.id);
  if (!quorum.ok) return `A run was admitted without its quorum: ${quorum.error.message}`;
  if (!fills(approved.seats, plan.quorum.needs, quorum.value.approvals)) {
    return 'A run was admitted with seats that its signatures do not fill.';
  }
  replay.runs.set(subject, approvedRun(plan, time));
  replay.awaited = isChange(plan) ? subject : null;
  return null;
}

/** Whether recorded seats are a seating of those who signed: there may be more than one. */
function fills(
  seats: RecordOf<'run.approved'>['seats'],
  needs: readonly Need[],
  approvals: readonly Judged[],
): boolean {
  const wanted = needs.flatMap(({ role, count }) => Array.from({ length: count }, () => role)).sort();
  const taken = seats.map(({ role }) => role).sort();
  const people = new Set(seats.map(({ person }) => person));
  const isHeld = seats.every(({ role, person: id }) =>
    approvals.some(({ person }) => person.id === id && person.roles.includes(role)),
  );
  return isHeld && people.size === seats.length && wanted.join() === taken.join();
}

/** Whether the plan stands on this journal and asks for the quorum that the policy demands. */
function foundation({ journal, authority }: Replay, seq: number, { plan }: Statement): string | null {
  if (plan.workspace !== authority.workspaceId) return 'A run was admitted for a plan of another workspace.';
  if (plan.rosterDigest !== authority.rosterDigest || plan.policyDigest !== authority.policyDigest) {
    return 'A run was admitted under a roster or policy that was not in force.';
  }
  const requester = authority.roster.people.find(({ id }) => id === plan.requester.id);
  if (requester?.name !== plan.requester.name) return 'A run was admitted for somebody who is not in the roster.';
  const wrong = isChange(plan) ? changeFoundation(authority, plan) : keyFoundation(authority, plan);
  if (wrong !== null) return wrong;
  const extended =
    plan.journal.origin === journal.origin &&
    plan.journal.size <= seq &&
    Buffer.from(journal.rootAt(plan.journal.size)).toString('hex') === plan.journal.root;
  return extended ? null : 'A run was admitted for a plan that was made on another history.';
}

function changeFoundation(authority: Authority, plan: ChangePlan): string | null {
  if (plan.environment !== CHANGE_ENVIRONMENT) {
    return 'A change of the roster was admitted under the rules of another environment.';
  }
  const quorum = changeQuorum(authority, plan.change);
  if (quorum === null || documentDigest(quorum) !== documentDigest(plan.quorum)) {
    return 'A change of the roster was admitted with another quorum than the policy demands.';
  }
  return null;
}

function keyFoundation(authority: Authority, plan: KeyPlan): string | null {
  const connection = authority.connections.find(({ id }) => id === plan.connection.id);
  if (connection === undefined || documentDigest(connection) !== documentDigest(plan.connection)) {
    return 'A run was admitted on a connection that was not in force.';
  }
  if (isReal(connection) && outstandingAcceptances(authority).length > 0) {
    return 'A run was admitted on a real provider before everybody had accepted the genesis.';
  }
  if (connection.environment !== plan.environment) {
    return 'A run was admitted under the rules of another environment than that of its connection.';
  }
  const rule = ruleFor(authority.policy, plan.environment, plan.operation);
  if (rule === null || documentDigest(quorumOf(rule, connection)) !== documentDigest(plan.quorum)) {
    return 'A run was admitted with another quorum than the policy demands.';
  }
  if (plan.parameters.operation !== plan.operation) {
    return 'A run was admitted for a plan whose steps are of another operation than it says.';
  }
  return null;
}

function execution(replay: Replay, subject: string | null, payload: JsonObject): string | null {
  const run = replay.runs.get(subject ?? '');
  return run === undefined ? 'Something was carried out without a quorum.' : replayStep(run, payload);
}
