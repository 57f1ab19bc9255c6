import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { KeySpec } from '../provider.ts';

/** Signs with PKCS #8 material: RSASSA-PSS with SHA-256, ECDSA P-256 with SHA-256, P-384 with SHA-384 in DER. */
export function signWith(spec: KeySpec, material: Buffer, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(hashOf(spec), message, { key: privateKey(material), ...SCHEME }));
}

/** Verifies a signature of {@link signWith}. */
export function verifyWith(spec: KeySpec, material: Buffer, message: Uint8Array, signature: Uint8Array): boolean {
  return verify(hashOf(spec), message, { key: createPublicKey(privateKey(material)), ...SCHEME }, signature);
}

/** The public half of PKCS #8 material as SubjectPublicKeyInfo, DER. */
export function publicHalf(material: Buffer): Uint8Array {
  return new Uint8Array(createPublicKey(privateKey(material)).export({ format: 'der', type: 'spki' }));
}

/** HMAC-SHA-256, 32 bytes. */
export function macWith(material: Buffer, message: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', material).update(message).digest());
}

/** Compares a MAC with the right one in constant time. */
export function macMatches(material: Buffer, message: Uint8Array, mac: Uint8Array): boolean {
  const right = macWith(material, message);
  // SECURITY: constant time, so that nobody can find a MAC byte by byte by measuring how long a refusal takes.
  return mac.length === right.length && timingSafeEqual(mac, right);
}

// Each kind of key ignores the options that are the other's.
const SCHEME = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  dsaEncoding: 'der',
} as const;

function hashOf(spec: KeySpec): 'sha256' | 'sha384' {
  return spec === 'ECC_NIST_P384' ? 'sha384' : 'sha256';
}

function privateKey(material: Buffer): KeyObject {
  return createPrivateKey({ key: material, format: 'der', type: 'pkcs8' });
}
