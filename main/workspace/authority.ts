import type { Connection } from '../../shared/connections.ts';
import { genesisSchema, type Genesis } from '../../shared/genesis.ts';
import type { Person } from '../../shared/people.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import type { EntryDraft } from '../journal/index.ts';
import { canonicalBytes, type JsonObject } from '../../shared/canonical-json.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { readRecord, type RecordOf } from '../../shared/records.ts';
import { armoredSignature, compactSignature, documentDigest, verifySshSignature } from '../signoff/index.ts';
import {
  changeProblem,
  delayOf,
  inForceTime,
  pendingChange,
  postponed,
  rosterAfter,
  type PendingChange,
  type RosterState,
} from './roster-change.ts';

/**
 * Who may do what, at one point of the journal. It comes from signed entries only; files are never asked.
 */
export interface Authority extends RosterState {
  readonly genesis: Genesis;
  /** The exact bytes of the genesis; SHA-256 of them is the workspace id. */
  readonly genesisBytes: Uint8Array;
  readonly rosterDigest: string;
  readonly policyDigest: string;
  readonly connections: readonly Connection[];
  /** Ids of the persons who have accepted the genesis with a signature that holds. */
  readonly accepted: ReadonlySet<string>;
  /** Changes of the roster that have come into force, and when; by the digest of their plan. */
  readonly madeAt: ReadonlyMap<string, string>;
}

/** Kinds of entries that carry authority; everything else is a record of what was done with it. */
export const AUTHORITY_KINDS = ['genesis.accepted', 'roster.changed', 'plan.dissented', 'clock.confirmed'] as const;

/** Authority as the genesis gives it. The error says what is wrong with the genesis. */
export function authorityFromGenesis(payload: JsonObject, workspaceId: string): Result<Authority, string> {
  const genesis = genesisSchema.safeParse(payload);
  if (!genesis.success) return fail('the first entry is not a genesis of this version');
  const { roster, policy, connections } = genesis.data;
  return ok({
    genesis: genesis.data,
    genesisBytes: canonicalBytes(payload),
    workspaceId,
    roster,
    rosterDigest: documentDigest(roster),
    policy,
    policyDigest: documentDigest(policy),
    connections,
    accepted: new Set(),
    madeAt: new Map(),
    pending: [],
    known: {
      names: new Map(roster.people.map(({ id, name }) => [id, name])),
      fingerprints: new Set(roster.people.flatMap(({ keys }) => keys.map(({ fingerprint }) => fingerprint))),
    },
  });
}

/** What to call a person by id, also one who has left; an id that nobody ever had stands for itself. */
export function nameIn({ known }: Pick<Authority, 'known'>, id: string): string {
  return known.names.get(id) ?? id;
}

/** An entry as far as it may carry authority. */
export interface AuthorityEntry {
  readonly kind: string;
  readonly time: string;
  readonly subject: string | null;
  /** Null: erased. */
  readonly payload: JsonObject | null;
}

/** Authority at a time: changes that were approved and have waited long enough are in force. */
export function authorityAt(authority: Authority, time: string): Authority {
  const due = authority.pending.filter(({ inForceAt }) => inForceAt <= time);
  return due
    .sort((a, b) => (a.inForceAt < b.inForceAt ? -1 : a.inForceAt > b.inForceAt ? 1 : 0))
    .reduce(inForce, authority);
}

/**
 * Authority at the time of an entry, before it.
 * SECURITY: a clock that was turned and vouched for shortens no delay. What had waited long enough before the jump is in
 * force; everything else waits longer by the jump.
 */
export function authorityFor(authority: Authority, { kind, time, payload }: AuthorityEntry): Authority {
  if (kind !== 'clock.confirmed' || authority.pending.length === 0) return authorityAt(authority, time);
  const aheadSeconds = readRecord(kind, payload)?.aheadSeconds ?? null;
  const before = aheadSeconds === null ? null : new Date(Date.parse(time) - Math.max(0, aheadSeconds) * 1000);
  const isTime = before !== null && !Number.isNaN(before.getTime()) && before.getUTCFullYear() > 0;
  const waited = isTime ? authorityAt(authority, before.toISOString()) : authority;
  return authorityAt({ ...waited, pending: postponed(waited.pending, aheadSeconds) }, time);
}

