import { IconAlertTriangle, IconKey, IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useEnvironment, useWorkspace } from '../../app/session.tsx';
import { useRead } from '../../boundary/index.ts';
import { countsOf, ListingAge, useListing, type Listing } from '../../inventory/index.ts';
import { useAfterFirst } from '../../ui/after-first.ts';
import { ScreenButton } from '../../ui/links.tsx';
import { useToday } from '../../ui/now.ts';
import { Notice } from '../../ui/panel.tsx';
import { Empty, Failure, Loading, PageHeader } from '../../ui/states.tsx';
import { DueKeys } from './due-keys.tsx';
import { figuresOf } from './figures.ts';
import { HealthPanel } from './health-panel.tsx';
import { Ages, States } from './key-pictures.tsx';
import { OpenApprovals } from './open-approvals.tsx';
import { OpenRuns } from './open-runs.tsx';
import styles from './overview.module.css';
import { RotationCalendar } from './rotation-calendar.tsx';
import { Tiles } from './tiles.tsx';
import { Enforcement, JournalPanel, NotAccepted } from './trust-panels.tsx';

/** What a custodian needs at a glance. */
export function OverviewScreen() {
  const { environment } = useEnvironment();
  const { openRuns } = useWorkspace();
  const listing = useListing(environment);
  const today = useToday();
  const open = useRead('plans.list', { which: 'open' });
  const figures = useMemo(() => figuresOf(listing.rows, today), [listing.rows, today]);
  const plans = useMemo(
    () => open.data?.plans.filter((plan) => environment === null || plan.environment === environment) ?? null,
    [open.data, environment],
  );
  const isDrawn = useAfterFirst();
  const isKnown = listing.total !== null;
  return (
    <>
      <PageHeader title="Overview" about={about(environment)}>
        <ListingAge listing={listing} />
      </PageHeader>
      <Tiles
        overdue={isKnown ? figures.overdue : null}
        dueSoon={isKnown ? figures.dueSoon : null}
        waiting={plans?.filter(({ state }) => state === 'waiting').length ?? null}
        ready={plans?.filter(({ state }) => state === 'ready').length ?? null}
        interrupted={openRuns.length}
      />
      <div className={styles['columns']}>
        <div className={styles['column']}>
          <OpenRuns plans={open.data?.plans ?? []} />
          {isDrawn ? <Keys listing={listing} figures={figures} today={today} /> : <Loading rows={10} />}
        </div>
        <div className={styles['column']}>
          <NotAccepted />
          <OpenApprovals plans={plans} />
          <HealthPanel />
          <JournalPanel />
          <Enforcement />
        </div>
      </div>
    </>
  );
}

function about(environment: string | null): string {
  return environment === null
    ? 'What wants doing, in all environments.'
    : `What wants doing in ${environment}. Health and journal are of the whole workspace.`;
}

/** Everything that is drawn from the inventory. */
function Keys({
  listing,
  figures,
  today,
}: {
  readonly listing: Listing;
  readonly figures: ReturnType<typeof figuresOf>;
  readonly today: string;
}) {
  const { rows, total, error, isWhole, read, problems, goOn } = listing;
  const counts = useMemo(() => countsOf(rows), [rows]);
  if (total === null) {
    return error === null ? (
      <Loading rows={10} label="Reading the inventory" />
    ) : (
      <Failure error={error} retry={goOn} />
    );
  }
  return (
    <>
      {error === null ? null : <Failure error={error} retry={goOn} />}
      {problems.length === 0 ? null : (
        <Notice tone="warn" icon={<IconAlertTriangle size={18} />} title="Not all keys are here">
          {problems.map(({ connection }) => connection).join(', ')} did not answer; what is drawn here leaves out the
          keys behind {problems.length === 1 ? 'it' : 'them'}.
        </Notice>
      )}
      {isWhole ? null : (
        <p className={styles['sentence']} role="status">
          {read.toLocaleString('en')} of {total.toLocaleString('en')} keys read
        </p>
      )}
      {rows.length === 0 && isWhole ? (
        <NoKeys />
      ) : (
        <>
          <DueKeys figures={figures} />
          <RotationCalendar figures={figures} today={today} />
          <Ages figures={figures} />
          <States counts={counts.states} />
        </>
      )}
    </>
  );
}

function NoKeys() {
  const { mode } = useWorkspace();
  return (
    <Empty
      icon={<IconKey size={36} stroke={1.5} />}
      title="There is no key here yet"
      action={
        mode === 'writing' ? (
          <ScreenButton to="/create" leftSection={<IconPlus size={16} />}>
            New key
          </ScreenButton>
        ) : undefined
      }
    >
      Make the first one, or choose another environment above.
    </Empty>
  );
}
