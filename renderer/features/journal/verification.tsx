import { Alert, Anchor, Button, Group, Progress, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconShieldCheck,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { readAgain, useChange, useRead } from '../../boundary/index.ts';
import type { OutputOf, VerificationView } from '../../../shared/contract/index.ts';
import { Panel, Quiet } from '../../ui/panel.tsx';
import { Failure } from '../../ui/states.tsx';
import { UtcTime } from '../../ui/time.tsx';
import styles from './journal.module.css';

type Job = NonNullable<OutputOf<'journal.verification'>['latest']>;

/** Verifies the journal on demand and shows the three answers apart: integrity, authorisation, anchoring. */
export function Verification() {
  const queries = useQueryClient();
  const verification = useRead('journal.verification', {});
  const start = useChange('journal.verify');
  const cancel = useChange('journal.cancel-verification');
  const job = verification.data?.latest ?? null;
  const isRunning = job?.state === 'running';
  const again = { onSettled: () => void readAgain(queries, ['journal.verification']) };
  return (
    <Panel
      title="Verification"
      urgent={job?.result?.ok === false}
      aside={
        isRunning ? (
          <Button
            size="xs"
            variant="default"
            loading={cancel.isPending}
            onClick={() => {
              cancel.mutate({}, again);
            }}
          >
            Cancel
          </Button>
        ) : (
          <Button
            size="xs"
            leftSection={<IconShieldCheck size={14} />}
            loading={start.isPending}
            onClick={() => {
              start.mutate({}, again);
            }}
          >
            Verify now
          </Button>
        )
      }
    >
      <Text size="sm" component="div" role="status">
        {said(job)}
      </Text>
      {isRunning ? <Running job={job} /> : null}
      {job?.result === null || job === null ? null : <Answers result={job.result} />}
      {[verification, start, cancel].map(({ error }, at) =>
        error === null ? null : <Failure key={at} error={error.error} />,
      )}
    </Panel>
  );
}

function said(job: Job | null) {
  if (job === null)
    return <Quiet>Not verified in this session yet. It reads every entry and checks every signature.</Quiet>;
  switch (job.state) {
    case 'running':
      return 'Verifying …';
    case 'cancelled':
      return 'The verification was cancelled; it says nothing about the journal.';
    case 'failed':
      return 'The verification could not be finished; it says nothing about the journal. Try again.';
    case 'done':
      return job.result === null ? null : (
        <span className={styles['verdict']} data-holds={job.result.ok}>
          {job.result.ok ? <IconCircleCheck size={18} aria-hidden /> : <IconCircleX size={18} aria-hidden />}
          <span>
            {job.result.ok ? 'The journal verifies: ' : 'The journal does not verify: '}
            {job.result.size} entries, <UtcTime at={job.result.at} />
          </span>
        </span>
      );
  }
}

function Running({ job }: { readonly job: Job }) {
  const share = job.total === 0 ? 0 : Math.min(100, (job.done / job.total) * 100);
  return (
    <Group gap="sm" mt={4} wrap="nowrap">
      <Progress value={share} aria-label="How far the verification is" className={styles['progress']} />
      <Text size="xs" className="figures">
        {job.done} of {job.total}
      </Text>
    </Group>
  );
}

function Answers({ result }: { readonly result: VerificationView }) {
  const { integrity, authorisation, anchoring, problem } = result;
  return (
    <>
      <dl className={styles['answers']}>
        <Answer
          title="Integrity"
          holds={integrity}
          text={
            integrity
              ? 'No entry is changed, missing, added or out of order; the signed heads fit.'
              : 'Entries are not what the signed heads cover.'
          }
        />
        <Answer
          title="Authorisation"
          holds={authorisation === null ? null : authorisation.ok}
          text={
            authorisation === null
              ? 'Not judged: the journal is not whole, so nothing could be replayed.'
              : `${authorisation.ok ? 'Every execution had its quorum' : 'Something was done without its quorum'}: ${authorisation.executions} executions replayed, ${authorisation.erased} payloads erased.`
          }
        />
        <Answer title="Anchoring" holds={null} text={anchoring} />
      </dl>
      {problem === null ? null : (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="First thing that is wrong" mt="xs">
          <Text size="sm">{problem.message}</Text>
          {problem.entry === null ? null : <EntryLink seq={problem.entry} />}
        </Alert>
      )}
    </>
  );
}

function Answer({
  title,
  holds,
  text,
}: {
  readonly title: string;
  readonly holds: boolean | null;
  readonly text: string;
}) {
  const Mark = holds === null ? IconCircleDashed : holds ? IconCircleCheck : IconCircleX;
  return (
    <div data-holds={holds ?? 'open'}>
      <dt>
        <Mark size={16} aria-hidden /> {title}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}

function EntryLink({ seq }: { readonly seq: number }) {
  return (
    <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/journal/$seq" params={{ seq: String(seq) }} />}>
      Go to entry {seq}
    </Anchor>
  );
}