function inForce(authority: Authority, { plan, change, inForceAt }: PendingChange): Authority {
  const roster = rosterAfter(authority.roster, change);
  const joined = change.kind === 'add' ? [change.person] : [];
  const keys = joined.flatMap((person) => person.keys.map(({ fingerprint }) => fingerprint));
  return {
    ...authority,
    roster,
    rosterDigest: documentDigest(roster),
    madeAt: new Map([...authority.madeAt, [plan, inForceAt]]),
    pending: authority.pending.filter((other) => other.plan !== plan),
    known: {
      names: new Map([...authority.known.names, ...joined.map(({ id, name }) => [id, name] as const)]),
      fingerprints: new Set([...authority.known.fingerprints, ...keys]),
    },
  };
}

/** Authority without a pending change that somebody said no to. */
export function withoutPending(authority: Authority, plan: string): Authority {
  return { ...authority, pending: authority.pending.filter((pending) => pending.plan !== plan) };
}

/**
 * Authority after one more entry, at that entry's time.
 * @returns the error names what an entry that claims authority lacks
 */
export function withEntry(before: Authority, entry: AuthorityEntry): Result<Authority, string> {
  const authority = authorityFor(before, entry);
  const { kind, subject, payload } = entry;
  switch (kind) {
    case 'genesis.accepted':
      return payload === null ? ok(authority) : withAcceptance(authority, payload);
    case 'roster.changed':
      return withChange(authority, entry, readRecord(kind, payload));
    case 'plan.dissented':
      if (subject === null || pendingChange(authority, subject) === null) return ok(authority);
      // One that cannot be read stops the change as well.
      return ok(readRecord(kind, payload)?.blocks === false ? authority : withoutPending(authority, subject));
    default:
      return ok(authority);
  }
}

function withChange(
  authority: Authority,
  { time, subject }: AuthorityEntry,
  changed: RecordOf<'roster.changed'> | null,
): Result<Authority, string> {
  if (changed === null || subject === null) return fail('a change of the roster that cannot be read');
  const { change, delayHours, inForceAt } = changed;
  if (delayHours !== delayOf(authority, change) || inForceAt !== inForceTime(time, delayHours)) {
    return fail('a change of the roster that comes into force at another time than the policy demands');
  }
  if (authority.pending.some(({ plan }) => plan === subject)) return fail('a change of the roster that was made twice');
  const problem = changeProblem(authority, change);
  if (problem !== null) return fail(`a change of the roster that may not be made (${problem.message})`);
  const pending = [...authority.pending, { plan: subject, change, approvedAt: time, inForceAt }];
  return ok(authorityAt({ ...authority, pending }, time));
}

function withAcceptance(authority: Authority, payload: JsonObject): Result<Authority, string> {
  const person = authority.roster.people.find(({ id }) => id === payload['person']);
  const signature = payload['signature'];
  if (person === undefined || typeof signature !== 'string') return fail('an acceptance by nobody of the roster');
  if (!acceptanceHolds(person, authority.genesisBytes, armoredSignature(signature)))
    return fail('an acceptance whose signature does not hold');
  return ok({ ...authority, accepted: new Set([...authority.accepted, person.id]) });
}

/** Whether a signature (namespace `claviger-accept-v1`) over the genesis holds under one of the person's keys. */
export function acceptanceHolds(person: Person, genesisBytes: Uint8Array, signature: string): boolean {
  return person.keys.some(
    ({ publicKey }) =>
      verifySshSignature({ signature, message: genesisBytes, namespace: NAMESPACES.accept, publicKey }).ok,
  );
}

/** The entry that records a person's acceptance; `withEntry` judges it again whenever the journal is read. */
export function acceptanceEntry(person: Person, armored: string): EntryDraft {
  const payload = { type: 'genesis.accepted', person: person.id, signature: compactSignature(armored) };
  return { kind: 'genesis.accepted', subject: null, payload };
}

/** Persons of the first roster who are still there and have not accepted the genesis. Who came later was enrolled. */
export function outstandingAcceptances({ genesis, roster, accepted }: Authority): readonly Person[] {
  const first = new Set(genesis.roster.people.map(({ id }) => id));
  return roster.people.filter(({ id }) => first.has(id) && !accepted.has(id));
}
