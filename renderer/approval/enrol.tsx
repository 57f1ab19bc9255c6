import type { TaskOf } from '../../shared/contract/index.ts';
import { Exact, Heading, Section, type TaskProps } from './parts.tsx';
import { ProofForm, type Ways } from './proof-form.tsx';
import { groupsOf, ROLE_NAME } from './wording.ts';

type Enrol = TaskOf<'enrol'>;

function waysOf({ fingerprint, statement, signCommand }: Enrol): Ways {
  return {
    passphrase: fingerprint === null ? { label: 'Choose a passphrase', isNew: true } : null,
    elsewhere:
      signCommand === null
        ? null
        : {
            statement,
            command: signCommand,
            explain: (
              <p>
                Prove that you hold the key: sign the statement below with it, and bring the <code>.sig</code> file
                here.
              </p>
            ),
          },
  };
}

/** A new person proves that they hold their key; from that comes a plan for others to sign. */
export function EnrolTask({ task, client, inert, onDone, onClose }: TaskProps<Enrol>) {
  const { name, roles, voucher, fingerprint } = task;
  return (
    <main>
      <Heading>Join as {name}</Heading>
      <p>This is for {name} alone. Others hand the keyboard over now and look away.</p>
      <Section title="What will be asked for">
        <dl className="facts">
          <div>
            <dt>Name</dt>
            <dd>{name}</dd>
          </div>
          <div>
            <dt>Roles</dt>
            <dd>{roles.map((role) => ROLE_NAME[role]).join(', ')}</dd>
          </div>
          <div>
            <dt>Vouched for by</dt>
            <dd>
              {voucher.name} <span className="quiet">({voucher.id})</span>
            </dd>
          </div>
          <div>
            <dt>Key</dt>
            <dd>
              {fingerprint === null ? (
                'this console makes one and keeps it, encrypted with your passphrase'
              ) : (
                <>
                  your own: <code>{fingerprint}</code>
                </>
              )}
            </dd>
          </div>
        </dl>
      </Section>
      <section className="section answer" aria-label="Proof">
        <ProofForm
          ways={waysOf(task)}
          action={fingerprint === null ? 'Make my key' : 'Bring my proof'}
          inert={inert}
          send={async (proof) => {
            const answer = await client('approval.enrol', { proof });
            if (!answer.ok) return answer.error;
            onDone(
              'The plan is made; others sign it now.',
              <Exact label="The plan's digest" text={groupsOf(answer.value.digest).join(' ')} />,
            );
            return null;
          }}
        />
        <button type="button" className="plain" onClick={onClose}>
          Close without joining
        </button>
      </section>
    </main>
  );
}
