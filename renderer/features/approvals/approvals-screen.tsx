import { Button, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconClipboardCheck, IconHistory, IconKey, IconRotate2 } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { useEnvironment, useSession } from '../../app/session.tsx';
import { useRead } from '../../boundary/index.ts';
import type { PlanSummary } from '../../../shared/contract/index.ts';
import type { Environment } from '../../../shared/policy.ts';
import { EnvironmentBadge, PlanBadge } from '../../ui/badges.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty, Failure, Loading, PageHeader } from '../../ui/states.tsx';
import { durationText, UtcTime } from '../../ui/time.tsx';
import { planTitle } from '../rotation/index.ts';

/** From here on the time that is left is said. */
const SOON_MS = 8 * 3_600_000;

const WHAT: Column<PlanSummary> = {
  id: 'what',
  header: 'What',
  width: '2.4fr',
  render: (plan) => <span title={planTitle(plan)}>{planTitle(plan)}</span>,
};
const WHERE: Column<PlanSummary> = {
  id: 'environment',
  header: 'Environment',
  width: '100px',
  render: ({ environment }) => <EnvironmentBadge environment={environment} />,
};
const STATE: Column<PlanSummary> = {
  id: 'state',
  header: 'State',
  width: '156px',
  render: ({ state }) => <PlanBadge state={state} />,
};
const TICKET: Column<PlanSummary> = {
  id: 'ticket',
  header: 'Ticket',
  width: '1fr',
  render: ({ ticket, reason }) => <span title={`${ticket}: ${reason}`}>{ticket}</span>,
};
const REQUESTER: Column<PlanSummary> = {
  id: 'requester',
  header: 'Requested by',
  width: '1.1fr',
  render: ({ requester }) => <span title={requester.name}>{requester.name}</span>,
};

const OPEN: readonly Column<PlanSummary>[] = [
  WHAT,
  WHERE,
  STATE,
  { id: 'waits', header: 'Waits for', width: '1.4fr', render: (plan) => waitsFor(plan) },
  TICKET,
  REQUESTER,
  { id: 'until', header: 'Until', width: '190px', render: ({ notAfter }) => <Until at={notAfter} /> },
];
const RECENT: readonly Column<PlanSummary>[] = [
  WHAT,
  WHERE,
  STATE,
  TICKET,
  REQUESTER,
  {
    id: 'made',
    header: 'Made',
    width: '170px',
    render: ({ createdAt }) => <UtcTime at={createdAt} precision="minute" />,
  },
];

const narrow = (columns: readonly Column<PlanSummary>[]): readonly Column<PlanSummary>[] =>
  columns.filter(({ id }) => ['what', 'state', 'waits'].includes(id));
const OPEN_NARROW = narrow(OPEN);
const RECENT_NARROW = narrow(RECENT);

/** What keeps a plan from going on, in a few words. */
export function waitsFor({ state, seats, seated }: PlanSummary): string {
  const missing = seats - seated;
  switch (state) {
    case 'waiting':
      return missing === 0 ? 'another signature' : `${missing} of ${seats} ${seats === 1 ? 'signature' : 'signatures'}`;
    case 'ready':
      return 'somebody to carry it out';
    case 'interrupted':
      return 'somebody to settle it';
    default:
      return '';
  }
}

/** Until when it may wait: how long that is, and the time on hover. */
function Until({ at }: { readonly at: string }) {
  const { now } = useSession();
  const left = Date.parse(at) - Date.parse(now);
  return (
    <>
      <UtcTime at={at} precision="minute" />
      {left > 0 && left < SOON_MS ? ` · ${durationText(left)}` : ''}
    </>
  );
}

