import type { RandomBytes } from './aead.ts';

/** Length of a key or version id in binary form. */
export const ID_BYTES = 16;

/** A random id in the form of a version 4 UUID (RFC 9562). */
export function newId(randomBytes: RandomBytes): string {
  const bytes = Buffer.from(randomBytes(ID_BYTES));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return idFromBytes(bytes);
}

/** The binary form of an id. */
export function idToBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The text form of 16 bytes, with dashes. */
export function idFromBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
