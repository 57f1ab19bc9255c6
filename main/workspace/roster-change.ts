import { canonicalBytes } from '../../shared/canonical-json.ts';
import { enrolmentOf, personOf, type Change, type Enrolled } from '../../shared/change.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { PersonKey, Roster } from '../../shared/people.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import type { Policy } from '../../shared/policy.ts';
import { parsePublicKeyLine } from '../people/index.ts';
import { armoredSignature, fragileRules, verifySshSignature, type Fragility } from '../signoff/index.ts';

type Addition = Extract<Change, { kind: 'add' }>;

/** A change of the roster that was approved and is not in force yet. */
export interface PendingChange {
  /** Digest of the plan that was approved. */
  readonly plan: string;
  readonly change: Change;
  readonly approvedAt: string;
  readonly inForceAt: string;
}

/** What a change of the roster is judged by. */
export interface RosterState {
  readonly workspaceId: string;
  readonly roster: Roster;
  readonly policy: Policy;
  /** In the order of their approval. */
  readonly pending: readonly PendingChange[];
  /** Everybody who was ever in the roster, their names by id: ids and keys are never given to anybody again. */
  readonly known: { readonly names: ReadonlyMap<string, string>; readonly fingerprints: ReadonlySet<string> };
}

const MAX_PEOPLE = 200;

/** Hours between the approval of a change and its coming into force. */
export function delayOf({ policy }: Pick<RosterState, 'policy'>, { kind }: Change): number {
  return kind === 'add' ? policy.changeDelayHours : 0;
}

/** When a change comes into force. @param approvedAt time of the entry that approves it */
export function inForceTime(approvedAt: string, delayHours: number): string {
  return new Date(Date.parse(approvedAt) + delayHours * 3_600_000).toISOString();
}

/** Later than this no time is written; what is postponed to it never comes into force. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';

/**
 * What waits, after somebody has vouched for a clock that had jumped ahead: the jump shortens no delay.
 * @param aheadSeconds the jump; null: nobody knows any more how far it was
 */
export function postponed(pending: readonly PendingChange[], aheadSeconds: number | null): readonly PendingChange[] {
  return pending.map((change) => {
    const later = Date.parse(change.inForceAt) + Math.max(0, aheadSeconds ?? Infinity) * 1000;
    const inForceAt = later < Date.parse(END_OF_TIME) ? new Date(later).toISOString() : END_OF_TIME;
    return { ...change, inForceAt };
  });
}

/** The roster after a change that has been found in order. */
export function rosterAfter(roster: Roster, change: Change): Roster {
  const people =
    change.kind === 'add'
      ? [...roster.people, personOf(change.person)]
      : roster.people.filter(({ id }) => id !== change.person.id);
  return { ...roster, people };
}

/** Persons who will be in the roster if nobody says no. */
export function pendingPeople({ pending }: Pick<RosterState, 'pending'>): readonly Enrolled[] {
  return pending.flatMap(({ change }) => (change.kind === 'add' ? [change.person] : []));
}

/** The change that a plan made, as long as it is not in force; else null. */
export function pendingChange({ pending }: Pick<RosterState, 'pending'>, plan: string): PendingChange | null {
  return pending.find((change) => change.plan === plan) ?? null;
}

/** Why a change may not be made to the roster in force, or null. The same when planning, approving and verifying. */
export function changeProblem(state: RosterState, change: Change): ConsoleError | null {
  if (change.kind === 'remove') return removalProblem(state, change.person);
  const { voucher, person } = change;
  if (!state.roster.people.some(({ id, name }) => id === voucher.id && name === voucher.name)) {
    return consoleError('person-not-found', `${voucher.name}, who is to vouch, is not in the roster.`);
  }
  return identityProblem(state, person) ?? keysProblem(state, person) ?? proofProblem(state.workspaceId, change);
}

