import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconArrowRight, IconEye, type Icon } from '@tabler/icons-react';
import type { PlanView } from '../../../shared/contract/index.ts';
import type { KeyPlan, Step } from '../../../shared/plan.ts';
import { BlastRadius } from '../../ui/blast-radius.tsx';
import { ShortDigest } from '../../ui/digest.tsx';
import { Panel } from '../../ui/panel.tsx';
import { durationText, UtcTime } from '../../ui/time.tsx';
import { Fact, Facts, LastUse } from './facts.tsx';
import styles from './stages.module.css';
import { keyPlanOf, stepText } from './words.ts';

/** The plan: exactly what will happen, what hangs on the key, and what it costs. */
export function PlanStage({ view, onGoOn }: { readonly view: PlanView; readonly onGoOn: (() => void) | null }) {
  const plan = keyPlanOf(view.plan);
  return (
    <Stack gap="md">
      <div className={styles['columns']}>
        <Stack gap="sm">
          <Title order={2} size="h5">
            What will happen
          </Title>
          {plan === null ? null : <Steps steps={plan.steps} />}
        </Stack>
        <Stack gap="md">
          <PlanFacts view={view} />
          {plan === null ? null : <Hanging plan={plan} />}
        </Stack>
      </div>
      {onGoOn === null ? null : (
        <Group className={styles['foot']}>
          <Button rightSection={<IconArrowRight size={16} />} onClick={onGoOn}>
            Go on to sign-off
          </Button>
          <Text size="sm">
            Nothing has been changed. The plan is kept: you can leave and come back to it from “Approvals”.
          </Text>
        </Group>
      )}
    </Stack>
  );
}

const REVERSIBILITY: Readonly<Record<Step['reversibility'], readonly [icon: Icon, text: string]>> = {
  'changes-nothing': [IconEye, 'changes nothing'],
  reversible: [IconArrowBackUp, 'reversible'],
  irreversible: [IconAlertTriangle, 'irreversible'],
};

/** The steps of a plan, in order: what each does, by which calls, and how it is taken back. */
export function Steps({ steps }: { readonly steps: readonly Step[] }) {
  const final = steps.filter(({ reversibility }) => reversibility === 'irreversible').length;
  return (
    <>
      <Text size="sm">
        {steps.length} steps in this order.{' '}
        {final === 0
          ? 'Each of them can be taken back.'
          : `${final === 1 ? 'One of them' : `${final} of them`} cannot be taken back.`}
      </Text>
      <ol className={styles['steps']} aria-label="Steps of the plan">
        {steps.map((step, at) => {
          const [ReversibilityIcon, text] = REVERSIBILITY[step.reversibility];
          return (
            <li key={step.id} data-reversibility={step.reversibility}>
              <span className={styles['stepNumber']} aria-hidden>
                {at + 1}
              </span>
              <div className={styles['stepBody']}>
                <div className={styles['stepHead']}>
                  <span className="wrap">{stepText(step)}</span>
                  <span className={styles['reversibility']}>
                    <ReversibilityIcon size={14} aria-hidden /> {text}
                  </span>
                </div>
                <div className={styles['calls']}>
                  <span>Provider calls</span>
                  {step.calls.map((call, index) => (
                    <code key={index}>{call}</code>
                  ))}
                </div>
                <div className={styles['undo']}>
                  {step.reversibility === 'irreversible' ? 'Why not: ' : 'Undo: '}
                  {step.undo}
                </div>
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}

const ENFORCEMENT: Readonly<Record<KeyPlan['connection']['enforcement'], string>> = {
  advisory: 'The credential also works without Claviger: going around it is detected, not prevented.',
  split: 'Another person holds the MFA device that the role needs.',
  sealed: 'The credential opens only for a run and is replaced afterwards.',
};

/** Who asked, why, until when; and on what it draws. */
export function PlanFacts({ view }: { readonly view: PlanView }) {
  const { plan, summary } = view;
  const key = keyPlanOf(plan);
  return (
    <Panel title="The request">
      <Facts>
        <Fact label="Reason">{summary.reason}</Fact>
        <Fact label="Ticket">{summary.ticket}</Fact>
        <Fact label="Requested by">{summary.requester.name}</Fact>
        <Fact label="Made">
          <UtcTime at={summary.createdAt} />
        </Fact>
        <Fact label="Valid until">
          <UtcTime at={summary.notAfter} />
        </Fact>
        {key === null ? null : <KeyFacts plan={key} />}
        <Fact label="Digest">
          <ShortDigest digest={view.digest} />
        </Fact>
      </Facts>
    </Panel>
  );
}

function KeyFacts({ plan }: { readonly plan: KeyPlan }) {
  const { budgets, connection, target, parameters, blastRadius } = plan;
  const { lastUse } = blastRadius;
  return (
    <>
      <Fact label="Key">{target.keyId === null ? `${target.name} (to be made)` : target.name}</Fact>
      <Fact label="How">
        {parameters.operation === 'create'
          ? `A new ${parameters.spec} key`
          : parameters.method === 'in-place'
            ? `In place: version ${target.version} to ${target.version + 1}; the key id stays`
            : 'By replacement: a new key, and the aliases are moved to it'}
      </Fact>
      {target.keyId === null ? null : (
        <Fact label="Last used">
          <LastUse use={lastUse} />
        </Fact>
      )}
      <Fact label="Takes about">{durationText(budgets.estimateSeconds * 1000)}</Fact>
      {budgets.sessionSeconds === null ? null : (
        <Fact label="Session lasts">{durationText(budgets.sessionSeconds * 1000)}</Fact>
      )}
      {budgets.rotationsLeft === null ? null : (
        <Fact label="Rotations left">{budgets.rotationsLeft} on demand in the key's lifetime, after this one</Fact>
      )}
      <Fact label="Connection">
        {connection.id} ({connection.identity.provider}){' '}
        <Badge variant="outline" color="gray" size="sm" radius="sm" tt="none" className={styles['plain'] ?? ''}>
          {connection.enforcement}
        </Badge>
        <Text size="xs" component="div">
          {ENFORCEMENT[connection.enforcement]}
        </Text>
      </Fact>
    </>
  );
}

/** What hangs on the key of a plan. A key that does not exist yet has nothing. */
export function Hanging({ plan }: { readonly plan: KeyPlan }) {
  const { blastRadius, target, parameters } = plan;
  if (target.keyId === null) return null;
  const pinned = blastRadius.dependants.filter(({ kind, pins }) => kind !== 'alias' && pins === 'key-id').length;
  const isReplaced = parameters.operation === 'rotate' && parameters.method === 'replacement';
  return (
    <Panel title="What hangs on it">
      <BlastRadius name={target.name} dependants={blastRadius.dependants} />
      <Text size="sm" mt="sm" fw={isReplaced && pinned > 0 ? 600 : 400}>
        {isReplaced
          ? pinned === 0
            ? 'The aliases move to the new key, and everything follows them.'
            : `The aliases move to the new key; ${pinned === 1 ? 'one thing' : `${pinned} things`} will stay with the old one until somebody changes it there.`
          : 'The key id stays the same, so nothing has to follow. Old data stays readable.'}
      </Text>
    </Panel>
  );
}
