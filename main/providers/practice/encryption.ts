import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Ciphertext, EncryptionContext, KeyProvider, ProviderError } from '../provider.ts';
import { checkContext, checkSize, LIMITS } from './checks.ts';
import { claimedOrigin, openBlob, sealBlob } from './ciphertext.ts';
import { transactWritable, type Core, type Writable } from './core.ts';
import { SECRET_BYTES } from './material.ts';
import { ciphertextRefused, materialDamaged } from './refusals.ts';
import { requireUsable } from './require.ts';
import { withMaterial } from './versions.ts';

type Encryption = Pick<KeyProvider, 'encrypt' | 'decrypt' | 'generateDataKey' | 'reEncrypt'>;
type Outcome<T> = Result<T, ProviderError>;
type Opened = { readonly plaintext: Uint8Array; readonly versionId: string };

/** The uses of keys that encrypt. */
export function practiceEncryption(core: Core): Encryption {
  return {
    encrypt: async (keyId, plaintext, context) => {
      const problem = checkSize('plaintext', plaintext, LIMITS.plaintextBytes) ?? checkContext(context);
      if (problem !== null) return fail(problem);
      return transactWritable(core, (vault, now) => encryptNow(vault, 'Encrypt', { keyId, plaintext, context }, now));
    },
    decrypt: async (keyId, ciphertext, context) => {
      const problem = checkSize('ciphertext', ciphertext, LIMITS.ciphertextBytes) ?? checkContext(context);
      if (problem !== null) return fail(problem);
      return transactWritable(core, (vault, now) => decryptNow(vault, 'Decrypt', { keyId, ciphertext, context }, now));
    },
    generateDataKey: async (keyId, context) => {
      const problem = checkContext(context);
      return problem === null ? generateDataKey(core, keyId, context) : fail(problem);
    },
    reEncrypt: async (from, to) => {
      const size = checkSize('ciphertext', from.ciphertext, LIMITS.ciphertextBytes);
      const problem = size ?? checkContext(from.context) ?? checkContext(to.context);
      return problem === null ? reEncrypt(core, from, to) : fail(problem);
    },
  };
}

interface Clear {
  readonly keyId: string;
  readonly plaintext: Uint8Array;
  readonly context: EncryptionContext;
}

interface Sealed {
  readonly keyId: string;
  readonly ciphertext: Uint8Array;
  readonly context: EncryptionContext;
}

function generateDataKey(core: Core, keyId: string, context: EncryptionContext) {
  return transactWritable(core, (vault, now) => {
    const plaintext = new Uint8Array(core.randomBytes(SECRET_BYTES));
    const sealed = encryptNow(vault, 'GenerateDataKey', { keyId, plaintext, context }, now);
    if (sealed.ok) return ok({ ...sealed.value, plaintext });
    plaintext.fill(0);
    return sealed;
  });
}

function reEncrypt(core: Core, from: Sealed, to: Omit<Clear, 'plaintext'>): Outcome<Ciphertext> {
  return transactWritable(core, (vault, now) => {
    // The new key is looked at first, so that nothing is decrypted that could not be encrypted again.
    const target = requireUsable(vault.store, to.keyId, 'ENCRYPT_DECRYPT', now);
    if (!target.ok) return target;
    const opened = decryptNow(vault, 'ReEncrypt', from, now);
    if (!opened.ok) return opened;
    const { plaintext } = opened.value;
    try {
      return encryptNow(vault, 'ReEncrypt', { ...to, plaintext }, now);
    } finally {
      plaintext.fill(0);
    }
  });
}

function encryptNow(vault: Writable, operation: string, clear: Clear, now: string): Outcome<Ciphertext> {
  const { vaultId, store, randomBytes, principal } = vault;
  const { keyId, plaintext, context } = clear;
  const key = requireUsable(store, keyId, 'ENCRYPT_DECRYPT', now);
  if (!key.ok) return key;
  const version = store.versions.last(keyId);
  if (version === null) return fail(materialDamaged(keyId));
  const binding = { vaultId, keyId, versionId: version.id, context };
  const ciphertext = withMaterial(vault, version, (material) => sealBlob(material, plaintext, binding, randomBytes));
  if (!ciphertext.ok) return ciphertext;
  store.log.recordUse(keyId, { at: now, operation, principal });
  return ok({ ciphertext: ciphertext.value, versionId: version.id });
}

function decryptNow(vault: Writable, operation: string, sealed: Sealed, now: string): Outcome<Opened> {
  const { vaultId, store, principal } = vault;
  const { keyId, ciphertext, context } = sealed;
  const key = requireUsable(store, keyId, 'ENCRYPT_DECRYPT', now);
  if (!key.ok) return key;
  const claim = claimedOrigin(ciphertext);
  const version = claim?.keyId === keyId ? store.versions.find(keyId, claim.versionId) : null;
  if (version === null) return fail(ciphertextRefused());
  const binding = { vaultId, keyId, versionId: version.id, context };
  const opened = withMaterial(vault, version, (material) => openBlob(material, ciphertext, binding));
  if (!opened.ok) return opened;
  if (opened.value === null) return fail(ciphertextRefused());
  const plaintext = new Uint8Array(opened.value);
  opened.value.fill(0);
  store.log.recordUse(keyId, { at: now, operation, principal });
  return ok({ plaintext, versionId: version.id });
}
