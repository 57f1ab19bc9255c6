import { createHash, verify } from 'node:crypto';
import { fail, ok, type Result } from '../../shared/result.ts';
import { joinBytes, publicKeyObject, SshReader, sshUint32, type SshPublicKey } from '../people/index.ts';
import { APPROVAL_APPLICATION, clientDataProblem, WEBAUTHN_ALGORITHM } from './sshsig-webauthn.ts';

/** What a security key adds to its signature; nothing for other keys. */
export type SignatureDetails = {
  /** Authenticator flags: 0x01 presence, 0x04 verification (WebAuthn level 3, section 6.1). */
  readonly flags?: number;
  /** Signature counter of the security key; many keys leave it at 0. */
  readonly counter?: number;
};

type Checked = Result<SignatureDetails, string>;

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED_DATA = 0x40;
const EXTENSION_DATA = 0x80;

const MALFORMED = 'The signature is cut off, has bytes left over or is not written canonically.';
const WRONG_ALGORITHM = 'The algorithm of the signature does not belong to the type of the key.';
const WRONG = 'The signature does not match the document and the key.';
const NO_PRESENCE = 'The security key does not say that somebody touched it.';

/** Order of the group of P-256 (SP 800-186 section 3.2.1.3), big-endian. */
const P256_ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

/**
 * Checks an inner signature over `signed`, the blob of PROTOCOL.sshsig section 3.
 * @returns what a security key adds, or a sentence that says why the signature is refused.
 */
export function checkInnerSignature(key: SshPublicKey, signed: Uint8Array, signature: Uint8Array): Checked {
  const reader = new SshReader(signature);
  const algorithm = reader.text();
  switch (key.algorithm) {
    case 'ssh-ed25519':
      return algorithm === key.algorithm ? checkEd25519(key, signed, reader) : fail(WRONG_ALGORITHM);
    case 'ecdsa-sha2-nistp256':
      return algorithm === key.algorithm ? checkEcdsa(key, signed, reader) : fail(WRONG_ALGORITHM);
    case 'ssh-rsa':
      return checkRsa(key, signed, algorithm, reader);
    case 'sk-ssh-ed25519@openssh.com':
      return algorithm === key.algorithm ? checkSkEd25519(key, signed, reader) : fail(WRONG_ALGORITHM);
    case 'sk-ecdsa-sha2-nistp256@openssh.com':
      // SECURITY: a key that was enrolled on the approval page signs in the browser only, where origin and verification
      // are checked; the plain form, which has neither, would be the easier way around.
      if (key.application === APPROVAL_APPLICATION) {
        return algorithm === WEBAUTHN_ALGORITHM ? checkWebauthn(key, signed, reader) : fail(WRONG_ALGORITHM);
      }
      return algorithm === key.algorithm ? checkSkEcdsa(key, signed, reader) : fail(WRONG_ALGORITHM);
  }
}

/** RFC 8709 section 6. */
function checkEd25519(key: SshPublicKey, signed: Uint8Array, reader: SshReader): Checked {
  const signature = reader.string();
  if (!reader.complete || signature.length !== 64) return fail(MALFORMED);
  return verify(null, signed, publicKeyObject(key), signature) ? ok({}) : fail(WRONG);
}

/** RFC 5656 section 3.1.2. */
function checkEcdsa(key: SshPublicKey, signed: Uint8Array, reader: SshReader): Checked {
  const pair = readEcdsaPair(reader.string());
  if (!reader.complete || pair === null) return fail(MALFORMED);
  return verifyP256(key, signed, pair) ? ok({}) : fail(WRONG);
}

