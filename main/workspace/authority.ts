import type { Connection } from '../../shared/connections.ts';
import { genesisSchema, type Genesis } from '../../shared/genesis.ts';
import type { Person, Roster } from '../../shared/people.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import type { Policy } from '../../shared/policy.ts';
import type { EntryDraft } from '../journal/index.ts';
import { canonicalBytes, type JsonObject } from '../../shared/canonical-json.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { armoredSignature, compactSignature, documentDigest, verifySshSignature } from '../signoff/index.ts';

/**
 * Who may do what, at one point of the journal. It comes from signed entries only; files are never asked.
 */
export interface Authority {
  readonly genesis: Genesis;
  /** The exact bytes of the genesis; SHA-256 of them is the workspace id. */
  readonly genesisBytes: Uint8Array;
  readonly workspaceId: string;
  readonly roster: Roster;
  readonly rosterDigest: string;
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly connections: readonly Connection[];
  /** Ids of the persons who have accepted the genesis with a signature that holds. */
  readonly accepted: ReadonlySet<string>;
}

/** Kinds of entries that carry authority; everything else is a record of what was done with it. */
export const AUTHORITY_KINDS = ['genesis.accepted'] as const;

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
  });
}

/**
 * Authority after one more entry.
 * @returns the error names what an entry that claims authority lacks
 */
export function withEntry(authority: Authority, payload: JsonObject): Result<Authority, string> {
  if (payload['type'] !== 'genesis.accepted') return ok(authority);
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

/** Persons who have not accepted the genesis yet. */
export function outstandingAcceptances(authority: Authority): readonly Person[] {
  return authority.roster.people.filter(({ id }) => !authority.accepted.has(id));
}
