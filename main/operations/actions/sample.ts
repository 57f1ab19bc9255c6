import { createHash } from 'node:crypto';
import type { Step } from '../../../shared/plan.ts';
import type { Evidence } from '../../../shared/records.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Answer, EncryptionContext, KeyProvider, KeyUsage, ProviderError } from '../../providers/index.ts';
import type { Run } from '../context.ts';
import { reading } from '../reading.ts';
import { failed, notVerified, type Check } from './action.ts';
import { keyIdOf, keyOf } from './key-ref.ts';

const SAMPLE_BYTES = 32;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : '', 'base64');
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Binds a sample to its plan; nothing secret, as contexts are visible in the cloud's log. */
function contextFor(run: Run): EncryptionContext {
  return run.provider.capabilities.encryptionContext ? { purpose: 'claviger-sample', plan: run.plan.nonce } : {};
}

/**
 * Uses the key once and keeps what came out: later steps prove with it that old data stays readable. The sample's
 * plaintext is random and worthless; only its digest is kept.
 */
export const takeSample: Check<Extract<Step, { action: 'take-sample' }>> = {
  changes: false,
  perform: async (step, run) => {
    const key = await keyOf(step.key, run);
    if (!key.ok) return failed(key.error);
    const sample = await makeSample(run, key.value.id, key.value.usage);
    return sample.ok ? sample : failed(sample.error);
  },
};

/** Makes a sample with a key as its usage allows: a ciphertext, a signature or a MAC. */
export async function makeSample(run: Run, keyId: string, usage: KeyUsage): Answer<Evidence> {
  const { provider, context } = run;
  const bytes = context.randomBytes(SAMPLE_BYTES);
  switch (usage) {
    case 'ENCRYPT_DECRYPT': {
      const made = await reading(context, () => provider.encrypt(keyId, bytes, contextFor(run)));
      if (!made.ok) return made;
      const { ciphertext, versionId } = made.value;
      return ok({ usage, keyId, versionId, sampleDigest: digestOf(bytes), ciphertext: base64(ciphertext) });
    }
    case 'SIGN_VERIFY': {
      const made = await reading(context, () => provider.sign(keyId, bytes));
      return made.ok ? ok({ usage, keyId, message: base64(bytes), signature: base64(made.value) }) : made;
    }
    case 'GENERATE_VERIFY_MAC': {
      const made = await reading(context, () => provider.generateMac(keyId, bytes));
      return made.ok ? ok({ usage, keyId, message: base64(bytes), mac: base64(made.value) }) : made;
    }
  }
}

/**
 * Whether a key still reads a sample made before.
 * @returns the version that read it (null where the provider has none); an error when it does not
 */
export async function readSample(run: Run, keyId: string, sample: Evidence): Promise<Result<string | null, string>> {
  const { provider, context } = run;
  const asSentence = (error: ProviderError): Result<never, string> => fail(`${error.message} (${error.providerCode})`);
  if (sample['usage'] === 'ENCRYPT_DECRYPT') {
    const opened = await reading(context, () =>
      provider.decrypt(keyId, bytesOf(sample['ciphertext']), contextFor(run)),
    );
    if (!opened.ok) return asSentence(opened.error);
    return digestOf(opened.value.plaintext) === sample['sampleDigest']
      ? ok(opened.value.versionId)
      : fail('the sample decrypts to something else');
  }
  const verified = await reading(context, () => verifyWith(provider, keyId, sample));
  if (!verified.ok) return asSentence(verified.error);
  return verified.value ? ok(null) : fail('the sample does not verify');
}

function verifyWith(provider: KeyProvider, keyId: string, sample: Evidence): Answer<boolean> {
  const message = bytesOf(sample['message']);
  return sample['usage'] === 'SIGN_VERIFY'
    ? provider.verify(keyId, message, bytesOf(sample['signature']))
    : provider.verifyMac(keyId, message, bytesOf(sample['mac']));
}

/** Proves that what was made before the change is still readable after it. */
export const verifySample: Check<Extract<Step, { action: 'verify-sample' }>> = {
  changes: false,
  perform: async (step, run) => {
    const keyId = keyIdOf(step.key, run);
    const read = await readSample(run, keyId, run.evidence.get(step.sample) ?? {});
    if (!read.ok) return notVerified(`What was made with the old key cannot be read any more: ${read.error}.`);
    return ok({ keyId, oldStillReads: true, versionId: read.value });
  },
};
