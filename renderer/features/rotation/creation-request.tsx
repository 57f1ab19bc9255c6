import { NativeSelect, NumberInput, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useWorkspace } from '../../app/session.tsx';
import { useChange } from '../../boundary/index.ts';
import type { InputOf } from '../../../shared/contract/index.ts';
import { ENVIRONMENTS, type Environment } from '../../../shared/policy.ts';
import { useHurdles } from './action-bar.tsx';
import { AskForPlan, useRequest } from './request-fields.tsx';
import styles from './stages.module.css';

type Wanted = Pick<InputOf<'creation.plan'>, 'alias' | 'spec' | 'description' | 'owner' | 'automaticDays'>;

const KINDS: readonly (readonly [Wanted['spec'], string])[] = [
  ['SYMMETRIC_DEFAULT', 'Encrypts and decrypts (AES-256)'],
  ['RSA_3072', 'Signs or decrypts, RSA 3072 bit'],
  ['RSA_4096', 'Signs or decrypts, RSA 4096 bit'],
  ['ECC_NIST_P256', 'Signs, ECDSA P-256'],
  ['ECC_NIST_P384', 'Signs, ECDSA P-384'],
  ['HMAC_256', 'Makes MACs (HMAC-SHA-256)'],
];
const ALIAS = /^[A-Za-z0-9/_-]+$/;

/** Says what the new key shall be and why, and has the plan made. */
export function CreationRequest({
  environment,
  onEnvironment,
  onPlanned,
}: {
  readonly environment: Environment;
  readonly onEnvironment: (environment: Environment) => void;
  readonly onPlanned: (digest: string) => void;
}) {
  const { environments } = useWorkspace();
  const plan = useChange('creation.plan');
  const hurdles = useHurdles({ inAName: true });
  const { request, change, isComplete } = useRequest();
  const [wanted, setWanted] = useState<Wanted>({
    alias: '',
    spec: 'SYMMETRIC_DEFAULT',
    description: '',
    owner: '',
    automaticDays: null,
  });
  const want = (changes: Partial<Wanted>): void => {
    setWanted((before) => ({ ...before, ...changes }));
  };
  const alias = wanted.alias.trim();
  const description = wanted.description.trim();
  const owner = wanted.owner.trim();
  const isConnected = environments.some((one) => one.environment === environment && one.connections.length > 0);
  const isWhole = isComplete && ALIAS.test(alias) && description !== '' && owner !== '' && isConnected;
  const canAsk = isWhole && !hurdles.blocked && !plan.isPending;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!canAsk) return;
        const automaticDays = wanted.spec === 'SYMMETRIC_DEFAULT' ? wanted.automaticDays : null;
        plan.mutate(
          { environment, ...wanted, alias, description, owner, automaticDays, ...request },
          {
            onSuccess: ({ digest }) => {
              onPlanned(digest);
            },
          },
        );
      }}
    >
      <div className={styles['columns']}>
        <KeyFields
          environment={environment}
          onEnvironment={onEnvironment}
          isConnected={isConnected}
          wanted={wanted}
          want={want}
        />
        <Stack gap="sm">
          <Title order={2} size="h5">
            The request
          </Title>
          <Text size="sm">
            Making a plan creates nothing. It works out exactly what would be done, for others to read and sign.
          </Text>
          <AskForPlan
            onChange={change}
            hurdles={hurdles}
            doing="A key is asked for"
            canAsk={canAsk}
            isPending={plan.isPending}
            failure={plan.error}
          />
        </Stack>
      </div>
    </form>
  );
}

/** What the key shall be. */
function KeyFields({
  environment,
  onEnvironment,
  isConnected,
  wanted,
  want,
}: {
  readonly environment: Environment;
  readonly onEnvironment: (environment: Environment) => void;
  readonly isConnected: boolean;
  readonly wanted: Wanted;
  readonly want: (changes: Partial<Wanted>) => void;
}) {
  const alias = wanted.alias.trim();
  const aliasProblem = alias === '' || ALIAS.test(alias) ? null : 'Letters, digits, slash, hyphen and underscore only';
  const isSymmetric = wanted.spec === 'SYMMETRIC_DEFAULT';
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        The key
      </Title>
      <NativeSelect
        label="Environment"
        value={environment}
        error={isConnected ? null : 'Nothing is connected there; choose another environment'}
        data={[...ENVIRONMENTS]}
        onChange={(event) => {
          onEnvironment(event.currentTarget.value as Environment);
        }}
      />
      <TextInput
        label="Alias"
        description="What applications will call it. They never need its key id"
        placeholder="for example payments/card-vault"
        required
        maxLength={200}
        error={aliasProblem}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          want({ alias: event.currentTarget.value });
        }}
      />
      <NativeSelect
        label="Kind"
        value={wanted.spec}
        data={KINDS.map(([value, label]) => ({ value, label: `${label} · ${value}` }))}
        onChange={(event) => {
          want({ spec: event.currentTarget.value as Wanted['spec'] });
        }}
      />
      <TextInput
        label="Owner"
        description="Who is answerable for what it protects"
        required
        maxLength={100}
        onChange={(event) => {
          want({ owner: event.currentTarget.value });
        }}
      />
      <TextInput
        label="Description"
        required
        maxLength={200}
        onChange={(event) => {
          want({ description: event.currentTarget.value });
        }}
      />
      <Switch
        label="The provider rotates it by itself"
        description={isSymmetric ? undefined : 'Keys of this kind are replaced instead'}
        disabled={!isSymmetric}
        checked={isSymmetric && wanted.automaticDays !== null}
        onChange={(event) => {
          want({ automaticDays: event.currentTarget.checked ? 365 : null });
        }}
      />
      {isSymmetric && wanted.automaticDays !== null ? (
        <NumberInput
          label="Every (days)"
          min={1}
          max={2560}
          allowDecimal={false}
          clampBehavior="strict"
          value={wanted.automaticDays}
          onChange={(value) => {
            want({ automaticDays: typeof value === 'number' && value >= 1 ? value : 365 });
          }}
        />
      ) : null}
    </Stack>
  );
}
