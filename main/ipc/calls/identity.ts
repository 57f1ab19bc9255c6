import type { Proof } from '../../../shared/contract/index.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import type { Person } from '../../../shared/people.ts';
import { NAMESPACES } from '../../../shared/plan.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { verifySshSignature } from '../../signoff/index.ts';
import { acceptanceEntry, type ReadableWorkspace } from '../../workspace/index.ts';
import type { HandlersFor } from '../handlers.ts';
import { personNamed } from '../lookup.ts';
import type { Room } from '../room.ts';
import { UNLOCK_NAMESPACE } from '../views/challenge.ts';

const DONE = { done: true as const };

/** Saying who one is, and accepting the genesis. */
export function identityCalls(room: Room): HandlersFor<'approval.unlock' | 'approval.accept'> {
  const { session, tasks } = room;
  return {
    'approval.unlock': ({ proof }, { window }) =>
      session.reading(({ desk: { workspace } }) =>
        tasks.complete(window, 'unlock', async ({ person, challenge }) => {
          const proving = { person, message: Buffer.from(challenge), namespace: UNLOCK_NAMESPACE, proof };
          const proved = await prove(room, workspace, proving);
          if (!proved.ok) return proved;
          session.screen.unlock(person);
          return ok({ digest: null, value: DONE });
        }),
      ),
    'approval.accept': ({ proof }, { window }) =>
      session.writing(({ workspace }) =>
        tasks.complete(window, 'accept', async ({ person }) => {
          const message = workspace.authority.genesisBytes;
          const proved = await prove(room, workspace, { person, message, namespace: NAMESPACES.accept, proof });
          if (!proved.ok) return proved;
          const isNew = !workspace.authority.accepted.has(person);
          const { person: who, armored } = proved.value;
          const noted = isNew ? workspace.append([acceptanceEntry(who, armored)]) : ok(undefined);
          return noted.ok ? ok({ digest: null, value: DONE }) : noted;
        }),
      ),
  };
}

interface Proving {
  readonly person: string;
  readonly message: Uint8Array;
  readonly namespace: string;
  readonly proof: Proof;
}

/** Makes sure that it is this person: their passphrase signs, or a signature that they made elsewhere holds. */
async function prove(
  room: Room,
  workspace: ReadableWorkspace,
  { person: id, message, namespace, proof }: Proving,
): Promise<Result<{ readonly person: Person; readonly armored: string }, ConsoleError>> {
  const person = personNamed(workspace, id);
  if (!person.ok) return person;
  if (proof.by === 'passphrase') {
    const wish = { person: person.value, passphrase: proof.passphrase, namespace, message };
    const signed = await room.signer.sign(workspace.layout, wish);
    return signed.ok ? ok({ person: person.value, armored: signed.value.armored }) : signed;
  }
  const problem = signatureProblem(person.value, proof.signature, namespace, message);
  return problem === null ? ok({ person: person.value, armored: proof.signature }) : fail(problem);
}

/** Why a signature is not this person's over these bytes; null when it is. */
function signatureProblem(
  person: Person,
  signature: string,
  namespace: string,
  message: Uint8Array,
): ConsoleError | null {
  const answers = person.keys.map(({ publicKey }) => verifySshSignature({ signature, message, namespace, publicKey }));
  if (answers.some((answer) => answer.ok)) return null;
  const errors = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
  // Said about the key that made it, if it is one of theirs.
  const telling = errors.find(({ code }) => code !== 'unknown-key') ?? errors[0];
  return consoleError(telling?.code ?? 'unknown-key', telling?.message ?? `${person.name} has no key.`);
}
