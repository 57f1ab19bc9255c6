import type { Step } from '../../../shared/plan.ts';
import { ok } from '../../../shared/result.ts';
import type { Answer } from '../../providers/index.ts';
import type { Run } from '../context.ts';
import { reading, readUntil } from '../reading.ts';
import { failed, type Change } from './action.ts';
import { keyIdOf, keyOf } from './key-ref.ts';

type AliasStep = Extract<Step, { action: 'create-alias' | 'update-alias' }>;

/** Where an alias points; null when there is no such alias. */
export async function aliasTarget(run: Run, alias: string): Answer<string | null> {
  const target = await run.provider.resolveAlias(alias);
  return !target.ok && target.error.code === 'not-found' ? ok(null) : target;
}

/** Makes an alias, or moves it to another key; which of the two is told by what it expects to find. */
export const setAlias: Change<AliasStep> = {
  changes: true,
  unexpected: async (step, run) => {
    const target = await reading(run.context, () => aliasTarget(run, step.alias));
    if (!target.ok) return target;
    const { aliasTarget: expected } = step.expect;
    if (target.value === expected) return ok(null);
    return ok(
      `The alias ${step.alias} points at ${target.value ?? 'nothing'}, the plan expects ${expected ?? 'nothing'}.`,
    );
  },
  send: async (step, run, call) => {
    const keyId = keyIdOf(step.key, run);
    const answer =
      step.action === 'create-alias'
        ? await run.provider.createAlias(step.alias, keyId, call)
        : await run.provider.updateAlias(step.alias, keyId, call);
    return answer.ok ? ok({ alias: step.alias, keyId }) : failed(answer.error);
  },
  holds: async (step, run) => {
    const keyId = keyIdOf(step.key, run);
    const { readLagMs } = run.provider.capabilities;
    const read = (): Answer<string | null> => aliasTarget(run, step.alias);
    const target = await readUntil(run.context, readLagMs, read, (id) => id === keyId);
    if (!target.ok) return target;
    return ok(target.value.fits ? { alias: step.alias, keyId } : null);
  },
};

/** Sets the period of automatic rotation. */
export const setAutomaticRotation: Change<Extract<Step, { action: 'set-automatic-rotation' }>> = {
  changes: true,
  unexpected: async (step, run) => {
    const key = await keyOf(step.key, run);
    if (!key.ok) return key;
    const { automaticDays } = key.value.rotation;
    if (automaticDays === step.expect.automaticDays) return ok(null);
    return ok(
      `The automatic period is ${automaticDays ?? 'off'}, the plan expects ${step.expect.automaticDays ?? 'off'}.`,
    );
  },
  send: async (step, run, call) => {
    const answer = await run.provider.setAutomaticRotation(keyIdOf(step.key, run), step.days, call);
    return answer.ok ? ok({ days: step.days }) : failed(answer.error);
  },
  holds: async (step, run) => {
    const keyId = keyIdOf(step.key, run);
    const key = await readUntil(
      run.context,
      run.provider.capabilities.readLagMs,
      () => run.provider.describeKey(keyId),
      (value) => value.rotation.automaticDays === step.days,
    );
    if (!key.ok) return key;
    return ok(key.value.fits ? { days: step.days } : null);
  },
};
