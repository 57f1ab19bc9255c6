import type { TaskOf } from '../../shared/contract/index.ts';
import { DigestAndWords, Heading, Section, type TaskProps } from './parts.tsx';
import { ProofForm } from './proof-form.tsx';
import { signingWays } from './unlock.tsx';
import { utc } from './wording.ts';

/** A person of the first roster accepts the journal's first entry, after comparing it with the others. */
export function AcceptTask({ task, client, inert, onDone, onClose }: TaskProps<TaskOf<'accept'>>) {
  return (
    <main>
      <Heading>Accept the beginning</Heading>
      <p>
        {task.person.name}, this is the first entry of the journal: who takes part, with which keys, and what is
        connected. Everything later rests on it. Your acceptance also proves that you hold your key.
      </p>
      <Section title="The workspace's name">
        <p>
          Compare the words with the others by voice. If one of them reads another word, they are looking at another
          workspace: do not accept.
        </p>
        <DigestAndWords digest={task.workspace} words={task.words} of="Workspace id" />
        <p className="quiet">Made {utc(task.createdAt)}</p>
      </Section>
      <Section title={`People (${task.people.length})`}>
        <ul className="people">
          {task.people.map(({ id, name, roles, fingerprints }) => (
            <li key={id} data-self={id === task.person.id}>
              <strong>{name}</strong> <span className="quiet">({id})</span>
              {id === task.person.id ? ' – you' : ''}
              <br />
              {roles.join(', ')}
              {fingerprints.map((fingerprint) => (
                <code key={fingerprint} className="block">
                  {fingerprint}
                </code>
              ))}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Connections">
        {task.connections.length === 0 ? <p>None yet.</p> : null}
        <ul>
          {task.connections.map(({ id, environment, where }) => (
            <li key={id}>
              <span className="dot" data-environment={environment} aria-hidden />
              <strong>{environment}</strong>: {id}, {where}
            </li>
          ))}
        </ul>
      </Section>
      <section className="section answer" aria-label="Proof">
        <ProofForm
          ways={signingWays(
            task,
            'Sign the genesis on your own machine with your key of the roster, and bring the .sig file here.',
          )}
          action={`Accept as ${task.person.name}`}
          inert={inert}
          send={async (proof) => {
            const answer = await client('approval.accept', { proof });
            if (!answer.ok) return answer.error;
            onDone('Your acceptance is in the journal.');
            return null;
          }}
        />
        <button type="button" className="plain" onClick={onClose}>
          Close without accepting
        </button>
      </section>
    </main>
  );
}
