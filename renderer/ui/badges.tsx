import { Badge } from '@mantine/core';
import type { DUE, LIFECYCLE, PlanState } from '../../shared/contract/index.ts';
import type { Environment } from '../../shared/policy.ts';
import { ENVIRONMENT_COLOUR } from '../app/theme.ts';

/** Says which environment something belongs to: by word and by colour. */
export function EnvironmentBadge({ environment }: { readonly environment: Environment }) {
  return (
    <Badge color={ENVIRONMENT_COLOUR[environment]} variant="filled" radius="sm" size="sm" tt="none">
      {environment}
    </Badge>
  );
}

const STATE_COLOUR: Readonly<Record<(typeof LIFECYCLE)[number], string>> = {
  active: 'teal',
  primary: 'teal',
  secondary: 'blue',
  retired: 'gray',
  archived: 'gray',
  revoked: 'orange',
  compromised: 'red',
  'pending-deletion': 'red',
  destroyed: 'dark',
};

/** A key's state. */
export function StateBadge({ state }: { readonly state: (typeof LIFECYCLE)[number] }) {
  return (
    <Badge color={STATE_COLOUR[state]} variant="light" radius="sm" size="sm" tt="none">
      {state}
    </Badge>
  );
}

const DUE_TEXT: Readonly<Record<(typeof DUE)[number], readonly [colour: string, text: string]>> = {
  ok: ['gray', 'on schedule'],
  due: ['yellow', 'due soon'],
  overdue: ['red', 'overdue'],
  'not-scheduled': ['gray', 'not scheduled'],
};

/** Whether a key is to be rotated. */
export function DueBadge({ due }: { readonly due: (typeof DUE)[number] }) {
  const [colour, text] = DUE_TEXT[due];
  return (
    <Badge color={colour} variant={due === 'overdue' ? 'filled' : 'light'} radius="sm" size="sm" tt="none">
      {text}
    </Badge>
  );
}

const PLAN_COLOUR: Readonly<Record<PlanState, readonly [colour: string, text: string]>> = {
  waiting: ['yellow', 'waiting for signatures'],
  ready: ['blue', 'ready to run'],
  running: ['blue', 'running'],
  interrupted: ['red', 'interrupted'],
  done: ['teal', 'done'],
  failed: ['red', 'failed'],
  dissented: ['red', 'somebody said no'],
  expired: ['gray', 'expired'],
  outdated: ['gray', 'outdated'],
};

/** How far a plan is. */
export function PlanBadge({ state }: { readonly state: PlanState }) {
  const [colour, text] = PLAN_COLOUR[state];
  return (
    <Badge color={colour} variant="light" radius="sm" size="sm" tt="none">
      {text}
    </Badge>
  );
}
