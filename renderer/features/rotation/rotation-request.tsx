import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useChange, useRead } from '../../boundary/index.ts';
import type { KeyDetail } from '../../../shared/contract/index.ts';
import type { Environment } from '../../../shared/policy.ts';
import { DueBadge, StateBadge } from '../../ui/badges.tsx';
import { BlastRadius } from '../../ui/blast-radius.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { UtcTime } from '../../ui/time.tsx';
import { useHurdles } from './action-bar.tsx';
import { Fact, Facts, LastUse } from './facts.tsx';
import { AskForPlan, useRequest } from './request-fields.tsx';
import styles from './stages.module.css';

/** Asks why this key is to be rotated, beside what hangs on it, and has the plan made. */
export function RotationRequest({
  environment,
  id,
  onPlanned,
}: {
  readonly environment: Environment;
  readonly id: string;
  readonly onPlanned: (digest: string) => void;
}) {
  const key = useRead('keys.show', { environment, key: id });
  const plan = useChange('rotation.plan');
  const hurdles = useHurdles({ inAName: true });
  const { request, change, isComplete } = useRequest();
  if (key.error !== null) return <Failure error={key.error.error} retry={() => void key.refetch()} />;
  if (key.data === undefined) return <Loading label="Reading the key" />;
  const { rotation } = key.data;
  const canAsk = isComplete && !hurdles.blocked && rotation.blocked === null && !plan.isPending;
  return (
    <div className={styles['columns']}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!canAsk) return;
          plan.mutate(
            { environment, key: id, ...request },
            {
              onSuccess: ({ digest }) => {
                onPlanned(digest);
              },
            },
          );
        }}
      >
        <Stack gap="sm">
          <Title order={2} size="h5">
            Ask for a plan
          </Title>
          <Text size="sm">
            Making a plan changes nothing. It works out exactly what would be done, for others to read and sign.
          </Text>
          {rotation.blocked === null ? null : (
            <Alert color="red" icon={<IconAlertTriangle size={18} />} title="This key cannot be rotated now">
              {rotation.blocked}
            </Alert>
          )}
          <AskForPlan
            onChange={change}
            hurdles={hurdles}
            doing="A rotation is asked for"
            canAsk={canAsk}
            isPending={plan.isPending}
            failure={plan.error}
          />
        </Stack>
      </form>
      <KeySummary detail={key.data} />
    </div>
  );
}

function KeySummary({ detail }: { readonly detail: KeyDetail }) {
  const { rotation, lastUse } = detail;
  return (
    <Panel
      title={detail.name}
      aside={
        <Group gap={6}>
          <StateBadge state={detail.state} />
          <DueBadge due={detail.due} />
        </Group>
      }
    >
      <Stack gap="sm">
        <Facts>
          <Fact label="Kind">{detail.spec}</Fact>
          <Fact label="Version now">{detail.version}</Fact>
          <Fact label="How">
            {rotation.method === 'in-place'
              ? 'In place: a new version; the key id stays'
              : 'By replacement: a new key, and the aliases are moved to it'}
          </Fact>
          <Fact label="Last rotated">
            <UtcTime at={detail.lastRotatedAt} precision="minute" />
          </Fact>
          <Fact label="Last used">
            <LastUse use={lastUse} />
          </Fact>
          {rotation.onDemandLimit === null ? null : (
            <Fact label="On-demand rotations">
              {rotation.onDemandUsed} of {rotation.onDemandLimit} used
            </Fact>
          )}
        </Facts>
        <Title order={3} size="h6">
          What hangs on it
        </Title>
        <BlastRadius name={detail.name} dependants={detail.dependants} aliases={detail.aliases} />
        <Button component={Link} to="/rotate" variant="subtle" size="compact-sm" w="fit-content">
          Choose another key
        </Button>
      </Stack>
    </Panel>
  );
}
