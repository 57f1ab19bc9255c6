import type { ReactNode } from 'react';
import { useRead } from '../../boundary/index.ts';
import type { PlanView } from '../../../shared/contract/index.ts';
import { Failure, Loading, PageHeader } from '../../ui/states.tsx';

/** Reads a plan and shows it; it goes on showing the last answer while a newer one is on its way. */
export function PlanReader({
  digest,
  children,
}: {
  readonly digest: string;
  readonly children: (view: PlanView) => ReactNode;
}) {
  const plan = useRead('plan.read', { digest }, { keepPrevious: true });
  if (plan.data !== undefined) return children(plan.data);
  return (
    <>
      <PageHeader title="A plan" />
      {plan.error === null ? (
        <Loading label="Reading the plan" />
      ) : (
        <Failure error={plan.error.error} retry={() => void plan.refetch()} />
      )}
    </>
  );
}
