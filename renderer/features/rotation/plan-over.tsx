import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { PlanState, PlanView } from '../../../shared/contract/index.ts';
import { keyPlanOf } from './words.ts';

const OVER: Readonly<Partial<Record<PlanState, readonly [title: string, todo: string]>>> = {
  dissented: [
    'Somebody said no, so this plan cannot run',
    'Talk to the person. If it is to be done all the same, make a new plan.',
  ],
  expired: ['This plan has expired', 'Nothing was done. Make a new plan and have it signed.'],
  outdated: [
    'What this plan was made on has changed',
    'Nothing was done. Make a new plan from what is true now; signatures of this one do not count for it.',
  ],
};

/** Says why a plan can never run any more, and what to do instead. Nothing for plans that can. */
export function PlanOver({ view }: { readonly view: PlanView }) {
  const over = OVER[view.summary.state];
  if (over === undefined) return null;
  const [title, todo] = over;
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={title} role="alert">
      {view.because === null || view.dissents.length > 0 ? null : (
        <Text size="sm" className="wrap">
          {view.because}
        </Text>
      )}
      <Text size="sm" mt={4}>
        {todo}
      </Text>
      <Group mt="xs">
        <Again view={view} />
      </Group>
    </Alert>
  );
}

/** Leads to where the same thing is asked for anew. */
export function Again({ view }: { readonly view: PlanView }) {
  const key = keyPlanOf(view.plan);
  const look = { size: 'xs', variant: 'default', leftSection: <IconRefresh size={14} /> } as const;
  if (key === null) {
    return (
      <Button component={Link} to="/people" {...look}>
        To people and policy
      </Button>
    );
  }
  if (key.target.keyId === null) {
    return (
      <Button component={Link} to="/create" {...look}>
        Make a new plan
      </Button>
    );
  }
  const search = { environment: key.environment, key: key.target.keyId };
  return (
    <Button renderRoot={(props) => <Link to="/rotate" search={search} {...props} />} {...look}>
      Make a new plan
    </Button>
  );
}
