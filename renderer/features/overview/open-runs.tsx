import { Button } from '@mantine/core';
import { useWorkspace } from '../../app/session.tsx';
import { useWho } from '../../app/who.tsx';
import { useChange } from '../../boundary/index.ts';
import type { PlanSummary } from '../../../shared/contract/index.ts';
import { ShortDigest } from '../../ui/digest.tsx';
import { ScreenLink } from '../../ui/links.tsx';
import { Panel, Quiet } from '../../ui/panel.tsx';
import { Failure } from '../../ui/states.tsx';
import styles from './overview.module.css';

/** Runs that an interruption left open, and the way to settle them. Not there when there are none. */
export function OpenRuns({ plans }: { readonly plans: readonly PlanSummary[] }) {
  const { openRuns, readOnlyBecause } = useWorkspace();
  const { person, askWho } = useWho();
  const resume = useChange('run.resume');
  if (openRuns.length === 0) return null;
  return (
    <Panel title={openRuns.length === 1 ? 'Interrupted run' : `Interrupted runs: ${openRuns.length}`} urgent>
      <p className={styles['sentence']}>
        {openRuns.length === 1 ? 'A run was' : 'Runs were'} cut off in the middle. Settling reads the provider’s state
        to find out how far {openRuns.length === 1 ? 'it' : 'each'} came, repeats nothing blindly, and finishes the
        rest.
      </p>
      <ul className={styles['list']}>
        {openRuns.map((digest) => {
          const plan = plans.find((one) => one.digest === digest);
          return (
            <li key={digest} className={styles['run']}>
              <ScreenLink to="/approvals/$digest" params={{ digest }} inherit>
                {plan === undefined ? 'Plan' : `${plan.operation} ${plan.subject}`}
              </ScreenLink>{' '}
              <Quiet>
                <ShortDigest digest={digest} />
              </Quiet>
            </li>
          );
        })}
      </ul>
      <div className={styles['actions']}>
        {readOnlyBecause !== null ? (
          <Quiet>Open for reading only, so nothing can be settled here: {readOnlyBecause}</Quiet>
        ) : person === null ? (
          <>
            <Button size="xs" onClick={askWho}>
              Say who you are
            </Button>
            <Quiet>Settling is recorded in somebody’s name.</Quiet>
          </>
        ) : (
          <Button
            size="xs"
            loading={resume.isPending}
            disabled={resume.isSuccess}
            onClick={() => {
              resume.mutate({});
            }}
          >
            Settle and finish
          </Button>
        )}
        <span role="status">{resume.isSuccess ? 'Settling has begun; this list empties as it goes on.' : ''}</span>
      </div>
      {resume.error === null ? null : <Failure error={resume.error.error} />}
    </Panel>
  );
}
