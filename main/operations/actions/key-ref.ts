import type { KeyRef } from '../../../shared/plan.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { Answer, KeyDescription } from '../../providers/index.ts';
import type { Run } from '../context.ts';
import { readUntil } from '../reading.ts';

/** The key id a step works on: named by the plan, or made by an earlier step of this run. */
export function keyIdOf(ref: KeyRef, run: Run): string {
  if (ref.from === 'plan') return ref.keyId;
  const made = run.evidence.get(ref.step)?.['keyId'];
  // Steps run in order and a plan is recomputed before it runs, so an earlier step has always left its key id.
  if (typeof made !== 'string') throw new Error(`step ${ref.step} has left no key id`);
  return made;
}

/** Describes the key a step works on. One that was made a moment ago may not be seen at once, and is waited for. */
export async function keyOf(ref: KeyRef, run: Run): Answer<KeyDescription> {
  const { provider, context } = run;
  const read = async (): Answer<Awaited<Answer<KeyDescription>>> => {
    const key = await provider.describeKey(keyIdOf(ref, run));
    return key.ok || key.error.code === 'not-found' ? ok(key) : fail(key.error);
  };
  const found = await readUntil(context, provider.capabilities.readLagMs, read, (key) => key.ok || ref.from === 'plan');
  return found.ok ? found.value.value : found;
}
