import { createCipheriv, createDecipheriv } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Draws so many random bytes; `node:crypto`'s outside of tests. */
export type RandomBytes = (size: number) => Uint8Array;

/**
 * AES-256-GCM with a fresh random 96-bit nonce (NIST SP 800-38D, 8.2.2).
 * @returns nonce (12 bytes), ciphertext, tag (16 bytes), one after the other
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array, randomBytes: RandomBytes): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what {@link seal} made; `null` when key, bytes or additional data are not the same. */
export function open(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  // SECURITY: a fixed tag length, because Node otherwise accepts tags cut down to 4 bytes, which can be guessed.
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
  try {
    decipher.final();
    return plaintext;
  } catch {
    // SECURITY: what GCM put out before the tag was checked is the attacker's choice; nobody may see it.
    plaintext.fill(0);
    return null;
  }
}
