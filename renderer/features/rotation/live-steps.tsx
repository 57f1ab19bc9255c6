import { Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircle, IconHelpCircle, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunView } from '../../../shared/contract/index.ts';
import type { KeyPlan } from '../../../shared/plan.ts';
import { useNow } from '../../ui/now.ts';
import { durationText, UtcTime } from '../../ui/time.tsx';
import styles from './stages.module.css';
import { stepText } from './words.ts';

type StepView = RunView['steps'][number];

const STATE: Readonly<Record<StepView['state'], readonly [icon: ReactNode, text: string]>> = {
  waiting: [<IconCircle key="i" size={18} />, 'waiting'],
  running: [<Loader key="i" size={16} />, 'running'],
  done: [<IconCheck key="i" size={18} />, 'done'],
  'not-done': [<IconX key="i" size={18} />, 'not done'],
  unknown: [<IconHelpCircle key="i" size={18} />, 'outcome unknown'],
};

/** The steps of a run as they go: state, attempts, times, and the latest thing worth saying. */
export function LiveSteps({
  plan,
  run,
  isRunning,
}: {
  readonly plan: KeyPlan;
  /** Null: it has not been admitted yet. */
  readonly run: RunView | null;
  readonly isRunning: boolean;
}) {
  const views = new Map(run?.steps.map((step) => [step.id, step]));
  const isFinal = new Set(
    plan.steps.filter(({ reversibility }) => reversibility === 'irreversible').map(({ id }) => id),
  );
  return (
    <>
      <p className={styles['unseen']} aria-live="polite">
        {isRunning ? spoken(plan, run) : ''}
      </p>
      <ol className={styles['steps']} aria-label="Steps of the run">
        {plan.steps.map((step, at) => {
          const view = views.get(step.id);
          const state = view?.state ?? 'waiting';
          const [icon, text] = STATE[state];
          return (
            <li key={step.id} data-run={state}>
              <span className={styles['stepNumber']} aria-hidden>
                {icon}
              </span>
              <div className={styles['stepBody']}>
                <div className={styles['stepHead']}>
                  <span className="wrap">
                    {at + 1}. {stepText(step)}
                  </span>
                  <span className={styles['runState']}>{text}</span>
                </div>
                <div className={styles['undo']}>
                  {isFinal.has(step.id) ? (
                    <span className={styles['final']}>
                      <IconAlertTriangle size={13} aria-hidden /> irreversible
                    </span>
                  ) : null}
                  {view === undefined ? null : <Times view={view} />}
                </div>
                {(view?.note ?? null) === null ? null : (
                  <Text size="sm" className="wrap">
                    {view?.note}
                  </Text>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Times({ view }: { readonly view: StepView }) {
  const { startedAt, finishedAt, attempts, state } = view;
  if (startedAt === null) return null;
  return (
    <span className="figures">
      began <UtcTime at={startedAt} />
      {finishedAt === null ? null : `, took ${tookText(startedAt, finishedAt)}`}
      {state === 'running' ? <Since at={startedAt} /> : null}
      {attempts > 1 ? `, attempt ${attempts}` : ''}
    </span>
  );
}

function Since({ at }: { readonly at: string }) {
  const since = useNow(1000) - Date.parse(at);
  return <>, for {durationText(Math.max(0, since))}</>;
}

function tookText(from: string, to: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  return ms < 1000 ? `${ms} ms` : durationText(ms);
}

/** What a person who hears the page is told. */
function spoken(plan: KeyPlan, run: RunView | null): string {
  if (run === null) return 'Being checked before it runs.';
  const done = run.steps.filter(({ state }) => state === 'done').length;
  const now = run.steps.find(({ state }) => state === 'running');
  const step = plan.steps.find(({ id }) => id === now?.id);
  const doing = step === undefined ? '' : ` Now: ${stepText(step)}.`;
  return `${done} of ${plan.steps.length} steps done.${doing}`;
}
