import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { whyOver } from '../../operations/index.ts';
import type { Statement } from '../../signoff/index.ts';
import { pendingChange, type ReadableWorkspace } from '../../workspace/index.ts';
import type { HandlersFor } from '../handlers.ts';
import { personNamed, planNotFound } from '../lookup.ts';
import { randomHex } from '../ports.ts';
import type { Room } from '../room.ts';
import type { OpenWorkspace } from '../session/open-workspace.ts';
import { challengeFor } from '../views/challenge.ts';

/** Asking main for an approval window: for a plan, to say who one is, or to accept the genesis. */
export function askingCalls(room: Room): HandlersFor<'approval.ask' | 'person.unlock' | 'genesis.accept'> {
  const { session, tasks, ports } = room;
  return {
    'approval.ask': ({ digest, person }) =>
      session.writing(async ({ workspace }, open) => {
        await open.book.update();
        const may = mayBeAsked(workspace, open, digest);
        if (!may.ok) return may;
        const who = person === null ? ok(null) : personNamed(workspace, person);
        if (!who.ok) return who;
        return asTask(await tasks.ask({ kind: 'answer', digest, person }, `answer ${digest} ${person ?? '*'}`));
      }),
    'person.unlock': ({ person }) =>
      session.reading(async ({ desk: { workspace } }) => {
        const who = personNamed(workspace, person);
        if (!who.ok) return who;
        const challenge = challengeFor(workspace, who.value, randomHex(ports, 16));
        return asTask(await tasks.ask({ kind: 'unlock', person, challenge }, `unlock ${person}`));
      }),
    'genesis.accept': ({ person }) =>
      session.writing(async ({ workspace }) => {
        const who = personNamed(workspace, person);
        return who.ok ? asTask(await tasks.ask({ kind: 'accept', person }, `accept ${person}`)) : who;
      }),
  };
}

export function asTask(asked: Result<string, ConsoleError>): Result<{ task: string }, ConsoleError> {
  return asked.ok ? ok({ task: asked.value }) : asked;
}

/** Whether there is anything left to answer. */
function mayBeAsked(
  workspace: ReadableWorkspace,
  { book }: OpenWorkspace,
  digest: string,
): Result<Statement, ConsoleError> {
  const statement = book.statement(digest);
  if (statement === null) return fail(planNotFound(digest));
  // A change of the roster that waits for its time can still be said no to.
  if (pendingChange(workspace.authority, digest) !== null) return ok(statement);
  if (book.wasStarted(digest)) return fail(consoleError('already-run', 'This plan has been run before.'));
  const over = whyOver(workspace, statement);
  if (over?.state === 'dissented') return fail(consoleError('dissent', over.because));
  return over === null ? ok(statement) : fail(consoleError('expired', over.because));
}
