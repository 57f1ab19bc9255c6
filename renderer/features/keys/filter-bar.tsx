import { Button, Checkbox, CloseButton, Popover, Stack, TextInput } from '@mantine/core';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { KeyCounts, KeyDue, KeyState } from '../../inventory/index.ts';
import { LIFECYCLE } from '../../../shared/contract/index.ts';
import { DUE_LABEL, isOpen, NO_FILTER, type KeyFilter } from './filter.ts';
import styles from './keys.module.css';

const DUE_ORDER: readonly KeyDue[] = ['overdue', 'due', 'ok', 'not-scheduled'];

/** Search and filters of the list. */
export function FilterBar({
  filter,
  counts,
  onFilter,
  children,
}: {
  readonly filter: KeyFilter;
  readonly counts: KeyCounts;
  readonly onFilter: (filter: KeyFilter) => void;
  readonly children: ReactNode;
}) {
  const search = (text: string): void => {
    onFilter({ ...filter, search: text });
  };
  return (
    <div className={styles['bar']} role="search" aria-label="Keys">
      <TextInput
        data-search
        size="xs"
        aria-label="Search keys"
        placeholder="Name, alias, id, owner …   ( / )"
        maxLength={200}
        spellCheck={false}
        className={styles['search'] ?? ''}
        leftSection={<IconSearch size={14} />}
        rightSection={
          filter.search === '' ? null : (
            <CloseButton
              size="sm"
              aria-label="Empty the search"
              onClick={() => {
                search('');
              }}
            />
          )
        }
        value={filter.search}
        onChange={(event) => {
          search(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && filter.search !== '') search('');
        }}
      />
      <div className={styles['toggles']} role="group" aria-label="Rotation">
        {DUE_ORDER.map((due) => {
          const isOn = filter.due.includes(due);
          return (
            <button
              key={due}
              type="button"
              className={styles['toggle']}
              data-due={due}
              aria-pressed={isOn}
              onClick={() => {
                onFilter({ ...filter, due: isOn ? filter.due.filter((one) => one !== due) : [...filter.due, due] });
              }}
            >
              {DUE_LABEL[due]} <span className="figures">{counts.due[due].toLocaleString('en')}</span>
            </button>
          );
        })}
      </div>
      <States
        chosen={filter.states}
        counts={counts.states}
        onChoose={(states) => {
          onFilter({ ...filter, states });
        }}
      />
      {isOpen(filter) ? null : (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => {
            onFilter(NO_FILTER);
          }}
        >
          Show all
        </Button>
      )}
      {children}
    </div>
  );
}

function States({
  chosen,
  counts,
  onChoose,
}: {
  readonly chosen: readonly KeyState[];
  readonly counts: KeyCounts['states'];
  readonly onChoose: (states: readonly KeyState[]) => void;
}) {
  const label = chosen.length === 0 ? 'any' : chosen.length === 1 ? chosen[0] : `${chosen.length} of them`;
  return (
    <Popover position="bottom-start" shadow="md" trapFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} />}>
          State: {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group
          aria-label="States"
          value={[...chosen]}
          onChange={(states) => {
            onChoose(LIFECYCLE.filter((state) => states.includes(state)));
          }}
        >
          <Stack gap={10}>
            {LIFECYCLE.map((state) => (
              <Checkbox
                key={state}
                size="xs"
                value={state}
                label={`${state} (${counts[state].toLocaleString('en')})`}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
