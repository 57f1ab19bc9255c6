import type { Task } from '../../../shared/contract/index.ts';
import type { ConsoleError } from '../../../shared/errors.ts';
import { NAMESPACES } from '../../../shared/plan.ts';
import { assertNever, fail, ok, type Result } from '../../../shared/result.ts';
import { enrolmentStatement, newcomerWithKeys } from '../../operations/index.ts';
import { wordsOf } from '../../signoff/index.ts';
import type { ReadableWorkspace } from '../../workspace/index.ts';
import { planSources, type Room } from '../room.ts';
import { personNamed, planNotFound } from '../lookup.ts';
import type { OpenWorkspace } from '../session/open-workspace.ts';
import type { TaskWish, WishOf } from '../session/tasks.ts';
import { whereIs } from './connection-view.ts';
import { signFileCommand, signLineCommand, UNLOCK_NAMESPACE } from './challenge.ts';
import { writeExport } from './exports.ts';
import { hasConsoleKey, personRef } from './person-view.ts';
import { irreversibleSteps, signCommandFor, signingView } from './plan-view.ts';

type Shown = Result<Task, ConsoleError>;

/** What an approval window shows, composed from what main has stored itself. */
export async function taskView(room: Room, open: OpenWorkspace, wish: TaskWish, inertForMs: number): Promise<Shown> {
  const { workspace } = open.desk;
  switch (wish.kind) {
    case 'answer':
      return answerTask(room, open, wish, inertForMs);
    case 'unlock':
      return unlockTask(workspace, wish, inertForMs);
    case 'enrol':
      return enrolTask(workspace, wish, inertForMs);
    case 'accept':
      return acceptTask(workspace, wish, inertForMs);
    default:
      return assertNever(wish);
  }
}

async function answerTask(
  room: Room,
  open: OpenWorkspace,
  { digest, person }: WishOf<'answer'>,
  inertForMs: number,
): Promise<Shown> {
  const sources = await planSources(room, open);
  const statement = open.book.statement(digest);
  if (statement === null) return fail(planNotFound(digest));
  const signing = signingView(sources, statement);
  if (!signing.ok) return signing;
  const { quorum, requester } = statement.plan;
  const isTheRequest = quorum.requesterSigns && person === requester.id;
  return ok({
    kind: 'answer',
    inertForMs,
    digest,
    ...signing.value,
    irreversible: irreversibleSteps(statement.plan).slice(0, 50),
    requesterSigns: quorum.requesterSigns,
    person,
    signCommand: signCommandFor(digest, isTheRequest ? 'request' : 'signoff'),
  });
}

function unlockTask(workspace: ReadableWorkspace, wish: WishOf<'unlock'>, inertForMs: number): Shown {
  const person = personNamed(workspace, wish.person);
  if (!person.ok) return person;
  const isHeld = hasConsoleKey(workspace, person.value);
  return ok({
    kind: 'unlock',
    inertForMs,
    person: personRef(person.value),
    hasConsoleKey: isHeld,
    statement: isHeld ? null : wish.challenge,
    signCommand: isHeld ? null : signLineCommand(wish.challenge, UNLOCK_NAMESPACE, 'unlock.sig'),
  });
}

function enrolTask(workspace: ReadableWorkspace, wish: WishOf<'enrol'>, inertForMs: number): Shown {
  const { name, roles, key } = wish;
  const voucher = personNamed(workspace, wish.voucher);
  if (!voucher.ok) return voucher;
  const shown = { kind: 'enrol' as const, inertForMs, name, roles: [...roles], voucher: personRef(voucher.value) };
  if (key.kind === 'console-held') return ok({ ...shown, fingerprint: null, statement: null, signCommand: null });
  const person = newcomerWithKeys(workspace, { name, roles, publicKeys: [key.publicKey] });
  if (!person.ok) return person;
  const bytes = enrolmentStatement(workspace.id, person.value);
  const file = fileToSign(workspace, `enrolment-${person.value.id}.json`, bytes);
  return ok({
    ...shown,
    fingerprint: person.value.keys[0]?.fingerprint ?? null,
    statement: Buffer.from(bytes).toString('utf8'),
    signCommand: signFileCommand(file, NAMESPACES.enrol),
  });
}

function acceptTask(workspace: ReadableWorkspace, wish: WishOf<'accept'>, inertForMs: number): Shown {
  const person = personNamed(workspace, wish.person);
  if (!person.ok) return person;
  const { genesis, genesisBytes } = workspace.authority;
  const isHeld = hasConsoleKey(workspace, person.value);
  const name = `genesis-${workspace.id.slice(0, 16)}.json`;
  const file = isHeld ? null : fileToSign(workspace, name, genesisBytes);
  return ok({
    kind: 'accept',
    inertForMs,
    person: personRef(person.value),
    hasConsoleKey: isHeld,
    statement: isHeld ? null : Buffer.from(genesisBytes).toString('utf8'),
    signCommand: file === null ? null : signFileCommand(file, NAMESPACES.accept),
    workspace: workspace.id,
    words: [...wordsOf(workspace.id)],
    people: genesis.roster.people.map((one) => ({
      ...personRef(one),
      roles: [...one.roles],
      fingerprints: one.keys.map(({ fingerprint }) => fingerprint),
    })),
    connections: genesis.connections.map(({ id, environment, identity }) => ({
      id,
      environment,
      where: whereIs(identity),
    })),
    createdAt: genesis.createdAt,
  });
}

/** Writes what is to be signed where the command finds it; where it cannot be written, people save it themselves. */
function fileToSign({ layout }: ReadableWorkspace, name: string, bytes: Uint8Array): string {
  const written = writeExport(layout, name, bytes);
  return written.ok ? written.value.file : name;
}
