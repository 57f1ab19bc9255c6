import type { TaskOf } from '../../shared/contract/index.ts';
import { Heading, type TaskProps } from './parts.tsx';
import { ProofForm, type Ways } from './proof-form.tsx';

type Signing = Pick<TaskOf<'unlock'>, 'person' | 'hasConsoleKey' | 'statement' | 'signCommand'>;

/** How a person of the roster proves that it is they. */
export function signingWays({ person, hasConsoleKey, statement, signCommand }: Signing, explain: string): Ways {
  return {
    passphrase: hasConsoleKey ? { label: `Passphrase of ${person.name}`, isNew: false } : null,
    elsewhere:
      signCommand === null
        ? null
        : {
            statement,
            command: signCommand,
            explain: <p>{explain}</p>,
          },
  };
}

/** Somebody says that it is they who sit at the screen. */
export function UnlockTask({ task, client, inert, onDone, onClose }: TaskProps<TaskOf<'unlock'>>) {
  return (
    <main>
      <Heading>Are you {task.person.name}?</Heading>
      <p>
        Whoever is at the screen asks for things in their own name. This signs nothing: every signature takes a fresh
        passphrase again.
      </p>
      <section className="section answer" aria-label="Proof">
        <ProofForm
          ways={signingWays(
            task,
            'Sign the challenge below on your own machine with your key of the roster. The command prints the signature: add the name of a file to keep it in, for example "> me.sig", and bring that file here.',
          )}
          action={`I am ${task.person.name}`}
          inert={inert}
          send={async (proof) => {
            const answer = await client('approval.unlock', { proof });
            if (!answer.ok) return answer.error;
            onDone(`${task.person.name} is at the screen.`);
            return null;
          }}
        />
        <button type="button" className="plain" onClick={onClose}>
          Close: it is not me
        </button>
      </section>
    </main>
  );
}
