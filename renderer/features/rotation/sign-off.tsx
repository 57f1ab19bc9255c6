import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconCheck, IconExternalLink, IconSignature, IconUser } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useChange, useEvent } from '../../boundary/index.ts';
import type { ConsoleEvent, PlanView } from '../../../shared/contract/index.ts';
import { Digest, Words } from '../../ui/digest.tsx';
import { useNow } from '../../ui/now.ts';
import { Panel } from '../../ui/panel.tsx';
import { Failure } from '../../ui/states.tsx';
import { durationText, UtcTime } from '../../ui/time.tsx';
import { useHurdles } from './action-bar.tsx';
import { Dissents } from './dissents.tsx';
import { ElsewhereSigning } from './elsewhere.tsx';
import { PlanOver } from './plan-over.tsx';
import styles from './stages.module.css';

const WHY_NOT: Readonly<Record<'role-missing' | 'requester-not-allowed', string>> = {
  'role-missing': 'holds none of the roles',
  'requester-not-allowed': 'asked for it, and the rule wants other eyes',
};

/** Gathers the signatures: the seats, who sits in them, who may, and the digest to compare by voice. */
export function SignOff({ view }: { readonly view: PlanView }) {
  const { seats, summary } = view;
  const isOpen = summary.state === 'waiting' || summary.state === 'ready';
  return (
    <Stack gap="md">
      <PlanOver view={view} />
      <Dissents dissents={view.dissents} />
      <div className={styles['columns']}>
        <Stack gap="md">
          <Panel
            title="Seats of the quorum"
            aside={
              <span className="figures" role="status">
                {summary.seated} of {summary.seats} taken
              </span>
            }
          >
            <Progress
              value={summary.seats === 0 ? 0 : (summary.seated / summary.seats) * 100}
              size="sm"
              aria-label="Seats taken"
              transitionDuration={0}
            />
            <ul className={styles['seats']} aria-label="Seats">
              {seats.map(({ role, person }, at) => (
                <li key={at} data-taken={person !== null}>
                  {person === null ? <IconUser size={18} aria-hidden /> : <IconCheck size={18} aria-hidden />}
                  <span className={styles['seatRole']}>{role}</span>
                  <span className="wrap">{person === null ? 'empty' : person.name}</span>
                </li>
              ))}
            </ul>
            <Conditions view={view} />
            {isOpen ? <Until notAfter={summary.notAfter} /> : null}
            {summary.state === 'waiting' && view.because !== null ? (
              <Text size="sm" mt="xs" className="wrap">
                {view.because}
              </Text>
            ) : null}
          </Panel>
          {isOpen ? <Asking view={view} /> : null}
        </Stack>
        <Stack gap="md">
          <Panel title="The plan's digest">
            <Text size="sm" mb="xs">
              The window in which people sign shows the same. Compare by voice: the first and last words are not enough,
              read all of them.
            </Text>
            <Digest digest={view.digest} label="Copy the digest" />
            <div className={styles['gap']} />
            <Words words={view.words} />
          </Panel>
          {isOpen ? <ElsewhereSigning view={view} /> : null}
        </Stack>
      </div>
    </Stack>
  );
}

/** What the rule asks for beside the seats. */
function Conditions({ view }: { readonly view: PlanView }) {
  const { quorum } = view.plan;
  const requested = view.signatures.some(({ purpose }) => purpose === 'request');
  const lines = [
    quorum.requesterCounts ? null : 'The requester may not take a seat.',
    quorum.requesterSigns ? `The requester signs the request as well: ${requested ? 'done' : 'still missing'}.` : null,
    quorum.outsideConsole > 0 ? 'At least one signature must come from a key that this console does not hold.' : null,
  ].filter((line) => line !== null);
  return (
    <>
      {lines.map((line) => (
        <Text key={line} size="sm" mt={6}>
          {line}
        </Text>
      ))}
    </>
  );
}

