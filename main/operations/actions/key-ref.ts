import type { KeyRef } from '../../../shared/plan.ts';
import type { Run } from '../context.ts';

/** The key id a step works on: named by the plan, or made by an earlier step of this run. */
export function keyIdOf(ref: KeyRef, run: Run): string {
  if (ref.from === 'plan') return ref.keyId;
  const made = run.evidence.get(ref.step)?.['keyId'];
  // Steps run in order and a plan is recomputed before it runs, so an earlier step has always left its key id.
  if (typeof made !== 'string') throw new Error(`step ${ref.step} has left no key id`);
  return made;
}
