import { Anchor, Button, Code, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconArrowRight, IconFolderOpen, IconShieldExclamation } from '@tabler/icons-react';
import { useState } from 'react';
import { useSession } from '../../app/session.tsx';
import { Mark } from '../../app/shell.tsx';
import { useChange } from '../../boundary/index.ts';
import { Failure } from '../../ui/states.tsx';

/** What a newcomer sees: one click to something that works, and the way to the real thing. */
export function FirstRunScreen() {
  const { proposedFolder, sandboxed, version } = useSession();
  const make = useChange('workspace.make-practice');
  return (
    <main className="first-run">
      <Stack gap="lg" maw={880} w="100%">
        <Group gap="sm">
          <Mark size={36} />
          <div>
            <Title order={1} size="h2">
              Welcome to Claviger
            </Title>
            <Text c="dimmed">The console of the people who keep an organisation's keys.</Text>
          </div>
        </Group>
        {sandboxed ? null : (
          <p className="warning-line" role="note">
            <IconShieldExclamation size={16} aria-hidden /> Started as root: the browser has no sandbox, so only
            Practice workspaces open.
          </p>
        )}
        <Paper withBorder p="lg" radius="md">
          <Group justify="space-between" wrap="wrap" gap="lg">
            <Stack gap="xs" maw={520}>
              <Title order={2} size="h4">
                Practise first
              </Title>
              <Text size="sm">
                A workspace with made-up people, a believable estate of keys in three environments, and vaults with real
                cryptography on this computer. No cloud account, nothing to set up, nothing that can be broken.
              </Text>
              <Text size="sm" c="dimmed" component="div" className="wrap">
                It goes to <Code>{proposedFolder}</Code>
              </Text>
            </Stack>
            <Button
              size="md"
              autoFocus
              loading={make.isPending}
              rightSection={<IconArrowRight size={18} />}
              onClick={() => {
                make.mutate({});
              }}
            >
              Make a practice workspace
            </Button>
          </Group>
          {make.error === null ? null : (
            <Stack mt="md">
              <Failure error={make.error.error} />
            </Stack>
          )}
        </Paper>
        <Existing />
        <Text size="xs" c="dimmed">
          Claviger {version}. Nothing leaves this computer: the console makes no request to anywhere.
        </Text>
      </Stack>
    </main>
  );
}

function Existing() {
  const open = useChange('workspace.open');
  const [folder, setFolder] = useState('');
  return (
    <Paper withBorder p="lg" radius="md">
      <Stack gap="sm">
        <Title order={2} size="h4">
          Open a workspace that is there, or start a real one
        </Title>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (folder.trim() !== '') open.mutate({ folder: folder.trim() });
          }}
        >
          <Group align="flex-end" gap="sm">
            <TextInput
              className="grow"
              label="Folder of the workspace"
              placeholder="for example /home/you/claviger"
              value={folder}
              spellCheck={false}
              onChange={(event) => {
                setFolder(event.currentTarget.value);
              }}
            />
            <Button type="submit" variant="default" leftSection={<IconFolderOpen size={16} />} loading={open.isPending}>
              Open
            </Button>
          </Group>
        </form>
        {open.error === null ? null : <Failure error={open.error.error} />}
        <Text size="sm">
          A real one starts with its people. Write them down in a file and make the workspace in a terminal, where each
          person's own key can be brought along: <Code>claviger init --people people.json</Code>. Then open its folder
          here; each person accepts the first entry on the page <Anchor component="span">People and policy</Anchor>.
        </Text>
      </Stack>
    </Paper>
  );
}
