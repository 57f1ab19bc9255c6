import type { InputOf, OutputOf, Proof } from '../../../shared/contract/index.ts';
import type { Enrolled } from '../../../shared/change.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { NAMESPACES } from '../../../shared/plan.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import {
  additionProblem,
  enrolmentStatement,
  newcomerWithKeys,
  proposePersonAddition,
  proposePersonRemoval,
  type Enrolment,
} from '../../operations/index.ts';
import { allowedSigners, CONSOLE_KEY_ROUNDS } from '../../people/index.ts';
import { fragileRules } from '../../signoff/index.ts';
import type { ReadableWorkspace, Workspace } from '../../workspace/index.ts';
import type { HandlersFor } from '../handlers.ts';
import { personNamed } from '../lookup.ts';
import type { WritingDesk } from '../ports.ts';
import type { Room } from '../room.ts';
import type { WishOf } from '../session/tasks.ts';
import { writeExport } from '../views/exports.ts';
import { personView } from '../views/person-view.ts';
import { asTask } from './asking.ts';

type Calls = 'people.read' | 'people.add' | 'people.remove' | 'people.export-allowed-signers' | 'approval.enrol';

/** How long a change of the roster may wait for its signatures. */
const VALID_FOR_MS = 7 * 86_400_000;

/** Who may take part, and how that changes. */
export function peopleCalls(room: Room): HandlersFor<Calls> {
  const { session, tasks } = room;
  return {
    'people.read': () => session.reading(({ desk }) => ok(peopleView(desk.workspace))),
    'people.add': (input) =>
      session.asPerson(async (desk, requester) => {
        const possible = canBeAdded(desk.workspace, input);
        if (!possible.ok) return possible;
        const wish: WishOf<'enrol'> = { kind: 'enrol', ...input, requester: requester.id };
        return asTask(await tasks.ask(wish, `enrol ${requester.id} ${JSON.stringify(input)}`));
      }),
    'people.remove': ({ person, ticket, reason }) =>
      session.asPerson((desk, requester) => {
        const who = personNamed(desk.workspace, person);
        if (!who.ok) return who;
        const wish = { requester, person: who.value, ticket, reason, validForMs: VALID_FOR_MS };
        const made = proposePersonRemoval(desk.context, wish);
        return made.ok ? ok({ digest: made.value.digest }) : made;
      }),
    'people.export-allowed-signers': () =>
      session.reading(({ desk: { workspace } }) => {
        const written = allowedSigners(workspace.authority.roster, { namespaces: Object.values(NAMESPACES) });
        if (!written.ok) return fail(consoleError('export-failed', written.error));
        return writeExport(workspace.layout, 'allowed_signers', Buffer.from(written.value));
      }),
    'approval.enrol': ({ proof }, { window }) =>
      session.writing((desk) =>
        tasks.complete(window, 'enrol', async (wish) => {
          // SECURITY: the plan is made in the name of who asked for it, so they are still at the screen.
          if (session.person()?.id !== wish.requester) return fail(requesterGone());
          const proposed = await enrol(room, desk, wish, proof);
          return proposed.ok ? ok({ digest: proposed.value, value: { digest: proposed.value } }) : proposed;
        }),
      ),
  };
}

function requesterGone(): ConsoleError {
  return consoleError('nobody-unlocked', 'Who asked for this is not at the screen any more.');
}

function peopleView(workspace: ReadableWorkspace): OutputOf<'people.read'> {
  const { roster, rosterDigest, policy, policyDigest, pending } = workspace.authority;
  return {
    people: roster.people.map((person) => personView(workspace, person)),
    rosterDigest,
    pending: pending.slice(0, 200).map(({ plan, change, approvedAt, inForceAt }) => ({
      digest: plan,
      what: `${change.kind === 'add' ? 'Add' : 'Remove'} ${change.person.name}`,
      approvedAt,
      inForceAt,
    })),
    policy,
    policyDigest,
    fragile: fragileRules(policy, roster)
      .flatMap(({ environment, operation, indispensable }) =>
        (indispensable.length === 0 ? [null] : indispensable).map((person) => ({
          environment: environment as OutputOf<'people.read'>['fragile'][number]['environment'],
          operation,
          person,
        })),
      )
      .slice(0, 10_000),
  };
}

/** Whether the addition can come to anything, before anybody proves anything for it. */
function canBeAdded(workspace: Workspace, input: InputOf<'people.add'>): Result<void, ConsoleError> {
  const voucher = personNamed(workspace, input.voucher);
  if (!voucher.ok) return voucher;
  const { name, roles, key, ticket, reason } = input;
  const problem = additionProblem(workspace, { name, ticket, reason, validForMs: VALID_FOR_MS });
  if (problem !== null) return fail(problem);
  if (key.kind === 'console-held') return ok(undefined);
  const person = newcomerWithKeys(workspace, { name, roles, publicKeys: [key.publicKey] });
  return person.ok ? ok(undefined) : person;
}

/** The new person proves that they hold their key; from that comes the plan to add them. @returns its digest */
async function enrol(
  room: Room,
  { workspace, context }: WritingDesk,
  wish: WishOf<'enrol'>,
  proof: Proof,
): Promise<Result<string, ConsoleError>> {
  const voucher = personNamed(workspace, wish.voucher);
  const requester = personNamed(workspace, wish.requester);
  if (!voucher.ok) return voucher;
  if (!requester.ok) return requester;
  const enrolment = await enrolmentFor(room, workspace, wish, proof);
  if (!enrolment.ok) return enrolment;
  const { ticket, reason } = wish;
  const made = proposePersonAddition(context, {
    requester: requester.value,
    voucher: voucher.value,
    enrolment: enrolment.value,
    ticket,
    reason,
    validForMs: VALID_FOR_MS,
  });
  return made.ok ? ok(made.value.digest) : made;
}

async function enrolmentFor(
  room: Room,
  workspace: Workspace,
  { name, roles, key }: WishOf<'enrol'>,
  proof: Proof,
): Promise<Result<Enrolment, ConsoleError>> {
  if (key.kind === 'own') {
    if (proof.by !== 'signature') return fail(consoleError('bad-input', `${name} brings a key and signs with it.`));
    const person = newcomerWithKeys(workspace, { name, roles, publicKeys: [key.publicKey] });
    return person.ok ? ok({ person: person.value, proofs: [proof.signature], privateKey: null }) : person;
  }
  if (proof.by !== 'passphrase') return fail(consoleError('passphrase-needed', 'The console makes the key.'));
  const { passphrase } = proof;
  const made = await room.signer.makeKey({ passphrase, comment: name, rounds: CONSOLE_KEY_ROUNDS });
  if (!made.ok) return made;
  const { privateKey, publicKey } = made.value;
  const brought = newcomerWithKeys(workspace, { name, roles, publicKeys: [publicKey] });
  if (!brought.ok) return brought;
  const keys = brought.value.keys.map((one) => ({ ...one, custody: 'console-held' as const }));
  const person: Enrolled = { ...brought.value, keys };
  const message = enrolmentStatement(workspace.id, person);
  const signed = await room.signer.signWith(privateKey, {
    person: name,
    passphrase,
    namespace: NAMESPACES.enrol,
    message,
  });
  return signed.ok ? ok({ person, proofs: [signed.value], privateKey }) : signed;
}