function Until({ notAfter }: { readonly notAfter: string }) {
  const left = Date.parse(notAfter) - useNow(1000);
  return (
    <Text size="sm" mt="xs">
      {left > 0 ? `Expires in ${durationText(left)}, ` : 'Expired '}
      <UtcTime at={notAfter} precision="minute" />.
    </Text>
  );
}

/** Who may sign, and the button that asks main to open a window for them. */
function Asking({ view }: { readonly view: PlanView }) {
  const { candidates, digest, plan } = view;
  const hurdles = useHurdles({ inAName: false });
  const open = useChange('approval.ask');
  const [asked, setAsked] = useState<{ readonly task: string; readonly name: string | null } | null>(null);
  const hear = useCallback(
    (event: ConsoleEvent) => {
      if (event.type === 'task.ended' && event.task === asked?.task) setAsked(null);
    },
    [asked],
  );
  useEvent(hear);
  const ask = (person: { readonly id: string; readonly name: string } | null): void => {
    open.mutate(
      { digest, person: person?.id ?? null },
      {
        onSuccess: ({ task }) => {
          setAsked({ task, name: person?.name ?? null });
        },
      },
    );
  };
  const may = candidates.filter((candidate) => candidate.may === 'yes');
  const mayNot = candidates.filter((candidate) => candidate.may !== 'yes');
  const wantsRequest = plan.quorum.requesterSigns && !view.signatures.some(({ purpose }) => purpose === 'request');
  const disabled = hurdles.blocked || open.isPending;
  return (
    <Panel title="Who may sign">
      <Text size="sm" mb="xs">
        Signing happens in a window of its own, which main opens. It shows every field; this page cannot sign.
      </Text>
      {hurdles.readOnly === null ? null : (
        <Text size="sm" mb="xs" className="wrap">
          {hurdles.readOnly}
        </Text>
      )}
      {asked === null ? null : (
        <Alert color="blue" icon={<IconExternalLink size={18} />} mb="xs" role="status">
          A window has opened{asked.name === null ? '' : ` for ${asked.name}`}. What is done there shows here by itself.
        </Alert>
      )}
      {open.error === null ? null : <Failure error={open.error.error} />}
      <ul className={styles['candidates']} aria-label="Who may sign">
        {may.map(({ id, name, roles, signed, hasConsoleKey }) => (
          <li key={id}>
            <div className={styles['candidate']}>
              <span className="wrap">{name}</span>
              <Text component="span" size="xs">
                {roles.join(', ')}
                {hasConsoleKey ? '' : ' · signs with a key of their own'}
              </Text>
            </div>
            {signed ? (
              <span className={styles['signed']}>
                <IconCheck size={16} aria-hidden /> signed
              </span>
            ) : (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconSignature size={14} />}
                disabled={disabled}
                aria-label={`Ask ${name} to sign`}
                onClick={() => {
                  ask({ id, name });
                }}
              >
                Ask
              </Button>
            )}
          </li>
        ))}
        {may.length === 0 ? <li>Nobody of the roster holds the roles that this rule needs.</li> : null}
      </ul>
      <Group gap="xs" mt="xs">
        {wantsRequest ? (
          <Button
            size="xs"
            variant="default"
            disabled={disabled}
            onClick={() => {
              ask(plan.requester);
            }}
          >
            Have {plan.requester.name} sign the request
          </Button>
        ) : null}
        <Button
          size="xs"
          variant="default"
          disabled={disabled}
          onClick={() => {
            ask(null);
          }}
        >
          Open the approval window for anybody
        </Button>
      </Group>
      {mayNot.length === 0 ? null : (
        <details className={styles['details']}>
          <summary>{mayNot.length} people may not sign, but may say no on the record</summary>
          <ul>
            {mayNot.map(({ id, name, may: why }) => (
              <li key={id}>
                {name}: {why === 'yes' ? '' : WHY_NOT[why]}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}
