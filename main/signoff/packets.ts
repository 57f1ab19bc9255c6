import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Custody, Person, PersonKey, Roster } from '../../shared/people.ts';
import { dissentSchema, NAMESPACES, type Dissent, type Quorum } from '../../shared/plan.ts';
import { parseCanonical } from '../../shared/canonical-json.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { printable } from '../../shared/text.ts';
import { isAbout, mayApprove, seat, type Seat } from './quorum.ts';
import { parseSshSignature, verifySshSignature } from './sshsig.ts';
import type { Statement } from './statement.ts';

/** A signature file as somebody handed it in. */
export interface Packet {
  /** How the refusal names it: the file's name. */
  readonly label: string;
  /** The armored SSHSIG. */
  readonly armored: string;
  /** For a dissent with a reason: the signed dissent statement. */
  readonly dissent: Uint8Array | null;
}

/** A signature that holds: who, in which capacity, with which key. */
export interface Judged {
  readonly label: string;
  readonly purpose: 'signoff' | 'request' | 'dissent';
  readonly person: Person;
  readonly fingerprint: string;
  readonly custody: Custody;
  readonly armored: string;
  readonly dissent: Dissent | null;
}

/** A refusal that concerns one signature, or the packet as a whole (label null). */
export interface Refusal extends ConsoleError {
  readonly signature: string | null;
}

export interface SignedOff {
  readonly approvals: readonly Judged[];
  readonly seats: readonly Seat[];
  readonly request: Judged | null;
}

/** Refuses with a code; names the signature concerned. */
export function refusal(code: ConsoleError['code'], what: string, signature: string | null = null): Refusal {
  // SECURITY: refusals quote what strangers hand in; what cannot be recorded must not keep a refusal out of the journal.
  const { message } = consoleError(code, printable(what, 1000));
  return { code, message, signature: signature === null ? null : printable(signature, 200) };
}

/**
 * Judges one signature over a plan: whose it is, what for, and whether it holds over exactly these bytes.
 */
export function judge(
  packet: Packet,
  statement: Pick<Statement, 'bytes' | 'digest'>,
  roster: Roster,
): Result<Judged, Refusal> {
  const { label } = packet;
  const parsed = parseSshSignature(packet.armored);
  if (!parsed.ok) return fail(refusal('bad-signature', `${label} is not an OpenSSH signature: ${parsed.error}`, label));
  const purpose = purposeOf(parsed.value.namespace);
  if (purpose === null) {
    const said = JSON.stringify(parsed.value.namespace);
    return fail(
      refusal('wrong-namespace', `${label} was signed for ${said}, which is not for approving plans.`, label),
    );
  }
  const owner = ownerOf(roster, parsed.value.fingerprint);
  if (owner === null) {
    return fail(
      refusal(
        'unknown-key',
        `${label} was made with a key of nobody in the roster (${parsed.value.fingerprint}).`,
        label,
      ),
    );
  }
  const message = packet.dissent ?? statement.bytes;
  const verified = verifySshSignature({
    signature: packet.armored,
    message,
    namespace: NAMESPACES[purpose],
    publicKey: owner.key.publicKey,
  });
  if (!verified.ok)
    return fail(refusal(verified.error.code, `${label} does not hold: ${verified.error.message}`, label));
  const dissent = packet.dissent === null ? ok(null) : readDissent(packet.dissent, statement, purpose, label);
  if (!dissent.ok) return dissent;
  const { person, key } = owner;
  const { fingerprint, custody } = key;
  return ok({ label, purpose, person, fingerprint, custody, armored: packet.armored, dissent: dissent.value });
}

function purposeOf(namespace: string): Judged['purpose'] | null {
  if (namespace === NAMESPACES.signoff) return 'signoff';
  if (namespace === NAMESPACES.request) return 'request';
  return namespace === NAMESPACES.dissent ? 'dissent' : null;
}

function ownerOf(roster: Roster, fingerprint: string): { person: Person; key: PersonKey } | null {
  for (const person of roster.people) {
    const key = person.keys.find((candidate) => candidate.fingerprint === fingerprint);
    if (key !== undefined) return { person, key };
  }
  return null;
}

