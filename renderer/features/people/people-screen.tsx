import { Badge, Button, Stack, Tabs, Text } from '@mantine/core';
import { IconFileExport, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useWorkspace } from '../../app/session.tsx';
import { useChange, useRead } from '../../boundary/index.ts';
import type { OutputOf, PersonView } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Split } from '../../ui/split.tsx';
import { Empty, Failure, Loading, PageHeader } from '../../ui/states.tsx';
import { WrittenFile } from '../../ui/written-file.tsx';
import { AddPerson } from './add-person.tsx';
import styles from './people.module.css';
import { PersonPanel } from './person-panel.tsx';
import { Pending, PolicyFacts, PolicyMatrix, Survivability } from './policy-view.tsx';
import { CUSTODY_TEXT, ROLE_TEXT } from './wording.ts';

const COLUMNS: readonly Column<PersonView>[] = [
  {
    id: 'name',
    header: 'Name',
    width: '1.2fr',
    sortBy: ({ name }) => name.toLowerCase(),
    render: ({ name }) => (
      <span title={name} className={styles['name']}>
        {name}
      </span>
    ),
  },
  {
    id: 'roles',
    header: 'Roles',
    width: '1.4fr',
    render: ({ roles }) => {
      const text = roles.map((role) => ROLE_TEXT[role].one).join(', ');
      return <span title={text}>{text}</span>;
    },
  },
  {
    id: 'key',
    header: 'Key',
    width: '1.4fr',
    needs: 560,
    render: ({ keys }) => {
      const first = keys[0];
      if (first === undefined) return 'none';
      return (
        <span title={keys.map(({ fingerprint, custody }) => `${fingerprint}, ${CUSTODY_TEXT[custody]}`).join('\n')}>
          <span className={styles['mono']}>{first.fingerprint.slice(0, 18)}…</span>
          {keys.length > 1 ? ` and ${keys.length - 1} more` : ''}
        </span>
      );
    },
  },
  {
    id: 'custody',
    header: 'Held',
    width: '120px',
    needs: 720,
    render: ({ keys }) => [...new Set(keys.map(({ custody }) => custody))].join(', '),
  },
  {
    id: 'accepted',
    header: 'Genesis',
    width: '110px',
    needs: 420,
    sortBy: ({ accepted }) => (accepted ? 1 : 0),
    render: ({ accepted }) => (accepted ? 'accepted' : <strong>not accepted</strong>),
  },
];
const rowKey = ({ id }: PersonView): string => id;

/** Who may take part, with which keys, and who must agree to what. */
export function PeopleScreen() {
  const roster = useRead('people.read', {});
  const exported = useChange('people.export-allowed-signers');
  const { readOnlyBecause } = useWorkspace();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHeader
        title="People and policy"
        about="The roster and the policy are entries of the journal; both change only by the quorum of the policy in force."
      >
        <Button
          variant="default"
          leftSection={<IconFileExport size={16} />}
          loading={exported.isPending}
          onClick={() => {
            exported.mutate({});
          }}
        >
          Export allowed_signers
        </Button>
        <Button
          leftSection={<IconUserPlus size={16} />}
          disabled={readOnlyBecause !== null || roster.data === undefined}
          title={readOnlyBecause ?? undefined}
          onClick={() => {
            setAdding(true);
          }}
        >
          Add a person
        </Button>
      </PageHeader>
      {exported.error === null ? null : <Failure error={exported.error.error} />}
      {exported.data === undefined ? null : (
        <Panel title="For ssh-keygen -Y verify">
          <WrittenFile what="The list of who may sign (OpenSSH allowed_signers)" {...exported.data} />
        </Panel>
      )}
      {roster.error !== null && roster.data === undefined ? (
        <Failure error={roster.error.error} retry={() => void roster.refetch()} />
      ) : roster.data === undefined ? (
        <Loading label="Loading people" />
      ) : adding ? (
        <AddPerson
          roster={roster.data}
          onClose={() => {
            setAdding(false);
          }}
        />
      ) : (
        <Both roster={roster.data} />
      )}
    </>
  );
}

function Both({ roster }: { readonly roster: OutputOf<'people.read'> }) {
  return (
    <Tabs defaultValue="people" keepMounted={false} className={`fill ${styles['tabs'] ?? ''}`}>
      <Tabs.List>
        <Tabs.Tab value="people">People ({roster.people.length})</Tabs.Tab>
        <Tabs.Tab value="policy">Policy</Tabs.Tab>
        <Tabs.Tab
          value="lost"
          rightSection={
            roster.fragile.length === 0 ? null : (
              <Badge size="sm" circle={roster.fragile.length < 10} color="red" aria-label="rules at risk">
                {roster.fragile.length}
              </Badge>
            )
          }
        >
          If somebody is lost
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="people" pt="sm" className={styles['people'] ?? ''}>
        <People roster={roster} />
      </Tabs.Panel>
      <Tabs.Panel value="policy" pt="sm">
        <Stack gap="md">
          <PolicyMatrix policy={roster.policy} />
          <PolicyFacts roster={roster} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="lost" pt="sm">
        <Survivability roster={roster} />
      </Tabs.Panel>
    </Tabs>
  );
}

function People({ roster }: { readonly roster: OutputOf<'people.read'> }) {
  const [open, setOpen] = useState<string | null>(null);
  const settings = useRead('settings.read', {});
  const person = roster.people.find(({ id }) => id === open);
  const waiting = roster.people.filter(({ accepted }) => !accepted);
  const choose = useCallback(({ id }: PersonView) => {
    setOpen(id);
  }, []);
  return (
    <>
      <Pending pending={roster.pending} />
      {waiting.length === 0 ? null : (
        <Panel title="The genesis is not accepted by everybody" urgent>
          <Text size="sm">
            {waiting.length === roster.people.length ? 'Nobody has' : `${waiting.length} people have not`} compared and
            signed it yet. Until everybody has, only Practice vaults run. Open a person below and let them accept.
          </Text>
        </Panel>
      )}
      <Split
        list={
          <DataTable
            label="People of the roster"
            rows={roster.people}
            columns={COLUMNS}
            rowKey={rowKey}
            onOpen={choose}
            density={settings.data?.density ?? 'comfortable'}
            empty={<Empty icon={<IconUsers size={32} />} title="Nobody is in the roster" />}
          />
        }
        open={
          person === undefined ? null : (
            <PersonPanel
              key={person.id}
              person={person}
              onClose={() => {
                setOpen(null);
              }}
            />
          )
        }
      />
    </>
  );
}
