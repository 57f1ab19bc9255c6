import type { ProviderError, ProviderErrorCode } from '../provider.ts';

// Named as AWS KMS names its refusals, so that what is rehearsed here is what a custodian will meet there.
// A refusal comes before the first write; therefore `notDone` is true.
function refusal(code: ProviderErrorCode, providerCode: string, message: string): ProviderError {
  return { code, providerCode, message, notDone: true };
}

/** No such key, or it has been destroyed. */
export function keyNotFound(keyId: string): ProviderError {
  return refusal(
    'not-found',
    'NotFoundException',
    `There is no key ${shown(keyId)} in this vault. Check the key id; a destroyed key does not come back.`,
  );
}

/** No such alias. */
export function aliasNotFound(alias: string): ProviderError {
  return refusal(
    'not-found',
    'NotFoundException',
    `There is no alias ${shown(alias)} in this vault. Check the name, or create the alias first.`,
  );
}

/** The alias is taken. */
export function aliasExists(alias: string): ProviderError {
  return refusal(
    'already-exists',
    'AlreadyExistsException',
    `The alias ${shown(alias)} already exists. Choose another name, or move the alias instead of creating it.`,
  );
}

/** The key is disabled. */
export function keyDisabled(keyId: string): ProviderError {
  return refusal('disabled', 'DisabledException', `The key ${keyId} is disabled. Enable it first.`);
}

/** The key is waiting for its deletion. */
export function keyPendingDeletion(keyId: string): ProviderError {
  return refusal(
    'invalid-state',
    'KMSInvalidStateException',
    `The key ${keyId} is waiting for its deletion. Cancel the deletion first, then enable the key.`,
  );
}

/** There is no deletion to cancel. */
export function keyNotPending(keyId: string): ProviderError {
  return refusal(
    'invalid-state',
    'KMSInvalidStateException',
    `The key ${keyId} is not waiting for its deletion. There is nothing to cancel.`,
  );
}

/** The key is for something else. */
export function wrongUsage(keyId: string, usage: string, wanted: string): ProviderError {
  return refusal(
    'unsupported',
    'InvalidKeyUsageException',
    `The key ${keyId} is made for ${usage}, not for ${wanted}. Choose a key with that usage.`,
  );
}

/** The spec has no such feature. */
export function specCannot(keyId: string, spec: string, what: string, instead: string): ProviderError {
  return refusal('unsupported', 'UnsupportedOperationException', `The ${spec} key ${keyId} ${what}. ${instead}`);
}

/** A lifetime's rotations are used up. */
export function rotationLimit(keyId: string, limit: number): ProviderError {
  return refusal(
    'limit-exceeded',
    'LimitExceededException',
    `The key ${keyId} has used its ${limit} rotations on demand. Replace it by a new key and move the alias.`,
  );
}

/** One sentence for every reason, so that trying out ciphertexts teaches nothing. */
export function ciphertextRefused(): ProviderError {
  return refusal(
    'invalid-ciphertext',
    'InvalidCiphertextException',
    'The ciphertext does not open with this key and this encryption context. ' +
      'Check that all three belong together; if they do, the ciphertext was altered.',
  );
}

/** A value is outside of its bounds. */
export function invalidInput(message: string, providerCode = 'ValidationException'): ProviderError {
  return refusal('invalid-input', providerCode, message);
}

/** The vault was opened for reading only. */
export function openedReadOnly(): ProviderError {
  return refusal(
    'unsupported',
    'ReadOnlyVault',
    'The vault was opened for reading only. Open it for writing to change or use a key.',
  );
}

/** Stored material does not unwrap although the wrapping key is right. */
export function materialDamaged(keyId: string): ProviderError {
  return refusal(
    'internal',
    'KMSInternalException',
    `The stored material of key ${keyId} was altered or damaged. Bring the vault file back from a backup.`,
  );
}

/** The call came too often; proves that nothing was done. */
export function throttled(): ProviderError {
  return refusal(
    'throttled',
    'ThrottlingException',
    'There were too many requests. Wait a moment, then send it again.',
  );
}

/** Another process holds the file; proves that nothing was done. */
export function busy(): ProviderError {
  return refusal('throttled', 'SQLITE_BUSY', 'Another program is using the vault. Wait a moment, then send it again.');
}

/** The caller may not do this. */
export function denied(): ProviderError {
  return refusal(
    'denied',
    'AccessDeniedException',
    'The credentials in use do not permit this call. Ask the administrator, or choose another connection.',
  );
}

/** Nobody knows whether the request arrived. */
export function noAnswer(): ProviderError {
  return {
    code: 'no-answer',
    providerCode: 'TimeoutError',
    message: 'The request was sent but no answer came. Look at the key and the log before doing anything again.',
    notDone: false,
  };
}

/** The database failed in a way that leaves open how far it came. */
export function storageFailed(providerCode: string): ProviderError {
  return {
    code: 'internal',
    providerCode,
    message: 'The vault file could not be read or written. Check the disk, then look at the key before going on.',
    notDone: false,
  };
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
