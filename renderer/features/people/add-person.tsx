import {
  Button,
  Checkbox,
  Group,
  List,
  Paper,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useChange } from '../../boundary/index.ts';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { ROLES } from '../../../shared/people.ts';
import { ruleFor } from '../../../shared/policy.ts';
import { Failure } from '../../ui/states.tsx';
import { EMPTY, problemsOf, wishOf, type Fields } from './new-person.ts';
import { useWindow } from './use-window.ts';
import { WhoFirst } from './who-first.tsx';
import { needsText, ROLE_TEXT } from './wording.ts';

type Roster = OutputOf<'people.read'>;
/** Where changes of the roster are judged. */
const ENVIRONMENT = 'production';

/** Asks for a new person of the roster: who they are, who vouches, how they will sign. */
export function AddPerson({ roster, onClose }: { readonly roster: Roster; readonly onClose: () => void }) {
  const [fields, setFields] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const add = useChange('people.add');
  const navigate = useNavigate();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const [isOpen, opened] = useWindow(
    useCallback(
      ({ outcome, digest }) => {
        if (outcome === 'done' && digest !== null) void navigate({ to: '/approvals/$digest', params: { digest } });
      },
      [navigate],
    ),
  );
  const problems = problemsOf(fields);
  const shown = tried ? problems : {};
  const change = (changes: Partial<Fields>): void => {
    setFields((before) => ({ ...before, ...changes }));
  };
  const submit = (): void => {
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    add.mutate(wishOf(fields), {
      onSuccess: ({ task }) => {
        opened(task);
      },
    });
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="add-person" mb="md">
      <Title order={2} size="h5" id="add-person" ref={heading} tabIndex={-1}>
        Add a person
      </Title>
      <Explanation roster={roster} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" verticalSpacing="sm">
            <TextInput
              label="Name"
              description="As others know the person; it stands in the journal for good"
              maxLength={100}
              autoComplete="off"
              value={fields.name}
              error={shown.name}
              onChange={(event) => {
                change({ name: event.currentTarget.value });
              }}
            />
            <Select
              label="Vouched for by"
              description="Who of the roster knows that this is the person"
              data={roster.people.map(({ id, name, roles }) => ({ value: id, label: `${name} (${roles.join(', ')})` }))}
              searchable
              value={fields.voucher}
              error={shown.voucher}
              onChange={(voucher) => {
                change({ voucher });
              }}
            />
          </SimpleGrid>
          <RoleFields fields={fields} problem={shown.roles} onChange={change} />
          <KeyFields fields={fields} problem={shown.publicKey} onChange={change} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" verticalSpacing="sm">
            <TextInput
              label="Ticket"
              description="Where this was asked for"
              maxLength={100}
              autoComplete="off"
              value={fields.ticket}
              error={shown.ticket}
              onChange={(event) => {
                change({ ticket: event.currentTarget.value });
              }}
            />
            <TextInput
              label="Reason"
              description="Everybody who signs reads it; no secrets"
              maxLength={500}
              autoComplete="off"
              value={fields.reason}
              error={shown.reason}
              onChange={(event) => {
                change({ reason: event.currentTarget.value });
              }}
            />
          </SimpleGrid>
          {add.error === null ? null : <Failure error={add.error.error} />}
          {isOpen ? (
            <Text size="sm" role="status">
              A window has opened for {fields.name.trim()}. They prove there that they hold their key; this page never
              sees a passphrase.
            </Text>
          ) : null}
          <Group gap="sm">
            <WhoFirst>
              <Button type="submit" loading={add.isPending}>
                {isOpen ? 'Show the window again' : 'Hand over to the person'}
              </Button>
            </WhoFirst>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

interface Part {
  readonly fields: Fields;
  readonly problem: string | undefined;
  readonly onChange: (changes: Partial<Fields>) => void;
}

function RoleFields({ fields, problem, onChange }: Part) {
  return (
    <Checkbox.Group
      label="Roles"
      value={[...fields.roles]}
      error={problem}
      onChange={(roles) => {
        onChange({ roles: ROLES.filter((role) => roles.includes(role)) });
      }}
    >
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} spacing="xs" mt={4}>
        {ROLES.map((role) => (
          <Checkbox key={role} value={role} label={ROLE_TEXT[role].one} description={ROLE_TEXT[role].does} />
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  );
}

function KeyFields({ fields, problem, onChange }: Part) {
  return (
    <>
      <Radio.Group
        label="How the person signs"
        value={fields.key}
        onChange={(kind) => {
          onChange({ key: kind === 'own' ? 'own' : 'console-held' });
        }}
      >
        <Stack gap={6} mt={4}>
          <Radio value="console-held" label="This console makes a key; the person chooses its passphrase" />
          <Radio value="own" label="With a key of their own, on their own machine or in hardware" />
        </Stack>
      </Radio.Group>
      {fields.key === 'own' ? (
        <Textarea
          label="Public key (OpenSSH)"
          description="One line of the .pub file: ssh-ed25519, ecdsa-sha2-nistp256, sk-ssh-ed25519@openssh.com, or RSA of 3072 bit and more"
          autosize
          minRows={2}
          maxRows={6}
          maxLength={8000}
          spellCheck={false}
          value={fields.publicKey}
          error={problem}
          onChange={(event) => {
            onChange({ publicKey: event.currentTarget.value });
          }}
        />
      ) : null}
    </>
  );
}

function Explanation({ roster: { policy } }: { readonly roster: Roster }) {
  const rule = ruleFor(policy, ENVIRONMENT, 'people');
  return (
    <List size="sm" my="sm" spacing={2} type="ordered">
      <List.Item>The person proves in a window of its own that they hold their key.</List.Item>
      <List.Item>
        From that comes a plan.{' '}
        {rule === null ? 'No rule allows it: it will be refused.' : `${needsText(rule)} have to sign it.`}
      </List.Item>
      <List.Item>
        It comes into force {policy.changeDelayHours} hours after it was approved; until then one no stops it.
      </List.Item>
    </List>
  );
}
