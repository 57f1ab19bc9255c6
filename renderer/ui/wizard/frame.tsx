import { Button, Group, Text, UnstyledButton } from '@mantine/core';
import { IconArrowRight, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import type { Environment } from '../../../shared/policy.ts';
import { EnvironmentBadge } from '../badges.tsx';
import { PageHeader } from '../states.tsx';
import styles from './frame.module.css';

/** One stage of a wizard. */
export interface StageView<Id extends string> {
  readonly id: Id;
  readonly label: string;
}

/**
 * A wizard: its stages as a stepper, framed in the environment's colour. Stages that were reached can be looked at
 * again; looking changes nothing.
 */
export function WizardFrame<Id extends string>({
  title,
  about,
  environment,
  stages,
  at,
  shown,
  canShow,
  onShow,
  children,
}: {
  readonly title: ReactNode;
  readonly about: ReactNode;
  /** Null until it is chosen. */
  readonly environment: Environment | null;
  readonly stages: readonly StageView<Id>[];
  /** How far the work has come. */
  readonly at: Id;
  /** Which stage is on the screen. */
  readonly shown: Id;
  /** Whether a stage can be looked at now. */
  readonly canShow: (stage: Id) => boolean;
  /** Wants to see a stage. */
  readonly onShow: (stage: Id) => void;
  readonly children: ReactNode;
}) {
  const stage = useRef<HTMLElement>(null);
  const before = useRef<Id | null>(null);
  const number = stages.findIndex(({ id }) => id === shown) + 1;
  const reached = stages.findIndex(({ id }) => id === at);
  const label = (id: Id): string => stages.find((one) => one.id === id)?.label ?? id;
  useEffect(() => {
    if (before.current === shown) return;
    before.current = shown;
    // The stage that had the focus is gone: go on where the new one begins, unless the person is somewhere else.
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) {
      stage.current?.focus({ preventScroll: true });
      stage.current?.closest('main')?.scrollTo({ top: 0 });
    }
  }, [shown]);
  return (
    <>
      <PageHeader title={title} about={about}>
        {environment === null ? null : <EnvironmentBadge environment={environment} />}
      </PageHeader>
      <div className={styles['frame']} data-environment={environment ?? 'all'}>
        <nav aria-label="Stages" className={styles['stepper']}>
          <ol>
            {stages.map(({ id, label: text }, index) => (
              <li key={id} data-state={index < reached ? 'passed' : index === reached ? 'now' : 'ahead'}>
                <UnstyledButton
                  className={styles['step']}
                  disabled={!canShow(id)}
                  aria-current={id === shown ? 'step' : undefined}
                  onClick={() => {
                    onShow(id);
                  }}
                >
                  <span className={styles['number']} aria-hidden>
                    {index < reached ? <IconCheck size={14} /> : index + 1}
                  </span>
                  <span className={styles['label']}>{text}</span>
                  {index < reached ? <span className={styles['unseen']}> (passed)</span> : null}
                </UnstyledButton>
              </li>
            ))}
          </ol>
          <p className={styles['where']} role="status">
            Stage {number} of {stages.length}: {label(shown)}
          </p>
        </nav>
        {shown === at ? null : (
          <Group className={styles['away']} justify="space-between" gap="sm" role="note">
            <Text size="sm">
              You are looking at “{label(shown)}”. The work is at “{label(at)}”.
            </Text>
            <Button
              size="compact-sm"
              variant="default"
              rightSection={<IconArrowRight size={14} />}
              onClick={() => {
                onShow(at);
              }}
            >
              To “{label(at)}”
            </Button>
          </Group>
        )}
        <section ref={stage} tabIndex={-1} aria-label={label(shown)} className={styles['stage']}>
          {children}
        </section>
      </div>
    </>
  );
}
