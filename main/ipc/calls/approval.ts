import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import type { Proof } from '../../../shared/contract/index.ts';
import type { Person } from '../../../shared/people.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import {
  canKeepSignature,
  gather,
  keepSignature,
  mayAnswer,
  noteSigned,
  recordDissent,
  toSign,
  whyOver,
  type Answer,
} from '../../operations/index.ts';
import { judge, type Judged, type Statement } from '../../signoff/index.ts';
import { pendingChange } from '../../workspace/index.ts';
import type { HandlersFor } from '../handlers.ts';
import { personNamed, planNotFound } from '../lookup.ts';
import type { WritingDesk } from '../ports.ts';
import type { Room } from '../room.ts';
import type { OpenWorkspace } from '../session/open-workspace.ts';
import type { WishOf } from '../session/tasks.ts';
import { taskView } from '../views/task-view.ts';

type Calls = 'approval.task' | 'approval.sign' | 'approval.dissent' | 'approval.close';
const DONE = { done: true as const };

/** What the approval window's page may do: look at what it was opened for, answer it once, and close itself. */
export function approvalCalls(room: Room): HandlersFor<Calls> {
  const { session, tasks } = room;
  return {
    'approval.task': (_input, { window }) =>
      session.reading(async (open) => {
        const task = await tasks.read(window);
        return task.ok ? taskView(room, open, task.value.wish, task.value.inertForMs) : task;
      }),
    'approval.sign': ({ digest, person, purpose, proof }, { window }) =>
      session.writing((desk, open) =>
        tasks.complete(window, 'answer', async (wish) => {
          const asked = askedFor(desk, open, wish, digest, person);
          if (!asked.ok) return asked;
          const signed = await sign(room, desk, { ...asked.value, answer: { purpose }, proof });
          if (!signed.ok) return signed;
          const kept = keepSignature(desk.workspace.layout, digest, { ...signed.value, purpose });
          if (!kept.ok) return kept;
          session.events.tell({ type: 'plan.changed', digest });
          return ok({ digest, value: DONE });
        }),
      ),
    'approval.dissent': ({ digest, person, reason, proof }, { window }) =>
      session.writing((desk, open) =>
        tasks.complete(window, 'answer', async (wish) => {
          const asked = askedFor(desk, open, wish, digest, person);
          if (!asked.ok) return asked;
          if (proof.by === 'passphrase' && reason === null) return fail(noReason());
          const answer: Answer = { purpose: 'dissent', reason: reason ?? '' };
          const signed = await sign(room, desk, { ...asked.value, answer, proof });
          if (!signed.ok) return signed;
          const recorded = recordDissent(desk.workspace, asked.value.statement, signed.value);
          return recorded.ok ? ok({ digest, value: DONE }) : recorded;
        }),
      ),
    'approval.close': (_input, { window }) => {
      tasks.dismiss(window);
      return ok(DONE);
    },
  };
}

function noReason(): ConsoleError {
  return consoleError('bad-input', 'Who says no with a passphrase says why.');
}

interface AskedFor {
  readonly statement: Statement;
  readonly person: Person;
}

// SECURITY: what is signed is what this window was opened for and shows, whatever the call says.
function askedFor(
  { workspace }: WritingDesk,
  { book }: OpenWorkspace,
  wish: WishOf<'answer'>,
  digest: string,
  person: string,
): Result<AskedFor, ConsoleError> {
  if (digest !== wish.digest) return fail(consoleError('statement-changed', 'This window shows another plan.'));
  if (wish.person !== null && wish.person !== person) {
    return fail(consoleError('bad-input', 'This window was opened for somebody else.'));
  }
  const who = personNamed(workspace, person);
  if (!who.ok) return who;
  const statement = book.statement(digest);
  return statement === null ? fail(planNotFound(digest)) : ok({ statement, person: who.value });
}

interface Signing extends AskedFor {
  readonly answer: Answer;
  readonly proof: Proof;
}

/** Gets the signature that an answer is, made here or brought in; it holds, and is this person's for this purpose. */
async function sign(room: Room, desk: WritingDesk, signing: Signing): Promise<Result<Judged, ConsoleError>> {
  const { statement, person, answer, proof } = signing;
  const { context, workspace } = desk;
  const may = mayAnswer(context, statement.bytes, person, answer);
  if (!may.ok) return may;
  const barred = whyNot(room, desk, signing);
  if (barred !== null) return fail(barred);
  if (proof.by === 'signature') {
    const label = `the signature of ${person.name}`;
    const judged = judge({ label, armored: proof.signature, dissent: null }, statement, workspace.authority.roster);
    return judged.ok ? theirs(judged.value, person, answer) : judged;
  }
  // A key is not used, nor that noted, for a signature that cannot be kept.
  const keepable =
    answer.purpose === 'dissent'
      ? ok(undefined)
      : canKeepSignature(workspace.layout, statement.digest, { person, purpose: answer.purpose });
  if (!keepable.ok) return keepable;
  const wanted = toSign(statement, answer);
  if (!wanted.ok) return wanted;
  const { namespace, message, dissent } = wanted.value;
  const signed = await room.signer.sign(workspace.layout, { person, passphrase: proof.passphrase, namespace, message });
  if (!signed.ok) return signed;
  const { armored, fingerprint } = signed.value;
  const noted = noteSigned(workspace, statement, { person: person.id, fingerprint, namespace });
  if (!noted.ok) return noted;
  const judged = judge(
    { label: `the signature of ${person.name}`, armored, dissent },
    statement,
    workspace.authority.roster,
  );
  return judged.ok ? theirs(judged.value, person, answer) : judged;
}

function theirs(judged: Judged, person: Person, answer: Answer): Result<Judged, ConsoleError> {
  if (judged.person.id !== person.id) {
    return fail(consoleError('unknown-key', `The signature is ${judged.person.name}'s, not ${person.name}'s.`));
  }
  if (judged.purpose === answer.purpose) return ok(judged);
  return fail(consoleError('wrong-namespace', 'The signature was made for another answer than this one.'));
}

/** Why an answer would come too late or count for nothing; null when it counts. */
function whyNot({ runs }: Room, desk: WritingDesk, { statement, person, answer }: Signing): ConsoleError | null {
  const { workspace } = desk;
  const { digest } = statement;
  // A change of the roster that waits for its time can still be said no to.
  if (answer.purpose === 'dissent' && pendingChange(workspace.authority, digest) !== null) return null;
  const isStarted = [...workspace.journal.entries({ kind: 'run.approved', subject: digest, limit: 1 })].length > 0;
  if (isStarted || runs.live(digest) !== null) return consoleError('already-run', 'This plan has been run.');
  if (answer.purpose === 'dissent') return null;
  const over = whyOver(workspace, statement);
  if (over !== null) {
    const code = over.state === 'outdated' ? 'policy-changed' : over.state === 'expired' ? 'expired' : 'dissent';
    return consoleError(code, over.because);
  }
  return hasSigned(desk, statement, person, answer)
    ? consoleError('same-person', `${person.name} has signed this plan already.`)
    : null;
}

function hasSigned({ workspace }: WritingDesk, statement: Statement, person: Person, { purpose }: Answer): boolean {
  const { judged } = gather(workspace.layout, statement, workspace.authority.roster);
  return judged.some((one) => one.person.id === person.id && one.purpose === purpose);
}