/** Plans of all kinds: those that wait for somebody first, what became of the others below. */
export function ApprovalsScreen() {
  const { environment } = useEnvironment();
  const open = useRead('plans.list', { which: 'open' });
  const recent = useRead('plans.list', { which: 'recent' });
  const waiting = useMemo(() => soonestFirst(of(open.data?.plans ?? [], environment)), [open.data, environment]);
  const over = useMemo(() => {
    const still = new Set(open.data?.plans.map(({ digest }) => digest));
    return of(recent.data?.plans ?? [], environment).filter(({ digest }) => !still.has(digest));
  }, [open.data, recent.data, environment]);
  const navigate = useNavigate();
  const isNarrow = useMediaQuery('(max-width: 900px)');
  const show = ({ digest }: PlanSummary): void => {
    void navigate({ to: '/approvals/$digest', params: { digest } });
  };
  const where = environment === null ? '' : ` in ${environment}`;
  const isEmpty = open.data !== undefined && recent.data !== undefined && waiting.length === 0 && over.length === 0;
  return (
    <>
      <PageHeader
        title="Approvals"
        about="Whatever changes a key, the roster or the policy is a plan that other people read and sign before it runs."
      >
        <Button component={Link} to="/create" size="xs" variant="default" leftSection={<IconKey size={14} />}>
          Create a key
        </Button>
        <Button component={Link} to="/rotate" size="xs" leftSection={<IconRotate2 size={14} />}>
          Rotate a key
        </Button>
      </PageHeader>
      {open.error === null ? null : <Failure error={open.error.error} retry={() => void open.refetch()} />}
      {recent.error === null ? null : <Failure error={recent.error.error} retry={() => void recent.refetch()} />}
      {isEmpty ? (
        <Empty icon={<IconClipboardCheck size={36} />} title={`Nothing waits for approval${where}`}>
          Somebody asks for something, for example to rotate a key. Claviger works out exactly what would be done. The
          people whom the policy names read that plan in a window of its own and sign it with their own keys, or say no
          with a reason. Only when enough have signed can it be carried out, once, and only exactly so.
        </Empty>
      ) : (
        <Stack gap="lg">
          <section aria-labelledby="open-plans">
            <Title order={2} size="h5" mb="xs" id="open-plans">
              Open{where}
              {open.data === undefined ? '' : ` (${waiting.length})`}
            </Title>
            {open.data === undefined && open.error === null ? <Loading rows={3} label="Reading open plans" /> : null}
            {open.data === undefined ? null : (
              <DataTable
                label="Open plans"
                rows={waiting}
                columns={isNarrow ? OPEN_NARROW : OPEN}
                rowKey={({ digest }) => digest}
                onOpen={show}
                height={heightOf(waiting.length, 8)}
                empty={<Nothing>Nothing waits for anybody{where}.</Nothing>}
              />
            )}
          </section>
          <section aria-labelledby="recent-plans">
            <Title order={2} size="h5" mb="xs" id="recent-plans">
              Recent{where}
            </Title>
            {recent.data === undefined && recent.error === null ? <Loading rows={3} label="Reading plans" /> : null}
            {recent.data === undefined ? null : (
              <DataTable
                label="Recent plans"
                rows={over}
                columns={isNarrow ? RECENT_NARROW : RECENT}
                rowKey={({ digest }) => digest}
                onOpen={show}
                height={heightOf(over.length, 12)}
                empty={<Nothing>No plan has come to an end{where} yet.</Nothing>}
              />
            )}
          </section>
        </Stack>
      )}
    </>
  );
}

function Nothing({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" p="md">
      <IconHistory size={14} aria-hidden /> {children}
    </Text>
  );
}

function of(plans: readonly PlanSummary[], environment: Environment | null): readonly PlanSummary[] {
  return environment === null ? plans : plans.filter((plan) => plan.environment === environment);
}

function soonestFirst(plans: readonly PlanSummary[]): readonly PlanSummary[] {
  return [...plans].sort((a, b) => (a.notAfter < b.notAfter ? -1 : a.notAfter > b.notAfter ? 1 : 0));
}

/** So high that up to so many rows are seen at once. */
function heightOf(rows: number, most: number): number {
  return 40 + Math.max(1, Math.min(rows, most)) * 41;
}
