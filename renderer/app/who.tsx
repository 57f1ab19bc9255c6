import { Button, Group, Modal, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconKey, IconSearch } from '@tabler/icons-react';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { useChange, useEvent, useRead } from '../boundary/index.ts';
import type { ConsoleEvent, PersonView, SessionView } from '../../shared/contract/index.ts';
import { Failure, Loading } from '../ui/states.tsx';
import { useSession } from './session.tsx';

interface Who {
  /** Who is at the screen; null: nobody has said so. */
  readonly person: SessionView['person'];
  /** Asks who is at the screen. */
  readonly askWho: () => void;
}

const WhoContext = createContext<Who>({ person: null, askWho: () => undefined });

/** Who is at the screen, and the way to ask. */
export function useWho(): Who {
  return useContext(WhoContext);
}

/** Holds the question "Who is at the screen?" for everything below. */
export function WhoProvider({ children }: { readonly children: ReactNode }) {
  const { person } = useSession();
  const [opened, setOpened] = useState(false);
  const askWho = useCallback(() => {
    setOpened(true);
  }, []);
  const who = useMemo(() => ({ person, askWho }), [person, askWho]);
  const close = useCallback(() => {
    setOpened(false);
  }, []);
  return (
    <WhoContext value={who}>
      {children}
      <Modal opened={opened} onClose={close} title="Who is at the screen?" size="md">
        <Chooser onDone={close} />
      </Modal>
    </WhoContext>
  );
}

function Chooser({ onDone }: { readonly onDone: () => void }) {
  const people = useRead('people.read', {});
  const unlock = useChange('person.unlock');
  const [search, setSearch] = useState('');
  const [asked, setAsked] = useState<{ task: string; name: string } | null>(null);
  const hear = useCallback(
    (event: ConsoleEvent) => {
      if (event.type !== 'task.ended' || event.task !== asked?.task) return;
      if (event.outcome === 'done') onDone();
      else setAsked(null);
    },
    [asked, onDone],
  );
  useEvent(hear);
  if (people.error !== null) return <Failure error={people.error.error} retry={() => void people.refetch()} />;
  if (people.data === undefined) return <Loading rows={5} />;
  const choose = (person: PersonView): void => {
    unlock.mutate(
      { person: person.id },
      {
        onSuccess: ({ task }) => {
          setAsked({ task, name: person.name });
        },
      },
    );
  };
  const wanted = search.trim().toLowerCase();
  const found = people.data.people.filter(({ name, roles }) =>
    `${name} ${roles.join(' ')}`.toLowerCase().includes(wanted),
  );
  if (asked !== null)
    return (
      <Waiting
        name={asked.name}
        onBack={() => {
          setAsked(null);
        }}
      />
    );
  return (
    <Stack gap="sm">
      <Text size="sm">
        What you ask for is asked in this name. Signing always takes a fresh passphrase in a window of its own.
      </Text>
      {unlock.error === null ? null : <Failure error={unlock.error.error} />}
      <TextInput
        autoFocus
        data-autofocus
        aria-label="Search people"
        placeholder="Name or role"
        leftSection={<IconSearch size={16} />}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
        }}
      />
      <ScrollArea.Autosize mah={360}>
        <Stack gap={2} role="list" aria-label="People">
          {found.map((person) => (
            <div role="listitem" key={person.id}>
              <UnstyledButton
                className="choice"
                onClick={() => {
                  choose(person);
                }}
              >
                <span className="choice-name">{person.name}</span>
                <Text component="span" size="xs" c="dimmed">
                  {person.roles.join(', ')}
                  {person.hasConsoleKey ? '' : ' · signs with a key of their own'}
                </Text>
              </UnstyledButton>
            </div>
          ))}
          {found.length === 0 ? (
            <Text size="sm" c="dimmed">
              Nobody of the roster is called that.
            </Text>
          ) : null}
        </Stack>
      </ScrollArea.Autosize>
    </Stack>
  );
}

function Waiting({ name, onBack }: { readonly name: string; readonly onBack: () => void }) {
  return (
    <Stack gap="sm" role="status">
      <Group gap="sm" wrap="nowrap">
        <IconKey size={20} />
        <Text size="sm">
          A window has opened for {name}. Passphrases are typed there and nowhere else; this page never sees them.
        </Text>
      </Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          Choose somebody else
        </Button>
      </Group>
    </Stack>
  );
}
