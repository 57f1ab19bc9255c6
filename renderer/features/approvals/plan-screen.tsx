import { Button, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { PlanState, PlanView } from '../../../shared/contract/index.ts';
import { EnvironmentBadge, PlanBadge } from '../../ui/badges.tsx';
import { PageHeader } from '../../ui/states.tsx';
import {
  Entries,
  Hanging,
  keyPlanOf,
  PlanFacts,
  PlanReader,
  planSearch,
  planTitle,
  RunPanel,
  SignOff,
  Steps,
  Transcript,
  VerifyStage,
} from '../rotation/index.ts';
import { PlanLines } from './plan-lines.tsx';
import styles from './plan-screen.module.css';

/** One plan, whole: where it stands, what it says, who signed, what came of it. */
export function PlanScreen({ digest }: { readonly digest: string }) {
  return <PlanReader digest={digest}>{(view) => <Whole view={view} />}</PlanReader>;
}

const STARTED: readonly PlanState[] = ['running', 'interrupted', 'done', 'failed'];

type Tab = 'run' | 'sign-off' | 'plan' | 'fields' | 'record';

function Whole({ view }: { readonly view: PlanView }) {
  const { summary } = view;
  const isStarted = STARTED.includes(summary.state);
  const hasRun = isStarted || summary.state === 'ready';
  const [wish, setWish] = useState<Tab | null>(null);
  const tab = wish ?? (hasRun ? 'run' : 'sign-off');
  return (
    <>
      <PageHeader title={planTitle(summary)} about={`${summary.ticket}: ${summary.reason}`}>
        <EnvironmentBadge environment={summary.environment} />
        <PlanBadge state={summary.state} />
        <InWizard view={view} />
      </PageHeader>
      <div className={styles['frame']} data-environment={summary.environment}>
        <Tabs
          value={tab}
          onChange={(value) => {
            setWish(value as Tab | null);
          }}
          keepMounted={false}
        >
          <Tabs.List aria-label="Parts of the plan">
            {hasRun ? <Tabs.Tab value="run">{isStarted ? 'Run' : 'Carry out'}</Tabs.Tab> : null}
            <Tabs.Tab value="sign-off">Sign-off</Tabs.Tab>
            <Tabs.Tab value="plan">What will happen</Tabs.Tab>
            <Tabs.Tab value="fields">Every field</Tabs.Tab>
            <Tabs.Tab value="record">Record</Tabs.Tab>
          </Tabs.List>
          <div className={styles['part']}>
            {hasRun ? (
              <Tabs.Panel value="run">
                <RunOf view={view} />
              </Tabs.Panel>
            ) : null}
            <Tabs.Panel value="sign-off">
              <SignOff view={view} />
            </Tabs.Panel>
            <Tabs.Panel value="plan">
              <What view={view} />
            </Tabs.Panel>
            <Tabs.Panel value="fields">
              <PlanLines lines={view.lines} />
            </Tabs.Panel>
            <Tabs.Panel value="record">
              <div className={styles['columns']}>
                <Entries digest={view.digest} />
                {isStarted && summary.state !== 'running' ? <Transcript digest={view.digest} /> : null}
              </div>
            </Tabs.Panel>
          </div>
        </Tabs>
      </div>
    </>
  );
}

/** Plans for a key have a wizard that says what comes next. */
function InWizard({ view }: { readonly view: PlanView }) {
  const { operation, environment } = view.summary;
  if (keyPlanOf(view.plan) === null || (operation !== 'rotate' && operation !== 'create')) return null;
  return (
    <Button
      size="xs"
      variant="default"
      rightSection={<IconArrowRight size={14} />}
      renderRoot={(props) => <Link to="/rotate" search={planSearch(environment, view.digest)} {...props} />}
    >
      Go on in the wizard
    </Button>
  );
}

function RunOf({ view }: { readonly view: PlanView }) {
  const { state } = view.summary;
  if (state === 'ready' || state === 'running') return <RunPanel view={view} />;
  return (
    <Stack gap="md">
      <VerifyStage view={view} onGoOn={null} />
      {view.run === null || state !== 'done' ? null : (
        <details className={styles['details']}>
          <summary>The steps as they went</summary>
          <RunPanel view={view} />
        </details>
      )}
    </Stack>
  );
}

/** What it is about: steps and blast radius, or the change of the roster. */
function What({ view }: { readonly view: PlanView }) {
  const key = keyPlanOf(view.plan);
  return (
    <div className={styles['columns']}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          What will happen
        </Title>
        {key === null ? <Change view={view} /> : <Steps steps={key.steps} />}
      </Stack>
      <Stack gap="md">
        <PlanFacts view={view} />
        {key === null ? null : <Hanging plan={key} />}
      </Stack>
    </div>
  );
}

function Change({ view }: { readonly view: PlanView }) {
  const { plan, lines } = view;
  if (plan.type === 'claviger.plan.v1') return null;
  const hours = plan.delayHours;
  return (
    <>
      <Group gap="xs">
        <Text size="sm">
          {hours === 0
            ? 'It comes into force as soon as it is carried out.'
            : `It comes into force ${hours} h after it was carried out, unless somebody says no before.`}{' '}
          It calls no provider and touches no key.
        </Text>
      </Group>
      <PlanLines lines={lines.filter(({ section }) => section === 'What changes')} />
    </>
  );
}
