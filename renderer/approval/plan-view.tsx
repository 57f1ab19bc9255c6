import { useMemo } from 'react';
import type { TaskOf } from '../../shared/contract/index.ts';
import { DigestAndWords, Section } from './parts.tsx';
import { ASKS_TO, ENVIRONMENT_MEANS, ROLE_NAME, utc, whyNot } from './wording.ts';

type Answer = TaskOf<'answer'>;

/** Says in one sentence what is asked, and by whom. */
export function Asked({ summary }: Pick<Answer, 'summary'>) {
  return (
    <p className="asked">
      <strong>{summary.requester.name}</strong> asks to {ASKS_TO[summary.operation]} <strong>{summary.subject}</strong>{' '}
      in <strong>{summary.environment}</strong>. <span className="quiet">{ENVIRONMENT_MEANS[summary.environment]}</span>
    </p>
  );
}

/** The plan as main composed it: what cannot be taken back, who has signed, its name, and every field. */
export function PlanView({ task }: { readonly task: Answer }) {
  return (
    <>
      <Irreversible steps={task.irreversible} />
      {task.dissents.length === 0 ? null : <Dissents dissents={task.dissents} />}
      <Section title="Who has signed">
        <Seats task={task} />
        <Others candidates={task.candidates} />
      </Section>
      <Section title="The plan's name">
        <p>
          Compare the words with the requester by voice: whoever reads the same words looks at the same plan, to the
          last byte.
        </p>
        <DigestAndWords digest={task.digest} words={task.words} of="Digest of the plan" />
      </Section>
      <Fields lines={task.lines} />
    </>
  );
}

function Irreversible({ steps }: { readonly steps: Answer['irreversible'] }) {
  if (steps.length === 0) {
    return (
      <p className="notice" data-tone="good">
        No step of this plan is irreversible; how each one is taken back stands below.
      </p>
    );
  }
  return (
    <Section title="This cannot be taken back" tone="danger">
      <ul>
        {steps.map((step, at) => (
          <li key={at}>{step}</li>
        ))}
      </ul>
    </Section>
  );
}

function Dissents({ dissents }: Pick<Answer, 'dissents'>) {
  return (
    <Section title="Somebody said no" tone="danger">
      <ul>
        {dissents.map(({ person, reason, blocks, at }, index) => (
          <li key={index}>
            <strong>{person.name}</strong>, {utc(at)}: {reason === null ? 'no reason given.' : <q>{reason}</q>}{' '}
            {blocks ? 'It stops the plan.' : 'It does not stop the plan, but stands on the record.'}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Seats({ task }: { readonly task: Answer }) {
  const { seats, signatures, summary, requesterSigns } = task;
  const custody = new Map(signatures.map((signature) => [signature.person.id, signature]));
  const request = signatures.find(({ purpose }) => purpose === 'request');
  return (
    <ul className="seats" aria-label="Seats of the quorum">
      {seats.map(({ role, person }, at) => {
        const signature = person === null ? undefined : custody.get(person.id);
        return (
          <li key={at} data-taken={person !== null}>
            <span className="seat-role">{ROLE_NAME[role]}</span>
            <span>{person === null ? 'empty' : person.name}</span>
            {signature === undefined ? null : (
              <span className="quiet">
                {signature.custody} <code>{signature.fingerprint}</code>
              </span>
            )}
          </li>
        );
      })}
      {requesterSigns ? (
        <li data-taken={request !== undefined}>
          <span className="seat-role">requester</span>
          <span>
            {request === undefined ? `empty: ${summary.requester.name} must sign the request` : request.person.name}
          </span>
          {request === undefined ? null : (
            <span className="quiet">
              {request.custody} <code>{request.fingerprint}</code>
            </span>
          )}
        </li>
      ) : null}
    </ul>
  );
}

function Others({ candidates }: Pick<Answer, 'candidates'>) {
  const may = candidates.filter((candidate) => whyNot(candidate) === null);
  const mayNot = candidates.filter((candidate) => whyNot(candidate) !== null);
  return (
    <>
      <p>
        {may.length === 0
          ? 'Nobody else may sign.'
          : `May sign: ${may.map(({ name, roles }) => `${name} (${roles.map((role) => ROLE_NAME[role]).join(', ')})`).join('; ')}.`}
      </p>
      {mayNot.length === 0 ? null : (
        <details>
          <summary>Why others may not ({mayNot.length})</summary>
          <ul>
            {mayNot.map((candidate) => (
              <li key={candidate.id}>
                {candidate.name}: {whyNot(candidate)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Fields({ lines }: Pick<Answer, 'lines'>) {
  const sections = useMemo(() => inSections(lines), [lines]);
  return (
    <Section title="Every field of the plan">
      {sections.map(([section, own]) => (
        <div key={section} className="fields">
          <h3>{section}</h3>
          <dl>
            {own.map(({ label, value, note }, at) => (
              <div key={at}>
                <dt>{label}</dt>
                <dd>
                  {value}
                  {note === null ? null : <span className="note">Careful: {note}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </Section>
  );
}

function inSections(lines: Answer['lines']): readonly (readonly [string, Answer['lines']])[] {
  const sections = new Map<string, Answer['lines']>();
  for (const line of lines) {
    const own = sections.get(line.section);
    if (own === undefined) sections.set(line.section, [line]);
    else own.push(line);
  }
  return [...sections];
}