function identityProblem(state: RosterState, { id, name, roles }: Enrolled): ConsoleError | null {
  const others = [...state.roster.people, ...pendingPeople(state)];
  if (state.known.names.has(id) || others.some((other) => other.id === id)) {
    return consoleError('not-possible', `The id ${id} is or was somebody else's; an id is never given again.`);
  }
  // Commands take a name or an id: neither may be taken for the other.
  if (others.some((other) => other.name === name || other.id === name || other.name === id)) {
    return consoleError('not-possible', `Somebody is called ${name} already; give each person a name of their own.`);
  }
  if (others.length >= MAX_PEOPLE) return consoleError('not-possible', `A roster has at most ${MAX_PEOPLE} people.`);
  if (new Set(roles).size !== roles.length) return consoleError('not-possible', 'A role is named twice.');
  return null;
}

function keysProblem(state: RosterState, { name, keys }: Enrolled): ConsoleError | null {
  const taken = new Set(state.known.fingerprints);
  for (const { keys: others } of pendingPeople(state)) for (const { fingerprint } of others) taken.add(fingerprint);
  for (const key of keys) {
    const wrong = keyProblem(key);
    if (wrong !== null) return consoleError('not-possible', `A key of ${name} cannot be taken: ${wrong}`);
    // SECURITY: also when its person has left: an old key in other hands must not come back under another name.
    if (taken.has(key.fingerprint)) {
      const what = `The key ${key.fingerprint} is or was in the roster already; a key is taken once and for one person.`;
      return consoleError('not-possible', what);
    }
    taken.add(key.fingerprint);
  }
  return null;
}

/** SECURITY: what a roster says of a key is used without looking again, so it must be what the key itself says. */
function keyProblem({ publicKey, fingerprint, custody }: PersonKey): string | null {
  const parsed = parsePublicKeyLine(publicKey);
  if (!parsed.ok) return parsed.error;
  const { custodyHint, algorithm } = parsed.value;
  if (parsed.value.publicKey !== publicKey || parsed.value.fingerprint !== fingerprint) {
    return 'its fingerprint is not its own.';
  }
  const isMade = custody === 'console-held' && algorithm === 'ssh-ed25519';
  return isMade || custody === custodyHint ? null : 'it is not held where the roster would say.';
}

function proofProblem(workspaceId: string, { person, proofs }: Addition): ConsoleError | null {
  if (proofs.length !== person.keys.length) {
    return consoleError('bad-signature', `Each key of ${person.name} must prove itself; here are ${proofs.length}.`);
  }
  const message = canonicalBytes(enrolmentOf(workspaceId, person));
  for (const [at, { publicKey, fingerprint }] of person.keys.entries()) {
    const signature = armoredSignature(proofs[at] ?? '');
    const held = verifySshSignature({ signature, message, namespace: NAMESPACES.enrol, publicKey });
    if (held.ok) continue;
    const what = `${person.name} has not proved to hold ${fingerprint}: ${held.error.message}`;
    return consoleError(held.error.code === 'wrong-namespace' ? 'bad-signature' : held.error.code, what);
  }
  return null;
}

function removalProblem(
  { roster, policy }: RosterState,
  person: { readonly id: string; readonly name: string },
): ConsoleError | null {
  if (!roster.people.some(({ id, name }) => id === person.id && name === person.name)) {
    return consoleError('person-not-found', `${person.name} is not in the roster.`);
  }
  const before = fragileRules(policy, roster);
  const after = fragileRules(policy, rosterAfter(roster, { kind: 'remove', person }));
  const broken = after.filter((rule) => isWorse(rule, before));
  if (broken.length === 0) return null;
  const rules = broken.map(({ environment, operation }) => `${environment}/${operation}`).join(', ');
  const what = `Without ${person.name} one more loss would leave nobody to approve: ${rules}. Add somebody first.`;
  return consoleError('not-possible', what);
}

/** Fragile now and not before; or out of everybody's reach now and not before. */
function isWorse(rule: Fragility, before: readonly Fragility[]): boolean {
  const same = before.find(({ environment, operation }) => {
    return environment === rule.environment && operation === rule.operation;
  });
  if (same === undefined) return true;
  return rule.indispensable.length === 0 && same.indispensable.length > 0;
}
