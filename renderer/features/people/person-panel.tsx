import { ActionIcon, Anchor, Badge, Button, Code, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconCheck, IconUserMinus, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useWorkspace } from '../../app/session.tsx';
import { useChange } from '../../boundary/index.ts';
import type { PersonView } from '../../../shared/contract/index.ts';
import { ConfirmTyped } from '../../ui/confirm-typed.tsx';
import { CopyButton } from '../../ui/digest.tsx';
import { Quiet } from '../../ui/panel.tsx';
import { SidePanel, SidePart } from '../../ui/split.tsx';
import { Failure } from '../../ui/states.tsx';
import styles from './people.module.css';
import { useWindow } from './use-window.ts';
import { WhoFirst } from './who-first.tsx';
import { CUSTODY_TEXT, ROLE_TEXT } from './wording.ts';

/** One person: roles, keys, acceptance, and the way out of the roster. */
export function PersonPanel({ person, onClose }: { readonly person: PersonView; readonly onClose: () => void }) {
  const { readOnlyBecause } = useWorkspace();
  return (
    <SidePanel
      about={person.id}
      title={person.name}
      actions={
        <ActionIcon variant="subtle" color="gray" aria-label="Close the person" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      }
    >
      <Text size="sm">
        <Code>{person.id}</Code> {person.madeUp ? <Quiet>made up, to practise with</Quiet> : null}
      </Text>
      <Group gap={6} my="xs">
        {person.roles.map((role) => (
          <Badge key={role} variant="default" radius="sm" tt="none">
            {ROLE_TEXT[role].one}
          </Badge>
        ))}
      </Group>
      <Title order={3} size="h6" mt="sm">
        Keys
      </Title>
      <Stack gap="xs" component="ul" className={styles['plain']}>
        {person.keys.map(({ fingerprint, publicKey, custody }) => (
          <li key={fingerprint}>
            <Group gap={4} wrap="nowrap" align="flex-start">
              <Code className="wrap">{fingerprint}</Code>
              <CopyButton text={publicKey} label="Copy public key" />
            </Group>
            <Text size="xs">
              <Quiet>
                {publicKey.split(' ')[0]}, {CUSTODY_TEXT[custody]}
              </Quiet>
            </Text>
          </li>
        ))}
      </Stack>
      {person.accepted ? null : <Accept key={person.id} person={person} isBarred={readOnlyBecause !== null} />}
      <Remove key={`remove ${person.id}`} person={person} readOnlyBecause={readOnlyBecause} />
    </SidePanel>
  );
}

function Accept({ person, isBarred }: { readonly person: PersonView; readonly isBarred: boolean }) {
  const accept = useChange('genesis.accept');
  const [isOpen, opened] = useWindow(useCallback(() => undefined, []));
  return (
    <SidePart>
      <Text size="sm" mb={6}>
        Has not accepted the genesis yet. Until everybody has, only Practice vaults run.
      </Text>
      <Button
        size="xs"
        variant="light"
        leftSection={<IconCheck size={14} />}
        disabled={isBarred}
        loading={accept.isPending}
        onClick={() => {
          accept.mutate(
            { person: person.id },
            {
              onSuccess: ({ task }) => {
                opened(task);
              },
            },
          );
        }}
      >
        Open the window to accept
      </Button>
      {isOpen ? (
        <Text size="sm" mt={4} role="status">
          A window has opened for {person.name}.
        </Text>
      ) : null}
      {accept.error === null ? null : <Failure error={accept.error.error} />}
    </SidePart>
  );
}

function Remove({ person, readOnlyBecause }: { readonly person: PersonView; readonly readOnlyBecause: string | null }) {
  const remove = useChange('people.remove');
  const [wanted, setWanted] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [ticket, setTicket] = useState('');
  const [reason, setReason] = useState('');
  if (remove.data !== undefined) {
    const { digest } = remove.data;
    return (
      <SidePart role="status">
        <Text size="sm">
          The plan to remove {person.name} is made. Others have to sign it; then it holds at once.{' '}
          <Anchor inherit renderRoot={(props) => <Link {...props} to="/approvals/$digest" params={{ digest }} />}>
            Go to the plan
          </Anchor>
        </Text>
      </SidePart>
    );
  }
  if (!wanted) {
    return (
      <SidePart>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUserMinus size={14} />}
          disabled={readOnlyBecause !== null}
          title={readOnlyBecause ?? undefined}
          onClick={() => {
            setWanted(true);
          }}
        >
          Remove from the roster
        </Button>
      </SidePart>
    );
  }
  return (
    <SidePart>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ticket.trim() !== '' && reason.trim() !== '') setConfirming(true);
        }}
      >
        <Stack gap="xs">
          <TextInput
            label="Ticket"
            required
            maxLength={100}
            value={ticket}
            onChange={(event) => {
              setTicket(event.currentTarget.value);
            }}
          />
          <TextInput
            label="Reason"
            required
            maxLength={500}
            value={reason}
            onChange={(event) => {
              setReason(event.currentTarget.value);
            }}
          />
          {remove.error === null ? null : <Failure error={remove.error.error} />}
          <Group gap="sm">
            <WhoFirst>
              <Button type="submit" size="xs" color="red" loading={remove.isPending}>
                Ask to remove {person.name}
              </Button>
            </WhoFirst>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setWanted(false);
              }}
            >
              Cancel
            </Button>
          </Group>
        </Stack>
      </form>
      <ConfirmTyped
        opened={confirming}
        title={`Remove ${person.name}?`}
        expected={person.id}
        action="Make the plan"
        onClose={() => {
          setConfirming(false);
        }}
        onConfirm={() => {
          setConfirming(false);
          remove.mutate({ person: person.id, ticket: ticket.trim(), reason: reason.trim() });
        }}
      >
        A plan will be made for others to sign. When they have, {person.name} signs nothing any more, at once. What they
        signed before stays valid.
      </ConfirmTyped>
    </SidePart>
  );
}
