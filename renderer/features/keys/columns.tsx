import { dueText } from '../../inventory/index.ts';
import { DueBadge, EnvironmentBadge, StateBadge } from '../../ui/badges.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { Quiet } from '../../ui/panel.tsx';
import { utcText } from '../../ui/time.tsx';
import { LIFECYCLE, type KeyRow } from '../../../shared/contract/index.ts';
import { ENVIRONMENTS } from '../../../shared/policy.ts';
import { DUE_LABEL } from './filter.ts';
import styles from './keys.module.css';

const DUE_ORDER = { overdue: 0, due: 1, ok: 2, 'not-scheduled': 3 } as const;
/** After every day that a schedule can name. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** What a key is called in links and cells: its name; its id and description on hover. */
function hint({ name, id, description }: KeyRow): string {
  return [name, name === id ? '' : `id ${id}`, description].filter((part) => part !== '').join('\n');
}

const NAME: Column<KeyRow> = {
  id: 'name',
  header: 'Key',
  width: '3fr',
  sortBy: ({ name }) => name,
  render: (row) => (
    <span title={hint(row)}>
      <span className={styles['name']}>{row.name}</span>
      {row.description === '' ? null : <Quiet> {row.description}</Quiet>}
    </span>
  ),
};
const ENVIRONMENT: Column<KeyRow> = {
  id: 'environment',
  header: 'Environment',
  width: '96px',
  sortBy: ({ environment }) => ENVIRONMENTS.indexOf(environment),
  render: (row) => <EnvironmentBadge environment={row.environment} />,
};
const OTHERS: readonly Column<KeyRow>[] = [
  {
    id: 'state',
    header: 'State',
    width: '124px',
    needs: 560,
    sortBy: ({ state }) => LIFECYCLE.indexOf(state),
    render: ({ state }) => <StateBadge state={state} />,
  },
  {
    id: 'due',
    header: 'Rotation',
    width: '108px',
    sortBy: ({ due }) => DUE_ORDER[due],
    render: ({ due }) => <span title={DUE_LABEL[due]}>{due === 'not-scheduled' ? '' : <DueBadge due={due} />}</span>,
  },
  {
    id: 'next',
    header: 'Due',
    width: '80px',
    align: 'end',
    sortBy: ({ due, daysLeft }) => (due === 'not-scheduled' ? NEVER : daysLeft),
    render: (row) => (
      <span className="figures" title={`${utcText(row.nextRotationAt)} UTC; every ${row.periodDays} days`}>
        {dueText(row)}
      </span>
    ),
  },
  {
    id: 'rotated',
    header: 'Rotated',
    width: '88px',
    needs: 760,
    sortBy: ({ lastRotatedAt }) => lastRotatedAt,
    render: ({ lastRotatedAt }) => (
      <time className="figures" dateTime={lastRotatedAt} title={`${utcText(lastRotatedAt)} UTC`}>
        {utcText(lastRotatedAt, 'day')}
      </time>
    ),
  },
  {
    id: 'version',
    header: 'Version',
    width: '68px',
    needs: 680,
    align: 'end',
    sortBy: ({ version }) => version,
    render: ({ version }) => <span className="figures">{version}</span>,
  },
  {
    id: 'owner',
    header: 'Owner',
    width: '1.4fr',
    needs: 860,
    sortBy: ({ owner }) => owner ?? '',
    render: ({ owner }) => <span title={owner ?? 'nobody is named as its owner'}>{owner ?? '–'}</span>,
  },
  {
    id: 'spec',
    header: 'Kind',
    width: '1.4fr',
    needs: 1100,
    sortBy: ({ spec }) => spec,
    render: ({ spec, usage }) => <span title={`${spec}, ${usage}`}>{spec}</span>,
  },
];

/** The list's columns; which environment a key belongs to is said where it is not the same for all. */
export function columnsFor(oneEnvironment: boolean): readonly Column<KeyRow>[] {
  return oneEnvironment ? [NAME, ...OTHERS] : [NAME, ENVIRONMENT, ...OTHERS];
}
