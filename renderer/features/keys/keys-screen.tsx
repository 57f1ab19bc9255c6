import { Button, Progress, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconFilterOff, IconKey, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useDeferredValue, useMemo } from 'react';
import { useEnvironment, useWorkspace } from '../../app/session.tsx';
import { useRead } from '../../boundary/index.ts';
import { countsOf, ListingAge, useListing, type Listing } from '../../inventory/index.ts';
import type { KeyRow } from '../../../shared/contract/index.ts';
import { useAfterFirst } from '../../ui/after-first.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ScreenButton } from '../../ui/links.tsx';
import { Notice } from '../../ui/panel.tsx';
import { Empty, Failure, Loading, PageHeader } from '../../ui/states.tsx';
import { columnsFor } from './columns.tsx';
import { FilterBar } from './filter-bar.tsx';
import { filterOf, matching, NO_FILTER, searchable } from './filter.ts';
import { useListMemory } from './key-memory.ts';
import styles from './keys.module.css';
import { SavedViews } from './saved-views.tsx';

/** Names a row among the keys of all connections. */
const rowKey = ({ connection, id }: KeyRow): string => `${connection}/${id}`;

/** The inventory. */
export function KeysScreen() {
  const { environment } = useEnvironment();
  const listing = useListing(environment);
  const { total, error, rows, isWhole } = listing;
  const isMissing = listing.problems.length > 0;
  return (
    <>
      <PageHeader title="Keys" about="Every master key the console can see, what state it is in, and when it is due.">
        <ListingAge listing={listing} />
        <NewKey />
      </PageHeader>
      {total !== null && error !== null ? <Failure error={error} retry={listing.goOn} /> : null}
      <Problems problems={listing.problems} />
      {total === null ? (
        error === null ? (
          <Loading rows={10} label="Reading the inventory" />
        ) : (
          <Failure error={error} retry={listing.goOn} />
        )
      ) : isWhole && rows.length === 0 ? (
        <NoKeys isMissing={isMissing} />
      ) : (
        <Inventory listing={listing} />
      )}
    </>
  );
}

/** The way to a new key, or why there is none. */
function NewKey() {
  const { readOnlyBecause } = useWorkspace();
  if (readOnlyBecause === null) {
    return (
      <ScreenButton to="/create" leftSection={<IconPlus size={16} />}>
        New key
      </ScreenButton>
    );
  }
  return (
    <Tooltip label={`Open for reading only: ${readOnlyBecause}`} multiline maw={360}>
      <Button data-disabled aria-disabled leftSection={<IconPlus size={16} />}>
        New key
      </Button>
    </Tooltip>
  );
}

function NoKeys({ isMissing }: { readonly isMissing: boolean }) {
  const { environment } = useEnvironment();
  const where = environment === null ? 'no key yet' : `no key in ${environment} yet`;
  return (
    <Empty
      icon={<IconKey size={36} stroke={1.5} />}
      title={isMissing ? 'No key could be listed' : `There is ${where}`}
      action={isMissing ? undefined : <NewKey />}
    >
      {isMissing
        ? 'What is behind the connections named above is not known until they answer.'
        : 'Make the first one: the wizard plans it, gathers the signatures that your policy asks for, makes the key and reads it back.'}
    </Empty>
  );
}

function Problems({ problems }: { readonly problems: Listing['problems'] }) {
  if (problems.length === 0) return null;
  return (
    <Notice
      tone="warn"
      icon={<IconAlertTriangle size={18} />}
      title={`${problems.length === 1 ? 'One connection' : `${problems.length} connections`} did not answer; keys are missing`}
    >
      <ul className={styles['problems']}>
        {problems.map(({ connection, message }) => (
          <li key={connection}>
            <strong>{connection}</strong>: {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Inventory({ listing }: { readonly listing: Listing }) {
  const { environment, choose } = useEnvironment();
  const navigate = useNavigate();
  const settings = useRead('settings.read', {});
  const [memory, remember] = useListMemory();
  const isDrawn = useAfterFirst();
  const { filter } = memory;
  const latest = useDeferredValue(filter);
  const rows = useMemo(() => searchable(listing.rows), [listing.rows]);
  const counts = useMemo(() => countsOf(listing.rows), [listing.rows]);
  const shown = useMemo(() => matching(rows, latest), [rows, latest]);
  const columns = useMemo(() => columnsFor(environment !== null), [environment]);
  const open = useCallback(
    ({ environment: where, id }: KeyRow) => {
      void navigate({ to: '/keys/$environment/$id', params: { environment: where, id } });
    },
    [navigate],
  );
  return (
    <>
      <FilterBar
        filter={filter}
        counts={counts}
        onFilter={(next) => {
          remember({ filter: next });
        }}
      >
        <SavedViews
          current={{ environment, search: filter.search, states: [...filter.states], due: [...filter.due] }}
          onChoose={(view) => {
            choose(view.environment);
            remember({ filter: filterOf(view) });
          }}
        />
      </FilterBar>
      <Count shown={shown.length} listing={listing} />
      <div className="fill">
        {isDrawn ? (
          <DataTable
            label="Keys"
            rows={shown}
            columns={columns}
            rowKey={rowKey}
            density={settings.data?.density ?? 'comfortable'}
            sorted={memory.sorting}
            onSorted={(sorting) => {
              remember({ sorting });
            }}
            startAt={memory.opened}
            onOpen={(row) => {
              remember({ opened: rowKey(row) });
              open(row);
            }}
            empty={
              <Empty
                icon={<IconFilterOff size={32} stroke={1.5} />}
                title={listing.isWhole ? 'No key is like that' : 'No key like that has been read yet'}
                action={
                  <Button
                    variant="default"
                    size="xs"
                    onClick={() => {
                      remember({ filter: NO_FILTER });
                    }}
                  >
                    Show all {listing.rows.length.toLocaleString('en')} keys
                  </Button>
                }
              />
            }
          />
        ) : (
          <Loading rows={10} label="Drawing the list" />
        )}
      </div>
    </>
  );
}

/** How many keys are shown, and how far reading is. */
function Count({ shown, listing }: { readonly shown: number; readonly listing: Listing }) {
  const { read, total, rows, isWhole } = listing;
  const many = (count: number): string => count.toLocaleString('en');
  const text = shown === rows.length ? `${many(shown)} keys` : `${many(shown)} of ${many(rows.length)} keys`;
  return (
    <div className={styles['count']}>
      <span role="status">
        {text}
        {isWhole || total === null ? '' : `; ${many(read)} of ${many(total)} read`}
      </span>
      {isWhole || total === null ? null : (
        <Progress value={(100 * read) / total} w={160} size="sm" aria-label="Keys read" transitionDuration={0} />
      )}
    </div>
  );
}
