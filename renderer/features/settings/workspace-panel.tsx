import { Button, Code, Group, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useWorkspace } from '../../app/session.tsx';
import { useChange } from '../../boundary/index.ts';
import { EnvironmentBadge } from '../../ui/badges.tsx';
import { CopyButton, Digest } from '../../ui/digest.tsx';
import { Panel, Quiet } from '../../ui/panel.tsx';
import { Failure } from '../../ui/states.tsx';
import styles from './settings.module.css';

/** The open workspace, what it is connected to, and the way to another one. */
export function WorkspacePanel() {
  const { id, folder, mode, readOnlyBecause, sample, environments } = useWorkspace();
  return (
    <Panel title="Workspace">
      <dl className={styles['facts']}>
        <dt>Folder</dt>
        <dd>
          <Code className="wrap">{folder}</Code> <CopyButton text={folder} label="Copy folder" />
        </dd>
        <dt>Id</dt>
        <dd>
          <Digest digest={id} label="Copy workspace id" />
          <Quiet>SHA-256 of its first entry. Pin it on the machines of people who sign elsewhere.</Quiet>
        </dd>
        <dt>Open for</dt>
        <dd>{mode === 'writing' ? 'reading and writing' : `reading only. ${readOnlyBecause ?? ''}`}</dd>
        <dt>People</dt>
        <dd>{sample ? 'all made up: what they sign proves nothing about anybody' : 'real'}</dd>
        <dt>Connections</dt>
        <dd>
          {environments.every(({ connections }) => connections.length === 0) ? 'none' : null}
          <ul className={styles['plain']}>
            {environments.flatMap(({ environment, connections }) =>
              connections.map((connection) => (
                <li key={connection.id}>
                  <EnvironmentBadge environment={environment} /> {connection.id}: {connection.where},{' '}
                  {connection.provider}, enforcement {connection.enforcement}
                </li>
              )),
            )}
          </ul>
        </dd>
      </dl>
      <OpenAnother />
    </Panel>
  );
}

function OpenAnother() {
  const open = useChange('workspace.open');
  const queries = useQueryClient();
  const [folder, setFolder] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (folder.trim() === '') return;
        open.mutate({ folder: folder.trim() }, { onSuccess: () => void queries.invalidateQueries() });
      }}
    >
      <Group align="flex-end" gap="sm" mb={open.error === null ? 0 : 'sm'}>
        <TextInput
          className="grow"
          label="Open another workspace"
          description="Its folder on this computer; whoever is at the screen is locked out first"
          maxLength={4096}
          spellCheck={false}
          autoComplete="off"
          value={folder}
          onChange={(event) => {
            setFolder(event.currentTarget.value);
          }}
        />
        <Button
          type="submit"
          variant="default"
          leftSection={<IconFolderOpen size={16} />}
          loading={open.isPending}
          disabled={folder.trim() === ''}
        >
          Open
        </Button>
      </Group>
      {open.error === null ? null : <Failure error={open.error.error} />}
    </form>
  );
}
