import type { Step } from '../../../shared/plan.ts';
import type { Evidence } from '../../../shared/records.ts';
import { ok } from '../../../shared/result.ts';
import type { KeyDescription } from '../../providers/index.ts';
import type { Run } from '../context.ts';
import { reading, readUntil } from '../reading.ts';
import { failed, notVerified, type Change, type Check } from './action.ts';
import { makeSample, readSample } from './sample.ts';

type RotateStep = Extract<Step, { action: 'rotate-key' }>;

const current = (key: KeyDescription): string => key.versions.at(-1)?.id ?? 'none';

/** Asks the provider for a new version of a key. The old version goes on reading. */
export const rotateKey: Change<RotateStep> = {
  changes: true,
  unexpected: async (step, run) => {
    const key = await reading(run.context, () => run.provider.describeKey(step.keyId));
    if (!key.ok) return key;
    if (key.value.state !== step.expect.state) {
      return ok(`The key is ${key.value.state}, the plan expects it to be ${step.expect.state}.`);
    }
    return ok(
      current(key.value) === step.expect.versionId
        ? null
        : `The key's version is ${current(key.value)}, the plan expects ${step.expect.versionId}.`,
    );
  },
  send: async (step, run, call) => {
    const answer = await run.provider.rotateKey(step.keyId, call);
    return answer.ok ? ok({ keyId: step.keyId, fromVersionId: step.expect.versionId }) : failed(answer.error);
  },
  holds: async (step, run) => {
    const key = await readUntil(
      run.context,
      run.provider.capabilities.readLagMs,
      () => run.provider.describeKey(step.keyId),
      (value) => current(value) !== step.expect.versionId,
    );
    if (!key.ok) return key;
    return ok(key.value.fits ? { keyId: step.keyId, fromVersionId: step.expect.versionId } : null);
  },
};

/**
 * Reads back that the rotation is true: exactly one new version, old data still readable with the old one, new data
 * made with the new one.
 */
export const verifyRotation: Check<Extract<Step, { action: 'verify-rotation' }>> = {
  changes: false,
  perform: async (step, run) => {
    const rotation = run.plan.steps.find((other): other is RotateStep => other.action === 'rotate-key');
    const before = rotation?.expect.versionId;
    const key = await readUntil(
      run.context,
      run.provider.capabilities.readLagMs,
      () => run.provider.describeKey(step.keyId),
      (value) => current(value) !== before,
    );
    if (!key.ok) return failed(key.error);
    const [previous, latest] = key.value.value.versions.slice(-2);
    if (!key.value.fits || latest === undefined) return notVerified('The provider still shows the old version.');
    if (previous === undefined || previous.id !== before) {
      return notVerified('More than one new version appeared; somebody else rotated as well.');
    }
    const proven = await proveVersions(run, key.value.value, run.evidence.get(step.sample) ?? {});
    if (typeof proven === 'string') return notVerified(proven);
    return ok({
      keyId: step.keyId,
      fromVersionId: previous.id,
      toVersionId: latest.id,
      fromVersion: latest.number - 1,
      toVersion: latest.number,
      ...proven,
    });
  },
};

/** @returns what was proven, or a sentence saying what is not true. */
async function proveVersions(run: Run, key: KeyDescription, oldSample: Evidence): Promise<Evidence | string> {
  const [previous, latest] = key.versions.slice(-2);
  const old = await readSample(run, key.id, oldSample);
  if (!old.ok) return `What was encrypted before the rotation cannot be read: ${old.error}.`;
  if (old.value !== previous?.id)
    return 'What was encrypted before the rotation was read by another version than expected.';
  const fresh = await makeSample(run, key.id, key.usage);
  if (!fresh.ok) return `New data cannot be encrypted: ${fresh.error.message}`;
  if (fresh.value['versionId'] !== latest?.id) return 'New data is not encrypted with the new version.';
  const again = await readSample(run, key.id, fresh.value);
  if (!again.ok) return `New data cannot be read back: ${again.error}.`;
  return { oldStillReads: true, newEncryptsWithNew: true };
}
