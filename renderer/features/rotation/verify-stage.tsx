import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconArrowRight, IconCircleCheck, IconHelpCircle, IconX } from '@tabler/icons-react';
import { useWorkspace } from '../../app/session.tsx';
import { useChange } from '../../boundary/index.ts';
import type { PlanView, RunView } from '../../../shared/contract/index.ts';
import type { KeyPlan, Step } from '../../../shared/plan.ts';
import { Failure } from '../../ui/states.tsx';
import { ActionBar, useHurdles } from './action-bar.tsx';
import { LiveSteps } from './live-steps.tsx';
import { Again } from './plan-over.tsx';
import styles from './stages.module.css';
import { isVerifying, keyPlanOf, proofsOf, stepText } from './words.ts';

/** What came of the run, and what was read back to prove it. */
export function VerifyStage({ view, onGoOn }: { readonly view: PlanView; readonly onGoOn: (() => void) | null }) {
  const plan = keyPlanOf(view.plan);
  const { run, summary } = view;
  return (
    <Stack gap="md">
      <Outcome view={view} />
      {plan === null || run === null ? null : (
        <>
          {summary.state === 'done' ? null : (
            <div>
              <Title order={2} size="h5" mb="xs">
                How far it came
              </Title>
              <LiveSteps plan={plan} run={run} isRunning={false} />
            </div>
          )}
          <ReadBack plan={plan} run={run} />
        </>
      )}
      {onGoOn === null ? null : (
        <Group className={styles['foot']}>
          <Button rightSection={<IconArrowRight size={16} />} onClick={onGoOn}>
            Go on to the record
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** How it ended, in a sentence; where that is not known, the way to settle it. */
export function Outcome({ view }: { readonly view: PlanView }) {
  const { run, summary, because } = view;
  const plan = keyPlanOf(view.plan);
  switch (summary.state) {
    case 'done':
      return (
        <Alert
          color="teal"
          icon={<IconCircleCheck size={18} />}
          title={plan === null ? 'Done' : 'Done, and read back'}
          role="status"
        >
          <Text size="sm">{doneText(view)}</Text>
        </Alert>
      );
    case 'failed':
      return (
        <Alert color="red" icon={<IconX size={18} />} title="It did not go through" role="alert">
          <Text size="sm" className="wrap">
            {run?.error?.message ?? because ?? 'The journal says how far it came.'}
          </Text>
          <Text size="sm" mt={4}>
            The steps below say what was done and what was not. A plan runs once: what is left needs a new one.
          </Text>
          <Group mt="xs">
            <Again view={view} />
          </Group>
        </Alert>
      );
    case 'interrupted':
      return <Settle view={view} />;
    default:
      return null;
  }
}

function doneText({ plan }: PlanView): string {
  if (plan.type === 'claviger.plan.v1') {
    return 'Every step was carried out and the result was read from the provider.';
  }
  return plan.delayHours === 0
    ? 'The roster has been changed; the change is in force.'
    : `The change was approved. It comes into force ${plan.delayHours} h after that, unless somebody says no before.`;
}

function Settle({ view }: { readonly view: PlanView }) {
  const resume = useChange('run.resume');
  const hurdles = useHurdles({ inAName: true });
  const { openRuns } = useWorkspace();
  const unknown = view.run?.steps.some(({ state }) => state === 'unknown') === true;
  return (
    <Alert color="yellow" icon={<IconHelpCircle size={18} />} title="It was interrupted" role="alert">
      <Stack gap="xs">
        <Text size="sm">
          {unknown
            ? 'A call was sent and no answer came back: it may have happened or not. Claviger does not repeat it. To settle it, the provider is asked what is true; then the rest of the plan goes on.'
            : 'Nothing is half done: it stopped between two steps. Settling it asks the provider what is true, and then the rest of the plan goes on.'}
        </Text>
        {openRuns.length > 1 ? (
          <Text size="sm">All {openRuns.length} interrupted runs are settled together, the oldest first.</Text>
        ) : null}
        {resume.error === null ? null : <Failure error={resume.error.error} />}
        <ActionBar hurdles={hurdles} doing="It is settled">
          <Button
            disabled={hurdles.blocked}
            loading={resume.isPending}
            onClick={() => {
              resume.mutate({});
            }}
          >
            Settle and go on
          </Button>
        </ActionBar>
      </Stack>
    </Alert>
  );
}

/** What the verifying steps read back, in plain words. */
function ReadBack({ plan, run }: { readonly plan: KeyPlan; readonly run: RunView }) {
  const views = new Map(run.steps.map((step) => [step.id, step]));
  return (
    <>
      <Title order={2} size="h5">
        What was read back
      </Title>
      {plan.steps.filter(isVerifying).map((step) => (
        <Proof key={step.id} step={step} view={views.get(step.id)} />
      ))}
      <details className={styles['details']}>
        <summary>What every step left behind</summary>
        {plan.steps.map((step) => (
          <Evidence key={step.id} step={step} evidence={views.get(step.id)?.evidence ?? []} />
        ))}
      </details>
    </>
  );
}

function Proof({ step, view }: { readonly step: Step; readonly view: RunView['steps'][number] | undefined }) {
  const state = view?.state ?? 'waiting';
  const proofs = state === 'done' ? proofsOf(step, view?.evidence ?? []) : [];
  return (
    <Paper withBorder p="sm">
      <Text size="sm" fw={600} className="wrap">
        {stepText(step)}
      </Text>
      {state === 'done' ? null : (
        <Text size="sm" mt={4} className="wrap">
          {state === 'unknown' ? 'Not known yet. ' : 'Not proven. '}
          {view?.note ?? 'This step was not carried out.'}
        </Text>
      )}
      {state === 'done' && proofs.length === 0 ? (
        <Text size="sm" mt={4}>
          {view?.note ?? 'It was carried out; what it left behind stands below.'}
        </Text>
      ) : null}
      <ul className={styles['proofs']}>
        {proofs.map((proof) => (
          <li key={proof}>
            <IconCircleCheck size={16} aria-hidden />
            <span className="wrap">{proof}</span>
          </li>
        ))}
      </ul>
    </Paper>
  );
}

function Evidence({
  step,
  evidence,
}: {
  readonly step: Step;
  readonly evidence: RunView['steps'][number]['evidence'];
}) {
  if (evidence.length === 0) return null;
  return (
    <dl className={styles['evidence']} aria-label={stepText(step)}>
      {evidence.map(({ name, value }) => (
        <div key={name}>
          <dt>
            {step.id} {name}
          </dt>
          <dd title={value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