/** RFC 8332 section 3. */
function checkRsa(key: SshPublicKey, signed: Uint8Array, algorithm: string, reader: SshReader): Checked {
  // SECURITY: "ssh-rsa" as a signature algorithm is SHA-1.
  if (algorithm !== 'rsa-sha2-256' && algorithm !== 'rsa-sha2-512') return fail(WRONG_ALGORITHM);
  const signature = reader.string();
  const publicKey = publicKeyObject(key);
  const modulusBytes = Math.ceil((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  if (!reader.complete || signature.length !== modulusBytes) return fail(MALFORMED);
  return verify(algorithm.replace('rsa-sha2-', 'sha'), signed, publicKey, signature) ? ok({}) : fail(WRONG);
}

/** PROTOCOL.u2f, "SSH U2F signatures", Ed25519. */
function checkSkEd25519(key: SshPublicKey, signed: Uint8Array, reader: SshReader): Checked {
  const signature = reader.string();
  const flags = reader.byte();
  const counter = reader.uint32();
  if (!reader.complete || signature.length !== 64 || hasForeignData(flags)) return fail(MALFORMED);
  if ((flags & USER_PRESENT) === 0) return fail(NO_PRESENCE);
  const bytes = authenticatorBytes({ key, flags, counter, hashed: signed });
  return verify(null, bytes, publicKeyObject(key), signature) ? ok({ flags, counter }) : fail(WRONG);
}

/** PROTOCOL.u2f, "SSH U2F signatures", ECDSA. */
function checkSkEcdsa(key: SshPublicKey, signed: Uint8Array, reader: SshReader): Checked {
  const pair = readEcdsaPair(reader.string());
  const flags = reader.byte();
  const counter = reader.uint32();
  if (!reader.complete || pair === null || hasForeignData(flags)) return fail(MALFORMED);
  if ((flags & USER_PRESENT) === 0) return fail(NO_PRESENCE);
  const bytes = authenticatorBytes({ key, flags, counter, hashed: signed });
  return verifyP256(key, bytes, pair) ? ok({ flags, counter }) : fail(WRONG);
}

/** PROTOCOL.u2f, "webauthn signatures". */
function checkWebauthn(key: SshPublicKey, signed: Uint8Array, reader: SshReader): Checked {
  const pair = readEcdsaPair(reader.string());
  const flags = reader.byte();
  const counter = reader.uint32();
  const origin = reader.text();
  const clientData = reader.string();
  const extensions = reader.string();
  if (!reader.complete || pair === null) return fail(MALFORMED);
  const saysExtensions = (flags & EXTENSION_DATA) !== 0;
  if ((flags & ATTESTED_DATA) !== 0 || saysExtensions !== extensions.length > 0) return fail(MALFORMED);
  if ((flags & USER_PRESENT) === 0) return fail(NO_PRESENCE);
  if ((flags & USER_VERIFIED) === 0) return fail('The security key does not say that it verified the person.');
  const problem = clientDataProblem(clientData, origin, signed);
  if (problem !== null) return fail(problem);
  const bytes = authenticatorBytes({ key, flags, counter, hashed: clientData, extensions });
  return verifyP256(key, bytes, pair) ? ok({ flags, counter }) : fail(WRONG);
}

// SECURITY: outside the browser no extension is asked for; bytes for one would not be under the signature.
function hasForeignData(flags: number): boolean {
  return (flags & (ATTESTED_DATA | EXTENSION_DATA)) !== 0;
}

/** What the security key itself signed: SHA-256(application), flags, counter, extensions, SHA-256(what was asked). */
function authenticatorBytes(parts: {
  readonly key: SshPublicKey;
  readonly flags: number;
  readonly counter: number;
  readonly hashed: Uint8Array;
  readonly extensions?: Uint8Array;
}): Uint8Array {
  const sha256 = (value: Uint8Array | string) => createHash('sha256').update(value).digest();
  return joinBytes(
    // SECURITY: the application comes from the roster's key, never from the signature.
    sha256(parts.key.application ?? ''),
    Uint8Array.of(parts.flags),
    sshUint32(parts.counter),
    parts.extensions ?? new Uint8Array(0),
    sha256(parts.hashed),
  );
}

/** Two mpints, each in 1..order-1, as the 64 bytes of IEEE P1363; `null` if they are anything else. */
function readEcdsaPair(bytes: Uint8Array): Uint8Array | null {
  const reader = new SshReader(bytes);
  const pair = [reader.mpint(), reader.mpint()];
  if (!reader.complete || pair.some((number) => number.length > 32)) return null;
  const padded = pair.map((number) => joinBytes(new Uint8Array(32 - number.length), number));
  return padded.every((number) => P256_ORDER.compare(number) > 0) ? joinBytes(...padded) : null;
}

function verifyP256(key: SshPublicKey, bytes: Uint8Array, pair: Uint8Array): boolean {
  return verify('sha256', bytes, { key: publicKeyObject(key), dsaEncoding: 'ieee-p1363' }, pair);
}
