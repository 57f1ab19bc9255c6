import type { Capabilities, KeySpec } from '../provider.ts';
import { LIMITS } from './checks.ts';

const SYMMETRIC: readonly KeySpec[] = ['SYMMETRIC_DEFAULT'];

/** What a Practice vault can do: as AWS KMS, but that it knows at once who changed what and when a key was used. */
export const CAPABILITIES = {
  keySpecs: ['SYMMETRIC_DEFAULT', 'RSA_3072', 'RSA_4096', 'ECC_NIST_P256', 'ECC_NIST_P384', 'HMAC_256'],
  rotatesInPlace: SYMMETRIC,
  onDemandRotationLimit: LIMITS.rotationsOnDemand,
  automaticRotation: { specs: SYMMETRIC, minDays: LIMITS.automaticMinDays, maxDays: LIMITS.automaticMaxDays },
  aliases: true,
  deletionWindow: {
    minDays: LIMITS.windowMinDays,
    maxDays: LIMITS.windowMaxDays,
    defaultDays: LIMITS.windowDefaultDays,
  },
  cancelLeaves: 'disabled',
  encryptionContext: true,
  lastUse: 'exact',
  authorship: 'synchronous',
  settleDelayMs: 0,
  // Reads lag only when a `stale-read` fault says so; callers must still poll, or they could not rehearse it.
  readLagMs: 5_000,
} as const satisfies Capabilities;
