import { Kbd, Modal, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { useChange } from '../boundary/index.ts';
import { useListing } from '../inventory/index.ts';
import { EnvironmentBadge } from '../ui/badges.tsx';
import { ENVIRONMENTS, type Environment } from '../../shared/policy.ts';
import { PLACES } from './navigation.ts';
import { useEnvironment } from './session.tsx';
import { useWho } from './who.tsx';

interface Command {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly environment?: Environment;
  readonly run: () => void;
}

const LONGEST_LIST = 50;

/** Go anywhere, find a key, start something: by typing. */
export function Palette({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size="lg">
      <Modal.Overlay />
      <Modal.Content aria-label="Command palette">
        <Modal.Body p={0}>
          <List onClose={onClose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function List({ onClose }: { readonly onClose: () => void }) {
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const { commands, isWhole } = useCommands();
  const found = useMemo(() => matching(commands, search), [commands, search]);
  const at = Math.min(active, Math.max(0, found.length - 1));
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setActive(Math.min(found.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, at - 1));
    else if (event.key === 'Enter') run(found[at]);
    else return;
    event.preventDefault();
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div>
      <TextInput
        autoFocus
        data-autofocus
        variant="unstyled"
        size="md"
        px="md"
        role="combobox"
        aria-label="What to do"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
        placeholder="Go to, find a key, or do something"
        leftSection={<IconSearch size={18} />}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className="palette-list" role="listbox" id={`${id}-list`} aria-label="Commands">
        {found.map((command, index) => (
          <div
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className="palette-option"
            onClick={() => {
              run(command);
            }}
          >
            <span className="palette-label">{command.label}</span>
            {command.environment === undefined ? null : <EnvironmentBadge environment={command.environment} />}
            {command.hint === undefined ? null : <Kbd size="xs">{command.hint}</Kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 ? (
        <Text size="sm" c="dimmed" p="md" role="status">
          {isWhole ? 'Nothing is called that.' : 'Nothing is called that, but not all keys have been read.'}
        </Text>
      ) : null}
    </div>
  );
}

function useCommands(): { readonly commands: readonly Command[]; readonly isWhole: boolean } {
  const navigate = useNavigate();
  const { choose } = useEnvironment();
  const { person, askWho } = useWho();
  const { mutate: lock } = useChange('person.lock');
  const { mutate: verify } = useChange('journal.verify');
  const { rows: keys, isWhole } = useListing(null);
  const commands = useMemo(() => {
    const places = PLACES.map(({ to, label, hotkey }): Command => ({
      id: to,
      label: `Go to ${label}`,
      hint: `g ${hotkey}`,
      run: () => void navigate({ to }),
    }));
    const doing: readonly Command[] = [
      { id: 'rotate', label: 'Rotate a key', run: () => void navigate({ to: '/rotate', search: {} }) },
      { id: 'create', label: 'Create a new key', run: () => void navigate({ to: '/create' }) },
      {
        id: 'verify',
        label: 'Verify the journal now',
        run: () => {
          verify({});
          void navigate({ to: '/journal' });
        },
      },
      {
        id: 'who',
        label: person === null ? 'Say who you are' : 'Somebody else is at the screen',
        hint: 'w',
        run: askWho,
      },
      ...(person === null
        ? []
        : [
            {
              id: 'lock',
              label: 'Lock',
              hint: 'Ctrl L',
              run: () => {
                lock({});
              },
            },
          ]),
    ];
    const environments = ENVIRONMENTS.map((environment): Command => ({
      id: `show ${environment}`,
      label: `Show ${environment} only`,
      environment,
      run: () => {
        choose(environment);
      },
    }));
    const all: Command = {
      id: 'show all',
      label: 'Show all environments',
      run: () => {
        choose(null);
      },
    };
    const found = keys.map(({ id, name, environment }): Command => ({
      id: `key ${environment} ${id}`,
      label: name,
      environment,
      run: () => void navigate({ to: '/keys/$environment/$id', params: { environment, id } }),
    }));
    return [...places, ...doing, ...environments, all, ...found];
  }, [navigate, choose, person, askWho, lock, verify, keys]);
  return { commands, isWhole };
}

/** Commands whose label has every word of the search, the best first: those that begin with it. */
function matching(commands: readonly Command[], search: string): readonly Command[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const first = words[0] ?? '';
  const rank = ({ label }: Command): number => (label.toLowerCase().startsWith(first) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, LONGEST_LIST);
}
