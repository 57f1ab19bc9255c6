import type { Step } from '../../../shared/plan.ts';
import { ok } from '../../../shared/result.ts';
import type { Answer, KeyDescription } from '../../providers/index.ts';
import type { Run } from '../context.ts';
import { reading, readUntil } from '../reading.ts';
import { failed, notVerified, type Change, type Check } from './action.ts';
import { keyIdOf, keyOf } from './key-ref.ts';
import { makeSample, readSample } from './sample.ts';
import { aliasTarget } from './settings.ts';

/** The tag by which a key made by a plan's step is recognised, so that it is never made twice. */
export const PLAN_TAG = 'claviger:plan-step';

type CreateStep = Extract<Step, { action: 'create-key' }>;

async function made(step: CreateStep, run: Run): Answer<KeyDescription | null> {
  const keys = await reading(run.context, () => run.provider.listKeys());
  if (!keys.ok) return keys;
  return ok(keys.value.find((key) => key.tags[PLAN_TAG] === step.tags[PLAN_TAG]) ?? null);
}

/** Makes a new key, marked with the plan's nonce and the step. */
export const createKey: Change<CreateStep> = {
  changes: true,
  makesSomething: true,
  unexpected: async (step, run) => {
    const stray = await made(step, run);
    if (!stray.ok) return stray;
    return ok(stray.value === null ? null : `A key made by this step exists already: ${stray.value.id}.`);
  },
  send: async (step, run, call) => {
    const { spec, description, tags } = step;
    const answer = await run.provider.createKey({ spec, description, tags }, call);
    return answer.ok ? ok({ keyId: answer.value.id, arn: answer.value.arn }) : failed(answer.error);
  },
  holds: async (step, run) => {
    const { readLagMs } = run.provider.capabilities;
    const key = await readUntil(
      run.context,
      readLagMs,
      () => made(step, run),
      (value) => value !== null,
    );
    if (!key.ok) return key;
    return ok(key.value.value === null ? null : { keyId: key.value.value.id, arn: key.value.value.arn });
  },
};

/** Proves that a key works: it is enabled, its alias leads to it, and what it makes it can read. */
export const verifyKey: Check<Extract<Step, { action: 'verify-key' }>> = {
  changes: false,
  perform: async (step, run) => {
    const { readLagMs } = run.provider.capabilities;
    const keyId = keyIdOf(step.key, run);
    const { alias } = step;
    if (alias !== null) {
      const target = await readUntil(
        run.context,
        readLagMs,
        () => aliasTarget(run, alias),
        (id) => id === keyId,
      );
      if (!target.ok) return failed(target.error);
      if (!target.value.fits)
        return notVerified(`The alias ${alias} points at ${target.value.value ?? 'nothing'}, not at ${keyId}.`);
    }
    const key = await keyOf(step.key, run);
    if (!key.ok) return failed(key.error);
    if (key.value.state !== 'enabled') return notVerified(`The key is ${key.value.state}.`);
    const sample = await makeSample(run, keyId, key.value.usage);
    if (!sample.ok) return failed(sample.error);
    const read = await readSample(run, keyId, sample.value);
    if (!read.ok) return notVerified(`The key does not read what it made: ${read.error}.`);
    return ok({ keyId, alias, version: key.value.versions.at(-1)?.number ?? 1, roundTrip: true });
  },
};
