import { Alert, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconKeyOff, IconSearch } from '@tabler/icons-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useEnvironment } from '../../app/session.tsx';
import { useListing } from '../../inventory/index.ts';
import type { KeyRow } from '../../../shared/contract/index.ts';
import { DueBadge, EnvironmentBadge, StateBadge } from '../../ui/badges.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { UtcTime } from '../../ui/time.tsx';
import styles from './stages.module.css';

const COLUMNS: readonly Column<KeyRow>[] = [
  {
    id: 'name',
    header: 'Key',
    width: '3fr',
    render: ({ name, id }) => <span title={name === id ? id : `${name} (${id})`}>{name}</span>,
  },
  { id: 'environment', header: 'Environment', width: '110px', render: (row) => <EnvironmentBadge {...row} /> },
  { id: 'due', header: 'Rotation', width: '110px', render: (row) => <DueBadge due={row.due} /> },
  {
    id: 'next',
    header: 'Due on',
    width: '110px',
    render: ({ nextRotationAt }) => <UtcTime at={nextRotationAt} precision="day" />,
  },
  { id: 'state', header: 'State', width: '110px', render: ({ state }) => <StateBadge state={state} /> },
  {
    id: 'version',
    header: 'Version',
    width: '64px',
    align: 'end',
    render: ({ version }) => <span className="figures">{version}</span>,
  },
  { id: 'owner', header: 'Owner', width: '1.5fr', render: ({ owner }) => <span title={owner ?? ''}>{owner}</span> },
];

const NARROW = COLUMNS.filter(({ id }) => ['name', 'due', 'next'].includes(id));

const IN_USE: readonly KeyRow['state'][] = ['active', 'primary', 'secondary'];
const URGENCY: Readonly<Record<KeyRow['due'], number>> = { overdue: 0, due: 1, ok: 2, 'not-scheduled': 3 };

/** Keys in the order in which they want rotating: overdue first, the longest overdue before all. */
export function byUrgency(keys: readonly KeyRow[]): readonly KeyRow[] {
  const rank = ({ state, due }: KeyRow): number => (IN_USE.includes(state) ? URGENCY[due] : 9);
  return keys
    .map((key) => ({ key, rank: rank(key) }))
    .sort((a, b) => a.rank - b.rank || a.key.daysLeft - b.key.daysLeft)
    .map(({ key }) => key);
}

/** Choose the key: overdue ones first, found by typing, taken by Enter. */
export function ChooseStage({ onChoose }: { readonly onChoose: (key: KeyRow) => void }) {
  const { environment } = useEnvironment();
  const { rows: keys, read, total, isWhole, problems, error, goOn } = useListing(environment);
  const [search, setSearch] = useState('');
  const isNarrow = useMediaQuery('(max-width: 900px)');
  const table = useRef<HTMLDivElement>(null);
  const ordered = useMemo(() => byUrgency(keys), [keys]);
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return wanted === ''
      ? ordered
      : ordered.filter(({ name, id, owner, description }) =>
          `${name}\n${id}\n${owner ?? ''}\n${description}`.toLowerCase().includes(wanted),
        );
  }, [ordered, search]);
  const overdue = useMemo(() => found.filter(({ due }) => due === 'overdue').length, [found]);
  if (error !== null && total === null) return <Failure error={error} retry={goOn} />;
  if (total === null) return <Loading label="Reading the keys" />;
  const onKeyDown = (event: KeyboardEvent): void => {
    const [first] = found;
    if (event.key === 'Enter' && first !== undefined && search.trim() !== '') {
      event.preventDefault();
      onChoose(first);
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      table.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
    }
  };
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <TextInput
          className="grow"
          label="Which key?"
          description="Type a part of its name, id or owner. Enter takes the first; the arrow down goes into the list."
          placeholder="Search keys"
          leftSection={<IconSearch size={16} />}
          data-search
          data-autofocus
          autoFocus
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        <Text size="sm" className="figures" role="status">
          {found.length} of {keys.length} keys{overdue === 0 ? '' : `, ${overdue} overdue`}
          {isWhole ? '' : `; ${read} of ${total} read`}
        </Text>
      </Group>
      {problems.length === 0 ? null : (
        <Alert color="yellow" title="Not every connection answered; their keys are missing here">
          {problems.map(({ connection, message }) => (
            <Text key={connection} size="sm">
              {connection}: {message}
            </Text>
          ))}
        </Alert>
      )}
      {error === null ? null : <Failure error={error} retry={goOn} />}
      <div ref={table} className={styles['table']}>
        <DataTable
          label="Keys to rotate"
          rows={found}
          columns={isNarrow ? NARROW : COLUMNS}
          rowKey={({ environment: where, id }) => `${where}/${id}`}
          onOpen={onChoose}
          empty={
            <Empty icon={<IconKeyOff size={28} />} title={emptyTitle(isWhole, keys.length)}>
              {isWhole && keys.length === 0
                ? 'This environment has no keys yet. Create one, or choose another environment in the header.'
                : 'Try a shorter part of the name, or another environment in the header.'}
            </Empty>
          }
        />
      </div>
    </Stack>
  );
}

function emptyTitle(isWhole: boolean, keys: number): string {
  if (!isWhole) return 'No key like that has been read yet';
  return keys === 0 ? 'There are no keys here' : 'No key is called that';
}
