import { useId, useState } from 'react';
import { textProblem } from '../../shared/text.ts';
import type { BoundaryError, Proof, TaskOf } from '../../shared/contract/index.ts';
import { Heading, Segments, type TaskProps } from './parts.tsx';
import { Asked, PlanView } from './plan-view.tsx';
import { ProofForm, type Ways } from './proof-form.tsx';
import { commandFor, ROLE_NAME, whyNot } from './wording.ts';

type Answer = TaskOf<'answer'>;
type Candidate = Answer['candidates'][number];
/** What a person can say to a plan. */
type Say = 'yes' | 'request' | 'no';

const NAMESPACE = {
  yes: 'claviger-signoff-v1',
  request: 'claviger-request-v1',
  no: 'claviger-dissent-v1',
} as const satisfies Readonly<Record<Say, string>>;

/** The page on which a plan is answered: read first, then sign or say no. */
export function AnswerTask(props: TaskProps<Answer>) {
  const { task } = props;
  return (
    <>
      <header className="environment" data-environment={task.summary.environment}>
        {task.summary.environment}
      </header>
      <main>
        <Heading>Read, then answer</Heading>
        <Asked summary={task.summary} />
        <p className="quiet">
          Ticket {task.summary.ticket}. Reason given: <q>{task.summary.reason}</q>{' '}
          <a className="jump" href="#answer">
            Go to the answer
          </a>
        </p>
        <PlanView task={task} />
        <AnswerForm {...props} />
      </main>
    </>
  );
}

/** What this person can say, and why not the rest. */
function possible(task: Answer, person: Candidate): readonly Say[] {
  const isRequester = person.id === task.summary.requester.id;
  const requested = task.signatures.some(({ purpose }) => purpose === 'request');
  return [
    ...(whyNot(person) === null ? (['yes'] as const) : []),
    ...(task.requesterSigns && isRequester && !requested ? (['request'] as const) : []),
    'no',
  ];
}

function AnswerForm({ task, client, inert, onDone, onClose }: TaskProps<Answer>) {
  const id = useId();
  const [who, setWho] = useState(task.person ?? '');
  const [wish, setWish] = useState<Say | null>(null);
  const person = task.candidates.find((candidate) => candidate.id === who);
  const says = person === undefined ? [] : possible(task, person);
  const say = says.find((one) => one === wish) ?? says[0] ?? 'no';
  return (
    <section className="section answer" aria-labelledby={`${id}-title`} id="answer">
      <h2 id={`${id}-title`}>Your answer</h2>
      <div className="field">
        <label htmlFor={id}>Who are you?</label>
        <select
          id={id}
          value={who}
          onChange={(event) => {
            setWho(event.currentTarget.value);
            setWish(null);
          }}
        >
          <option value="">Choose …</option>
          <People label="May sign" people={task.candidates.filter((one) => whyNot(one) === null)} />
          <People label="May say no" people={task.candidates.filter((one) => whyNot(one) !== null)} />
        </select>
      </div>
      {person === undefined ? (
        <p className="quiet">Every signature takes a fresh passphrase, or one made with a key of your own.</p>
      ) : (
        <>
          {says.includes('yes') ? null : (
            <p className="notice">
              A signature of {person.name} would not count: {whyNot(person)}.
            </p>
          )}
          {says.length < 2 ? null : (
            <Segments
              label="What do you say?"
              value={say}
              options={says.map((value) => ({ value, label: SAY_LABEL[value] }))}
              onChoose={setWish}
            />
          )}
          <SayForm
            key={`${person.id} ${say}`}
            task={task}
            person={person}
            say={say}
            inert={inert}
            send={async (proof, reason) => {
              const error = await sendAnswer(client, task.digest, person, say, proof, reason);
              if (error === null) onDone(SAID[say]);
              return error;
            }}
          />
        </>
      )}
      <button type="button" className="plain" onClick={onClose}>
        Close without answering
      </button>
    </section>
  );
}

const SAY_LABEL: Readonly<Record<Say, string>> = {
  yes: 'Yes, sign it',
  request: 'Sign as requester',
  no: 'Say no',
};
const SAID: Readonly<Record<Say, string>> = {
  yes: 'Your signature is with the plan.',
  request: 'Your request is signed.',
  no: 'Your no stands on the record.',
};

async function sendAnswer(
  client: TaskProps<Answer>['client'],
  digest: string,
  person: Candidate,
  say: Say,
  proof: Proof,
  reason: string | null,
): Promise<BoundaryError | null> {
  const answer =
    say === 'no'
      ? await client('approval.dissent', { digest, person: person.id, reason, proof })
      : await client('approval.sign', {
          digest,
          person: person.id,
          purpose: say === 'yes' ? 'signoff' : 'request',
          proof,
        });
  return answer.ok ? null : answer.error;
}

function People({ label, people }: { readonly label: string; readonly people: readonly Candidate[] }) {
  if (people.length === 0) return null;
  return (
    <optgroup label={label}>
      {people.map(({ id, name, roles }) => (
        <option key={id} value={id}>
          {name} ({roles.map((role) => ROLE_NAME[role]).join(', ')})
        </option>
      ))}
    </optgroup>
  );
}

function waysFor(task: Answer, person: Candidate, say: Say): Ways {
  return {
    passphrase: person.hasConsoleKey ? { label: `Passphrase of ${person.name}`, isNew: false } : null,
    elsewhere: {
      statement: null,
      command: commandFor(task.signCommand, NAMESPACE[say]),
      explain: (
        <p>
          On your own machine: take the plan that the console exported, compare its SHA-256 or its words with this page,
          sign it, and bring the <code>.sig</code> file here.
          {say === 'no' ? ' A no that is signed this way gives no reason; the record will say so.' : ''}
        </p>
      ),
    },
  };
}

function reasonProblem(reason: string): string | null {
  if (reason === '') return 'Give a reason first: others have to understand the no.';
  const problem = textProblem(reason);
  return problem === null ? null : `The reason ${problem}.`;
}

function SayForm({
  task,
  person,
  say,
  inert,
  send,
}: {
  readonly task: Answer;
  readonly person: Candidate;
  readonly say: Say;
  readonly inert: number;
  readonly send: (proof: Proof, reason: string | null) => Promise<BoundaryError | null>;
}) {
  const id = useId();
  const [reason, setReason] = useState('');
  const wanted = reason.trim();
  return (
    <ProofForm
      ways={waysFor(task, person, say)}
      action={say === 'no' ? `Say no as ${person.name}` : `Sign as ${person.name}`}
      tone={say === 'no' || task.irreversible.length > 0 ? 'danger' : 'plain'}
      inert={inert}
      problem={(by) => (say === 'no' && by === 'passphrase' ? reasonProblem(wanted) : null)}
      send={(proof) => send(proof, say === 'no' && proof.by === 'passphrase' ? wanted : null)}
    >
      {(by) =>
        say === 'no' && by === 'passphrase' ? (
          <div className="field">
            <label htmlFor={id}>Reason, signed with the no</label>
            <input
              id={id}
              type="text"
              maxLength={500}
              autoComplete="off"
              value={reason}
              onChange={(event) => {
                setReason(event.currentTarget.value);
              }}
            />
          </div>
        ) : null
      }
    </ProofForm>
  );
}
