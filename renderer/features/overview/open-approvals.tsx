import { useRead } from '../../boundary/index.ts';
import type { PlanSummary, PlanView } from '../../../shared/contract/index.ts';
import { EnvironmentBadge, PlanBadge } from '../../ui/badges.tsx';
import { ScreenLink } from '../../ui/links.tsx';
import { useNow } from '../../ui/now.ts';
import { Panel, Quiet } from '../../ui/panel.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { durationText, utcText } from '../../ui/time.tsx';
import styles from './overview.module.css';

const MOST = 5;

/** Plans that can still run, and whom they wait for. */
export function OpenApprovals({
  plans,
}: {
  /** Of the chosen environment. */
  readonly plans: readonly PlanSummary[] | null;
}) {
  const open = useRead('plans.list', { which: 'open' });
  return (
    <Panel
      title="Open approvals"
      aside={
        <ScreenLink to="/approvals" inherit>
          {plans !== null && plans.length > MOST ? `All ${plans.length}` : 'Approvals'}
        </ScreenLink>
      }
    >
      {open.error === null ? null : <Failure error={open.error.error} retry={() => void open.refetch()} />}
      {plans === null ? (
        open.error === null ? (
          <Loading rows={3} label="Reading the open approvals" />
        ) : null
      ) : plans.length === 0 ? (
        <Quiet>Nothing waits for anybody.</Quiet>
      ) : (
        <ul className={styles['list']}>
          {plans.slice(0, MOST).map((plan) => (
            <OpenPlan key={plan.digest} plan={plan} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OpenPlan({ plan }: { readonly plan: PlanSummary }) {
  const left = Date.parse(plan.notAfter) - useNow(30_000);
  return (
    <li className={styles['plan']}>
      <div className={styles['plan-head']}>
        <ScreenLink
          to="/approvals/$digest"
          params={{ digest: plan.digest }}
          inherit
          className={styles['plan-name'] ?? ''}
          title={plan.subject}
        >
          {plan.operation} {plan.subject}
        </ScreenLink>
        <EnvironmentBadge environment={plan.environment} />
        <PlanBadge state={plan.state} />
      </div>
      <div className={styles['plan-foot']}>
        {plan.state === 'waiting' ? <WaitsFor digest={plan.digest} plan={plan} /> : null}
        <Quiet title={`until ${utcText(plan.notAfter)} UTC`}>
          {left > 0 ? `${durationText(left)} left` : 'its time is over'}
        </Quiet>
      </div>
    </li>
  );
}

/** Whom a plan waits for: the roles of its empty seats, and who could take them. */
function WaitsFor({ digest, plan }: { readonly digest: string; readonly plan: PlanSummary }) {
  const view = useRead('plan.read', { digest });
  const seats = `${plan.seated} of ${plan.seats} signed`;
  if (view.data === undefined) return <span>{seats}</span>;
  return (
    <span>
      {seats}; waits for {waitingText(view.data)}
    </span>
  );
}

const NAMED = 3;

/** `2 custodian (Ada, Ben or Cy), 1 witness (nobody can)`. */
export function waitingText({ seats, candidates }: Pick<PlanView, 'seats' | 'candidates'>): string {
  const empty = new Map<string, number>();
  for (const { role, person } of seats) if (person === null) empty.set(role, (empty.get(role) ?? 0) + 1);
  if (empty.size === 0) return 'the requester’s own signature';
  return [...empty]
    .map(([role, count]) => {
      const able = candidates.filter(
        ({ may, signed, roles }) => may === 'yes' && !signed && roles.some((one) => one === role),
      );
      const names = able.slice(0, NAMED).map(({ name }) => name);
      const more = able.length > NAMED ? ` and ${able.length - NAMED} more` : '';
      return `${count} ${role} (${names.length === 0 ? 'nobody left who can' : `${names.join(', ')}${more}`})`;
    })
    .join(', ');
}
