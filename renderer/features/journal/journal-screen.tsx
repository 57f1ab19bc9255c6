import { Anchor, Button, Code, Group, Menu, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronDown, IconFileExport, IconNotebook, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useChange, useRead } from '../../boundary/index.ts';
import type { EntryRow } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Split } from '../../ui/split.tsx';
import { Empty, Failure, Loading, PageHeader } from '../../ui/states.tsx';
import { UtcTime } from '../../ui/time.tsx';
import { WrittenFile } from '../../ui/written-file.tsx';
import { EntryPanel } from './entry-panel.tsx';
import styles from './journal.module.css';
import { useEntries, type EntryFilter } from './use-entries.ts';
import { Verification } from './verification.tsx';

const AFTER_TYPING_MS = 250;

const COLUMNS: readonly Column<EntryRow>[] = [
  {
    id: 'seq',
    header: 'Entry',
    width: '64px',
    align: 'end',
    render: ({ seq }) => <span className="figures">{seq}</span>,
  },
  { id: 'time', header: 'When', width: '184px', needs: 640, render: ({ time }) => <UtcTime at={time} /> },
  { id: 'kind', header: 'Kind', width: '172px', needs: 480, render: ({ kind }) => <Code title={kind}>{kind}</Code> },
  {
    id: 'summary',
    header: 'What happened',
    width: '1fr',
    render: ({ summary, erased }) => (
      <span title={summary}>
        {summary}
        {erased ? ' (payload erased)' : ''}
      </span>
    ),
  },
];
const rowKey = ({ seq }: EntryRow): string => String(seq);

/** The journal: every entry, its proof, and its verification. @param seq the entry that is open */
export function JournalScreen({ seq }: { readonly seq: number | null }) {
  const [kind, setKind] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useDebouncedSearch(typed);
  const filter: EntryFilter = { kind, search: wanted };
  const { list, readOlder, isReadingOlder, olderFailure, tryOlderAgain } = useEntries(filter);
  const settings = useRead('settings.read', {});
  const navigate = useNavigate();
  const open = useCallback(
    (row: EntryRow) => void navigate({ to: '/journal/$seq', params: { seq: String(row.seq) } }),
    [navigate],
  );
  const kinds = useMemo(() => [...(list.data?.kinds ?? [])], [list.data?.kinds]);
  const isFiltered = kind !== null || wanted !== null;
  return (
    <>
      <PageHeader
        title="Journal"
        about="Everything that was asked, signed and done. Nothing in it can be changed or removed without it showing."
      >
        <Exports />
      </PageHeader>
      <Verification />
      <Group mt="sm" mb="xs" gap="sm" role="search">
        <TextInput
          data-search
          className="grow"
          aria-label="Search entries"
          placeholder="Search in entries"
          leftSection={<IconSearch size={16} />}
          maxLength={200}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') setWanted(typed);
          }}
        />
        <Select
          aria-label="Kind of entry"
          placeholder="All kinds"
          data={kinds}
          value={kind}
          onChange={setKind}
          clearable
          searchable
          w={220}
        />
        <Text size="sm" className="figures" role="status">
          {list.data === undefined ? '' : counted(list.data.entries.length, list.data.next, list.data.size, isFiltered)}
        </Text>
      </Group>
      <Split
        list={
          <div className={styles['list']}>
            {list.error !== null && list.data === undefined ? (
              <Failure error={list.error.error} retry={() => void list.refetch()} />
            ) : list.data === undefined ? (
              <Loading rows={10} label="Loading entries" />
            ) : (
              <DataTable
                key={JSON.stringify(filter)}
                label="Journal entries, newest first"
                rows={list.data.entries}
                columns={COLUMNS}
                rowKey={rowKey}
                onOpen={open}
                onEndReached={readOlder}
                startAt={seq === null ? null : String(seq)}
                density={settings.data?.density ?? 'comfortable'}
                empty={
                  <Empty icon={<IconNotebook size={32} />} title={isFiltered ? 'No entry fits' : 'No entries'}>
                    {isFiltered
                      ? 'Search for something else, or choose another kind.'
                      : 'The journal begins with the genesis.'}
                  </Empty>
                }
              />
            )}
            <Text size="xs" role="status" className={styles['more']}>
              {isReadingOlder ? 'Reading older entries …' : ''}
              {olderFailure === null ? null : (
                <>
                  {olderFailure.error.message}{' '}
                  <Anchor component="button" type="button" inherit onClick={tryOlderAgain}>
                    Try again
                  </Anchor>
                </>
              )}
            </Text>
          </div>
        }
        open={seq === null ? null : <EntryPanel seq={seq} size={list.data?.size ?? seq + 1} />}
      />
    </>
  );
}

/** What was typed, a moment after typing has stopped; Enter need not wait. Null: no search. */
function useDebouncedSearch(typed: string): readonly [string | null, (text: string) => void] {
  const [settled] = useDebouncedValue(typed, AFTER_TYPING_MS);
  const [entered, setEntered] = useState<string | null>(null);
  const text = (entered === typed ? entered : settled).trim();
  return [text === '' ? null : text, setEntered];
}

function counted(shown: number, next: number | null, size: number, isFiltered: boolean): string {
  if (!isFiltered) return `${size} entries`;
  return next === null ? `${shown} of ${size} entries fit` : `more than ${shown} of ${size} entries fit`;
}

function Exports() {
  const journal = useChange('journal.export');
  const checkpoint = useChange('journal.export-checkpoint');
  return (
    <div className={styles['exports']}>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconFileExport size={16} />}
            rightSection={<IconChevronDown size={14} />}
            loading={journal.isPending || checkpoint.isPending}
          >
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() => {
              journal.mutate({});
            }}
          >
            The whole journal
            <Text size="xs">For an auditor: every entry, every head</Text>
          </Menu.Item>
          <Menu.Item
            onClick={() => {
              checkpoint.mutate({});
            }}
          >
            The checkpoint
            <Text size="xs">The signed head: keep it somewhere else</Text>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {[journal, checkpoint].map(({ error }, at) => (error === null ? null : <Failure key={at} error={error.error} />))}
      {journal.data === undefined ? null : <WrittenFile what="The journal" {...journal.data} />}
      {checkpoint.data === undefined ? null : (
        <>
          <WrittenFile what="The checkpoint" {...checkpoint.data} />
          <Text size="sm" maw={420}>
            Keep it somewhere else: on paper, with an auditor, in another system. Against a kept checkpoint nobody can
            cut the journal off or tell it anew.
          </Text>
        </>
      )}
    </div>
  );
}
