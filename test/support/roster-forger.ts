import { changeQuorum } from '../../main/operations/change-plan.ts';
import { compactSignature, documentDigest, statementOf, type Statement } from '../../main/signoff/index.ts';
import { inForceTime, rosterAfter } from '../../main/workspace/index.ts';
import { canonicalBytes } from '../../shared/canonical-json.ts';
import { enrolmentOf, type Change, type Enrolled } from '../../shared/change.ts';
import type { ChangePlan, KeyPlan } from '../../shared/plan.ts';
import { signerOf } from './cast.ts';
import { approved, draft, finished, proposed, type Draft, type Forger } from './forger.ts';
import { proofsOf, ROSTER_QUORUM } from './roster-changes.ts';
import { START } from './test-clock.ts';
import { present } from './unwrap.ts';

export const HOUR_MS = 3_600_000;
/** When the changes are approved, and when additions are in force; in milliseconds after the genesis. */
export const AT = 60_000;
export const DAY_LATER = AT + 24 * HOUR_MS;

/** Lea, with the key of this signer. */
export function newcomer(key = 'lea', changes: Partial<Enrolled> = {}): Enrolled {
  const { publicKey, fingerprint } = signerOf(key).publicKey;
  return {
    id: 'lea',
    name: 'Lea',
    roles: ['custodian'],
    keys: [{ publicKey, fingerprint, custody: 'own-file' }],
    ...changes,
  };
}

/** The addition of somebody who has proved to hold their key, or another one. */
export function adding(forging: Forger, person = newcomer(), provedBy = 'lea'): Change {
  const message = canonicalBytes(enrolmentOf(forging.journal.workspaceId, person));
  const proofs = proofsOf(message, [provedBy]).map(compactSignature);
  return { kind: 'add', person, voucher: { id: 'ivy', name: 'ivy' }, proofs };
}

/** A removal. */
export const removing = (who: string): Change => ({ kind: 'remove', person: { id: who, name: who } });

/** A signed change of the roster as this journal would have it. */
export function changePlan(forging: Forger, change: Change, changes: Partial<ChangePlan> = {}): Statement<ChangePlan> {
  const { plan } = forging.plan();
  const { workspace, reason, ticket, requester, rosterDigest, policyDigest, journal, createdAt, notAfter, nonce } =
    plan;
  const { policy, connections } = forging.genesis;
  return statementOf({
    ...{ workspace, reason, ticket, requester, rosterDigest, policyDigest, journal, createdAt, notAfter, nonce },
    type: 'claviger.change.v1',
    operation: 'people',
    environment: 'production',
    change,
    delayHours: change.kind === 'add' ? 24 : 0,
    quorum: present(changeQuorum({ policy, connections }, change)),
    ...changes,
  });
}

const SEATS = ['security-lead', 'security-lead', 'custodian'];

/** Its admission on these signatures. */
export function admitted(statement: Statement, signers = ROSTER_QUORUM): Draft {
  const seats = signers.map((person, at) => ({ role: SEATS[at] ?? 'custodian', person }));
  return approved(statement, signers, { seats });
}

/** The change as its plan says it, unless told otherwise. */
export function changed(
  { digest, plan }: Statement<ChangePlan>,
  at: number,
  changes: Partial<Draft['payload']> = {},
): Draft {
  const { change, delayHours } = plan;
  const inForceAt = inForceTime(new Date(START + at).toISOString(), delayHours);
  const entry = draft('roster.changed', digest, { change, delayHours, inForceAt });
  return { ...entry, payload: { ...entry.payload, ...changes } as Draft['payload'] };
}

/** The same entries, all at one time. */
export const dated = (drafts: readonly Draft[], at = AT): readonly Draft[] => drafts.map((one) => ({ ...one, at }));

/** Plan, admission, change and end, all at one time. */
export function whole(
  statement: Statement<ChangePlan>,
  at = AT,
  changes: Partial<Draft['payload']> = {},
): readonly Draft[] {
  return dated([proposed(statement), admitted(statement), changed(statement, at, changes), finished(statement)], at);
}

/** A rotation after the change, under a roster that the plan names. */
export function rotation(forging: Forger, change: Change | null, changes: Partial<KeyPlan> = {}): Statement<KeyPlan> {
  const roster = change === null ? forging.genesis.roster : rosterAfter(forging.genesis.roster, change);
  const notAfter = new Date(START + 1000 * HOUR_MS).toISOString();
  return forging.plan({ rosterDigest: documentDigest(roster), notAfter, ...changes });
}
