import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useChange, useEvent } from '../../boundary/index.ts';
import type { ConsoleEvent, PlanView } from '../../../shared/contract/index.ts';
import { ConfirmTyped } from '../../ui/confirm-typed.tsx';
import { Failure } from '../../ui/states.tsx';
import { ActionBar, useHurdles } from './action-bar.tsx';
import { LiveSteps } from './live-steps.tsx';
import { Steering } from './steering.tsx';
import styles from './stages.module.css';
import { keyPlanOf, wantsTyping } from './words.ts';

/** Carries a plan out: starts it, shows each step as it goes, lets people hold it. */
export function RunPanel({ view }: { readonly view: PlanView }) {
  const plan = keyPlanOf(view.plan);
  const { state } = view.summary;
  const refusal = useRefusal(view.digest);
  return (
    <Stack gap="md">
      {state === 'ready' ? <Start view={view} refusal={refusal} /> : null}
      {state === 'running' ? (
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h5">
            {view.run === null ? 'Being checked before it runs' : 'Running'}
          </Title>
          {view.run === null ? null : <Steering view={view} run={view.run} />}
        </Group>
      ) : null}
      {state === 'running' && view.run === null ? (
        <Text size="sm" role="status">
          The journal is verified and the plan is worked out again from what is true now. Only if nothing differs, the
          first step begins.
        </Text>
      ) : null}
      {plan === null || (state === 'ready' && view.run === null) ? null : (
        <LiveSteps plan={plan} run={view.run} isRunning={state === 'running'} />
      )}
    </Stack>
  );
}

/** The last refusal that main told of while this was on the screen. */
function useRefusal(digest: string): string | null {
  const [refusal, setRefusal] = useState<string | null>(null);
  const hear = useCallback(
    (event: ConsoleEvent) => {
      if (event.type !== 'run.told' || event.digest !== digest || event.step !== null) return;
      setRefusal(event.phase === 'refused' ? event.text : null);
    },
    [digest],
  );
  useEvent(hear);
  return refusal;
}

function Start({ view, refusal }: { readonly view: PlanView; readonly refusal: string | null }) {
  const { digest, summary } = view;
  const plan = keyPlanOf(view.plan);
  const start = useChange('run.start');
  const hurdles = useHurdles({ inAName: true });
  const [confirming, setConfirming] = useState(false);
  const final = plan?.steps.filter(({ reversibility }) => reversibility === 'irreversible') ?? [];
  const isTyped = wantsTyping(view);
  const why = refusal ?? view.because;
  const begin = (): void => {
    setConfirming(false);
    start.mutate({ digest });
  };
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        The quorum is met
      </Title>
      <Text size="sm" maw={760}>
        Before the first step everything is checked again: the journal, the signatures, the policy, and whether the
        world still is as the plan says. If anything differs, nothing is done.
      </Text>
      {final.length === 0 ? null : (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="Some of it cannot be taken back" role="note">
          {final.map(({ id, undo }) => (
            <Text key={id} size="sm" className="wrap">
              {undo}
            </Text>
          ))}
        </Alert>
      )}
      {why === null ? null : (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="It was not carried out" role="alert">
          <Text size="sm" className="wrap">
            {why}
          </Text>
        </Alert>
      )}
      {start.error === null ? null : <Failure error={start.error.error} />}
      <ActionBar hurdles={hurdles} doing="It is carried out">
        <Button
          color={final.length > 0 || summary.environment === 'production' ? 'red' : 'ink'}
          leftSection={<IconPlayerPlay size={16} />}
          disabled={hurdles.blocked}
          loading={start.isPending}
          onClick={() => {
            if (isTyped) setConfirming(true);
            else begin();
          }}
        >
          Carry it out
        </Button>
      </ActionBar>
      {isTyped ? (
        <ConfirmTyped
          opened={confirming}
          title={`Carry this out in ${summary.environment}`}
          expected={summary.subject}
          action="Carry it out"
          onConfirm={begin}
          onClose={() => {
            setConfirming(false);
          }}
        >
          <ul className={styles['plainList']}>
            {plan === null ? <li>{summary.subject}</li> : null}
            {plan?.steps
              .filter(({ reversibility }) => reversibility !== 'changes-nothing')
              .map((step) => (
                <li key={step.id}>
                  {step.reversibility === 'irreversible' ? <strong>Irreversible: </strong> : null}
                  {step.calls.join(', ')}. {step.undo}
                </li>
              ))}
          </ul>
        </ConfirmTyped>
      ) : null}
    </Stack>
  );
}
