import { Button, Progress } from '@mantine/core';
import { useEnvironment, useWorkspace } from '../../app/session.tsx';
import { useChange, useRead } from '../../boundary/index.ts';
import { EnvironmentBadge } from '../../ui/badges.tsx';
import { ShortDigest } from '../../ui/digest.tsx';
import { ScreenButton, ScreenLink } from '../../ui/links.tsx';
import { Panel, Quiet } from '../../ui/panel.tsx';
import { Failure } from '../../ui/states.tsx';
import { UtcTime } from '../../ui/time.tsx';
import styles from './overview.module.css';

const LEVEL = {
  advisory: 'The credential also works without Claviger: going around it is detected, not prevented.',
  split: 'Another person holds the MFA device that the role needs.',
  sealed: 'The base credential is split among custodians and opens for a run only.',
} as const;

/** People who have not accepted the genesis yet. Not there when all have. */
export function NotAccepted() {
  const { notAccepted } = useWorkspace();
  if (notAccepted.length === 0) return null;
  const names = notAccepted.map(({ name }) => name);
  return (
    <Panel title="The first entry is not accepted by all" urgent>
      <p className={styles['sentence']}>
        Until everybody of the first roster has accepted it, only Practice vaults run. Still missing:{' '}
        {names.slice(0, 5).join(', ')}
        {names.length > 5 ? ` and ${names.length - 5} more` : ''}.
      </p>
      <ScreenButton to="/people" size="xs" variant="default">
        To people and policy
      </ScreenButton>
    </Panel>
  );
}

/** Where the journal stands, and when it was last verified. */
export function JournalPanel() {
  const { head } = useWorkspace();
  const verification = useRead('journal.verification', {});
  const verify = useChange('journal.verify');
  const latest = verification.data?.latest ?? null;
  const isRunning = latest?.state === 'running';
  const result = latest?.result ?? null;
  return (
    <Panel
      title="Journal"
      urgent={result?.ok === false}
      aside={
        <ScreenLink to="/journal" inherit>
          Journal
        </ScreenLink>
      }
    >
      <dl className={styles['facts']}>
        <dt>Entries</dt>
        <dd className="figures">{head.size.toLocaleString('en')}</dd>
        <dt>Head</dt>
        <dd>
          <ShortDigest digest={head.root} />
        </dd>
        <dt>Of</dt>
        <dd>
          <UtcTime at={head.time} />
        </dd>
        <dt>Verified</dt>
        <dd>
          {result === null ? (
            isRunning ? (
              'being verified now'
            ) : (
              'not in this session'
            )
          ) : (
            <>
              <strong>{result.ok ? 'whole and authorised' : 'DOES NOT VERIFY'}</strong>,{' '}
              {result.size.toLocaleString('en')} entries, <UtcTime at={result.at} precision="minute" />
              {result.problem === null ? null : <div className="wrap">{result.problem.message}</div>}
              <div>
                <Quiet>anchored: {result.anchoring}</Quiet>
              </div>
            </>
          )}
        </dd>
      </dl>
      {latest !== null && isRunning ? (
        <Progress
          value={latest.total === 0 ? 0 : (100 * latest.done) / latest.total}
          size="sm"
          transitionDuration={0}
          aria-label="Verifying the journal"
        />
      ) : (
        <Button
          size="compact-xs"
          variant="default"
          loading={verify.isPending}
          onClick={() => {
            verify.mutate({}, { onSettled: () => void verification.refetch() });
          }}
        >
          Verify now
        </Button>
      )}
      {verify.error === null ? null : <Failure error={verify.error.error} />}
    </Panel>
  );
}

/** What a quorum really enforces, per connection. */
export function Enforcement() {
  const { environments } = useWorkspace();
  const { environment } = useEnvironment();
  const shown = environments.filter((one) => environment === null || one.environment === environment);
  const connections = shown.flatMap((one) =>
    one.connections.map((connection) => ({ where: one.environment, connection })),
  );
  const levels = [...new Set(connections.map(({ connection }) => connection.enforcement))];
  return (
    <Panel title="Enforcement">
      {connections.length === 0 ? <Quiet>No connection yet.</Quiet> : null}
      <ul className={styles['list']}>
        {connections.map(({ where, connection }) => (
          <li key={connection.id} className={styles['connection']}>
            <span className={styles['key-name']} title={`${connection.id}: ${connection.where}`}>
              {connection.id} <Quiet>{connection.where}</Quiet>
            </span>
            <EnvironmentBadge environment={where} />
            <strong>{connection.enforcement}</strong>
          </li>
        ))}
      </ul>
      {levels.map((level) => (
        <p key={level} className={styles['sentence']}>
          <strong>{level}</strong> <Quiet>{LEVEL[level]}</Quiet>
        </p>
      ))}
    </Panel>
  );
}
