import { canonicalBytes } from '../../../shared/canonical-json.ts';
import type { EncryptionContext } from '../provider.ts';
import { open, seal, type RandomBytes } from './aead.ts';
import { ID_BYTES, idFromBytes, idToBytes } from './ids.ts';

const MAGIC = Buffer.from('CLVP', 'ascii');
const FORMAT = 1;
const HEADER_BYTES = MAGIC.length + 1 + 2 * ID_BYTES;

/** What a ciphertext is tied to: it opens only where all of it is the same again. */
export interface Binding {
  readonly vaultId: string;
  readonly keyId: string;
  readonly versionId: string;
  readonly context: EncryptionContext;
}

/** Encrypts into a blob: magic `CLVP`, format (1 byte), key id (16), version id (16), nonce (12), ciphertext, tag (16). */
export function sealBlob(
  material: Uint8Array,
  plaintext: Uint8Array,
  binding: Binding,
  randomBytes: RandomBytes,
): Uint8Array {
  const sealed = seal(material, plaintext, additionalData(binding), randomBytes);
  const blob = [MAGIC, Buffer.of(FORMAT), idToBytes(binding.keyId), idToBytes(binding.versionId), sealed];
  return new Uint8Array(Buffer.concat(blob));
}

/**
 * Reads which key and version a blob says it was made with; `null` when it is no blob of ours.
 * SECURITY: only a claim, good for choosing the material to try. What is true is decided by {@link openBlob}, whose
 * additional data repeats every byte of the header.
 */
export function claimedOrigin(blob: Uint8Array): { keyId: string; versionId: string } | null {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (bytes.length <= HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  if (bytes[MAGIC.length] !== FORMAT) return null;
  const ids = bytes.subarray(MAGIC.length + 1, HEADER_BYTES);
  return { keyId: idFromBytes(ids.subarray(0, ID_BYTES)), versionId: idFromBytes(ids.subarray(ID_BYTES)) };
}

/** Decrypts a blob; `null` when material, binding or any byte is not the one it was made with. */
export function openBlob(material: Uint8Array, blob: Uint8Array, binding: Binding): Buffer | null {
  return open(material, blob.subarray(HEADER_BYTES), additionalData(binding));
}

function additionalData(binding: Binding): Uint8Array {
  return canonicalBytes({
    type: 'claviger.practice.ciphertext.v1',
    vault: binding.vaultId,
    key: binding.keyId,
    version: binding.versionId,
    context: binding.context,
  });
}
