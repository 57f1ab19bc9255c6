import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { canonicalBytes } from '../../../shared/canonical-json.ts';
import type { KeySpec, KeyUsage } from '../provider.ts';
import { open, seal, type RandomBytes } from './aead.ts';

/** What each spec is for; one usage per key, as AWS KMS has it. */
export const USAGE: Readonly<Record<KeySpec, KeyUsage>> = {
  SYMMETRIC_DEFAULT: 'ENCRYPT_DECRYPT',
  RSA_3072: 'SIGN_VERIFY',
  RSA_4096: 'SIGN_VERIFY',
  ECC_NIST_P256: 'SIGN_VERIFY',
  ECC_NIST_P384: 'SIGN_VERIFY',
  HMAC_256: 'GENERATE_VERIFY_MAC',
};

/** Length of symmetric keys, HMAC keys and the wrapping key, in bytes. */
export const SECRET_BYTES = 32;

/**
 * Makes new key material: 32 bytes for symmetric and HMAC keys, PKCS #8 in DER for the others. The caller fills it
 * with zeros after use. Key pairs draw on OpenSSL's own generator, whatever `randomBytes` is.
 */
export function generateMaterial(spec: KeySpec, randomBytes: RandomBytes): Buffer {
  switch (spec) {
    case 'SYMMETRIC_DEFAULT':
    case 'HMAC_256':
      return Buffer.from(randomBytes(SECRET_BYTES));
    case 'RSA_3072':
      return encoded(generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey);
    case 'RSA_4096':
      return encoded(generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey);
    case 'ECC_NIST_P256':
      return encoded(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    case 'ECC_NIST_P384':
      return encoded(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey);
  }
}

/** Where wrapped material belongs: it cannot be moved to another vault, key or version. */
export interface Place {
  readonly vaultId: string;
  readonly keyId: string;
  readonly versionId: string;
}

/** Wraps key material for storing (AES-256-GCM under the vault's wrapping key). */
export function wrapMaterial(
  wrappingKey: Uint8Array,
  material: Uint8Array,
  place: Place,
  randomBytes: RandomBytes,
): Buffer {
  return seal(wrappingKey, material, placeData(place), randomBytes);
}

/** Unwraps stored material; `null` when it was altered or moved. The caller fills it with zeros after use. */
export function unwrapMaterial(wrappingKey: Uint8Array, wrapped: Uint8Array, place: Place): Buffer | null {
  return open(wrappingKey, wrapped, placeData(place));
}

/** Made with a new vault: lets a wrong wrapping key be told apart from damaged material. */
export function makeWrappingCheck(wrappingKey: Uint8Array, vaultId: string, randomBytes: RandomBytes): Buffer {
  return seal(wrappingKey, new Uint8Array(0), checkData(vaultId), randomBytes);
}

/** Says whether this is the wrapping key that the vault was made with. */
export function isWrappingKey(wrappingKey: Uint8Array, vaultId: string, check: Uint8Array): boolean {
  return open(wrappingKey, check, checkData(vaultId)) !== null;
}

function encoded(privateKey: KeyObject): Buffer {
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}

function placeData(place: Place): Uint8Array {
  const { vaultId, keyId, versionId } = place;
  return canonicalBytes({ type: 'claviger.practice.material.v1', vault: vaultId, key: keyId, version: versionId });
}

function checkData(vaultId: string): Uint8Array {
  return canonicalBytes({ type: 'claviger.practice.wrapping-check.v1', vault: vaultId });
}
