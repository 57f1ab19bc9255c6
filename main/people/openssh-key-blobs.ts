import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { fail, ok, type Result } from '../../shared/result.ts';
import { ed25519PointProblem } from './ed25519-point.ts';
import { SshReader } from './ssh-wire.ts';

/** Key types that may stand in a roster. */
export const SSH_ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
  'ssh-rsa',
] as const;
export type SshAlgorithm = (typeof SSH_ALGORITHMS)[number];

/** What a public key blob says: the key as a JWK and, for a security key, the application it is bound to. */
export type KeyMaterial = { readonly jwk: JsonWebKey; readonly application?: string };

const MIN_RSA_BITS = 3072;
// The longest modulus whose line fits into a roster, with room; OpenSSH itself stops at 16384.
const MAX_RSA_BITS = 8192;
const MALFORMED = 'The key is malformed: its data is cut off, has bytes left over or is not written canonically.';

/**
 * Reads a public key blob (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4, OpenSSH PROTOCOL.u2f).
 * @returns the key, or a sentence that says what is wrong with it.
 */
export function readKeyBlob(algorithm: SshAlgorithm, blob: Uint8Array): Result<KeyMaterial, string> {
  const reader = new SshReader(blob);
  const inside = reader.text();
  if (inside !== algorithm) return fail('The key data does not belong to the key type that stands before it.');
  switch (algorithm) {
    case 'ssh-ed25519':
      return readEd25519(reader, false);
    case 'sk-ssh-ed25519@openssh.com':
      return readEd25519(reader, true);
    case 'ecdsa-sha2-nistp256':
      return readP256(reader, false);
    case 'sk-ecdsa-sha2-nistp256@openssh.com':
      return readP256(reader, true);
    case 'ssh-rsa':
      return readRsa(reader);
  }
}

function readEd25519(reader: SshReader, withApplication: boolean): Result<KeyMaterial, string> {
  const point = reader.string();
  const application = withApplication ? reader.text() : undefined;
  if (!reader.complete || application === '') return fail(MALFORMED);
  const problem = ed25519PointProblem(point);
  if (problem !== null) return fail(`This is not a usable Ed25519 key: it ${problem}.`);
  return checked({ kty: 'OKP', crv: 'Ed25519', x: base64url(point) }, application);
}

function readP256(reader: SshReader, withApplication: boolean): Result<KeyMaterial, string> {
  const curve = reader.text();
  const point = reader.string();
  const application = withApplication ? reader.text() : undefined;
  if (!reader.complete || application === '') return fail(MALFORMED);
  if (curve !== 'nistp256') return fail('The key data names another curve than the key type that stands before it.');
  // RFC 5656 allows compressed points; OpenSSH writes none, and one key must have one form.
  if (point.length !== 65 || point[0] !== 4) return fail('The key is not an uncompressed P-256 point.');
  const x = base64url(point.subarray(1, 33));
  const y = base64url(point.subarray(33));
  return checked({ kty: 'EC', crv: 'P-256', x, y }, application);
}

function readRsa(reader: SshReader): Result<KeyMaterial, string> {
  const exponent = reader.mpint();
  const modulus = reader.mpint();
  if (!reader.complete) return fail(MALFORMED);
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < MIN_RSA_BITS) return fail(`This RSA key has ${bits} bits; at least ${MIN_RSA_BITS} are needed.`);
  if (bits > MAX_RSA_BITS) return fail(`This RSA key has ${bits} bits; at most ${MAX_RSA_BITS} are accepted.`);
  if (!isOdd(modulus)) return fail('This is not a usable RSA key: its modulus is even.');
  // SECURITY: small exponents weaken lax verifiers, even ones are no RSA; huge ones only make verifying slow.
  const small = exponent.length < 3 || BigInt(`0x${Buffer.from(exponent).toString('hex')}`) < 65537n;
  if (small || exponent.length > 8 || !isOdd(exponent)) {
    return fail('This RSA key has an exponent that is not accepted: an odd one from 65537 up to 64 bits is needed.');
  }
  return checked({ kty: 'RSA', n: base64url(modulus), e: base64url(exponent) }, undefined);
}

function checked(jwk: JsonWebKey, application: string | undefined): Result<KeyMaterial, string> {
  try {
    createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    // The import is what checks that an elliptic-curve point lies on its curve.
    return fail('This is not a usable key: its numbers do not lie on the curve or do not fit together.');
  }
  return ok(application === undefined ? { jwk } : { jwk, application });
}

function isOdd(magnitude: Uint8Array): boolean {
  return ((magnitude.at(-1) ?? 0) & 1) === 1;
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
