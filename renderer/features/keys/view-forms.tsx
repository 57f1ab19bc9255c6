import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { SavedView } from '../../../shared/contract/index.ts';

const LONGEST_NAME = 60;

/** Asks for the name of a new view. A name that is taken means that view. */
export function NameView({
  taken,
  isFull,
  onName,
  onCancel,
}: {
  readonly taken: readonly string[];
  readonly isFull: boolean;
  readonly onName: (name: string) => void;
  readonly onCancel: () => void;
}) {
  const [typed, setTyped] = useState('');
  const name = typed.trim();
  const replaces = taken.includes(name);
  const refused = isFull && !replaces;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== '' && !refused) onName(name);
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label="Name of the view"
          description="It remembers the environment, the search, the states and the rotation filter."
          maxLength={LONGEST_NAME}
          value={typed}
          error={refused ? 'There are as many views as can be kept. Delete one first.' : null}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" disabled={name === '' || refused}>
            {replaces ? 'Replace the view of this name' : 'Save the view'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The saved views, to be renamed or deleted. */
export function ManageViews({
  views,
  onRename,
  onDelete,
}: {
  readonly views: readonly SavedView[];
  readonly onRename: (from: string, to: string) => void;
  readonly onDelete: (name: string) => void;
}) {
  return (
    <Stack gap="xs" role="list" aria-label="Saved views">
      {views.map(({ name }) => (
        <div role="listitem" key={name}>
          <OneView
            name={name}
            taken={views.map((view) => view.name)}
            onRename={(to) => {
              onRename(name, to);
            }}
            onDelete={() => {
              onDelete(name);
            }}
          />
        </div>
      ))}
    </Stack>
  );
}

function OneView({
  name,
  taken,
  onRename,
  onDelete,
}: {
  readonly name: string;
  readonly taken: readonly string[];
  readonly onRename: (to: string) => void;
  readonly onDelete: () => void;
}) {
  const [typed, setTyped] = useState(name);
  const to = typed.trim();
  const isTaken = to !== name && taken.includes(to);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (to !== '' && to !== name && !isTaken) onRename(to);
      }}
    >
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <TextInput
          className="grow"
          aria-label={`Name of ${name}`}
          maxLength={LONGEST_NAME}
          value={typed}
          error={isTaken ? 'Another view has this name.' : null}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
        <Button type="submit" variant="default" disabled={to === '' || to === name || isTaken}>
          Rename
        </Button>
        <ActionIcon variant="default" size={34} aria-label={`Delete ${name}`} onClick={onDelete}>
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
    </form>
  );
}