function readDissent(
  bytes: Uint8Array,
  statement: Pick<Statement, 'digest'>,
  purpose: Judged['purpose'],
  label: string,
): Result<Dissent, Refusal> {
  const read = parseCanonical(bytes);
  const dissent = read.ok ? dissentSchema.safeParse(read.value) : null;
  if (purpose !== 'dissent' || dissent?.success !== true) {
    return fail(refusal('bad-signature', `${label} signs something that is not a dissent.`, label));
  }
  if (dissent.data.plan !== statement.digest) {
    return fail(refusal('statement-changed', `${label} is a dissent from another plan.`, label));
  }
  return ok(dissent.data);
}

/** A dissent blocks when it comes from somebody who could have approved; from others it is only recorded. */
export function blocks(dissenter: Person, quorum: Quorum, requesterId: string): boolean {
  return mayApprove(dissenter, quorum, requesterId) === 'yes';
}

/**
 * Whether the judged signatures amount to the quorum the plan names. Strict: a signature that must not count refuses
 * the whole packet and is named, so that nobody believes in support that is not there. The same signature handed in
 * twice is one signature.
 */
export function checkQuorum(
  judged: readonly Judged[],
  quorum: Quorum,
  requesterId: string,
): Result<SignedOff, Refusal> {
  const stray = judged.find(({ purpose, person }) => purpose === 'request' && person.id !== requesterId);
  if (stray !== undefined) {
    const what = `${stray.label} signs the request, but ${stray.person.name} is not who asked for this.`;
    return fail(refusal('wrong-namespace', what, stray.label));
  }
  const approvals: Judged[] = [];
  const inOrder = judged.filter(({ purpose }) => purpose === 'signoff').sort(byPerson);
  for (const item of inOrder) {
    const earlier = approvals.find(({ person }) => person.id === item.person.id);
    if (earlier !== undefined && earlier.fingerprint !== item.fingerprint) {
      const what = `${earlier.label} and ${item.label} are two keys of the same person, ${item.person.name}.`;
      return fail(refusal('same-person', what, item.label));
    }
    const may = mayApprove(item.person, quorum, requesterId);
    if (may === 'role-missing') {
      return fail(
        refusal(may, `${item.person.name} (${item.label}) holds none of the roles that this plan needs.`, item.label),
      );
    }
    if (may === 'requester-not-allowed') {
      const why = isAbout(quorum, item.person) ? 'is whom this is about' : 'asked for this';
      return fail(refusal(may, `${item.person.name} (${item.label}) ${why} and may not approve it too.`, item.label));
    }
    if (earlier === undefined) approvals.push(item);
  }
  return checkSeats(approvals, judged, quorum, requesterId);
}

/** The answer must not depend on the order in which the files were handed in. */
function byPerson(a: Judged, b: Judged): number {
  return a.person.id < b.person.id ? -1 : a.person.id > b.person.id ? 1 : 0;
}

function checkSeats(
  approvals: readonly Judged[],
  judged: readonly Judged[],
  quorum: Quorum,
  requesterId: string,
): Result<SignedOff, Refusal> {
  const seating = seat(
    quorum.needs,
    approvals.map(({ person }) => person),
  );
  if (!seating.met) {
    const have =
      approvals.length === 0
        ? 'Nobody has signed'
        : `Signed by ${approvals.map(({ person }) => person.name).join(', ')}`;
    return fail(refusal('quorum-not-met', `${have}; still missing: ${seating.missing.join(', ')}.`));
  }
  const request = judged.find(({ purpose, person }) => purpose === 'request' && person.id === requesterId) ?? null;
  if (quorum.requesterSigns && request === null) {
    return fail(refusal('quorum-not-met', "The requester's own signature (claviger-request-v1) is missing."));
  }
  const outside = approvals.filter(({ custody }) => custody !== 'console-held').length;
  if (outside < quorum.outsideConsole) {
    return fail(
      refusal('quorum-not-met', 'At least one signature must come from a key that this console does not hold.'),
    );
  }
  return ok({ approvals, seats: seating.seats, request });
}
