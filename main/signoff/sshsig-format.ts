import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '../../shared/result.ts';
import { canonicalBase64, fingerprintOf, joinBytes, SshReader, sshString, sshUint32 } from '../people/index.ts';

/** Hash algorithms for the message, PROTOCOL.sshsig section 2. */
export type SshSigHash = 'sha256' | 'sha512';

/** The fields of a signature, read but not yet verified. */
export type SshSignature = {
  /** Whole public key blob; its key type is not checked here. */
  readonly publicKey: Uint8Array;
  /** Fingerprint of that blob: `SHA256:` and unpadded base64. */
  readonly fingerprint: string;
  readonly namespace: string;
  readonly hashAlgorithm: SshSigHash;
  /** The inner signature: an algorithm name and what that algorithm puts behind it. */
  readonly signature: Uint8Array;
};

const HEADER = '-----BEGIN SSH SIGNATURE-----\n';
const FOOTER = '-----END SSH SIGNATURE-----';
const LINE_WIDTH = 70;
const MAX_ARMORED = 16_384;
const MAGIC = Buffer.from('SSHSIG', 'latin1');
const VERSION = 1;

/** The bytes that the key signs, PROTOCOL.sshsig section 3. A security key in the browser takes them as challenge. */
export function sshSigToBeSigned(statement: {
  readonly namespace: string;
  readonly message: Uint8Array;
  readonly hashAlgorithm: SshSigHash;
}): Uint8Array {
  const { namespace, message, hashAlgorithm } = statement;
  const digest = createHash(hashAlgorithm).update(message).digest();
  return joinBytes(MAGIC, sshString(namespace), sshString(''), sshString(hashAlgorithm), sshString(digest));
}

/** Writes a signature in the form of ssh-keygen, PROTOCOL.sshsig sections 1 and 2. */
export function armorSshSignature(fields: Omit<SshSignature, 'fingerprint'>): string {
  const blob = joinBytes(
    MAGIC,
    sshUint32(VERSION),
    sshString(fields.publicKey),
    sshString(fields.namespace),
    sshString(''),
    sshString(fields.hashAlgorithm),
    sshString(fields.signature),
  );
  const base64 = Buffer.from(blob).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${LINE_WIDTH}}`, 'g')) ?? [];
  return `${HEADER}${lines.join('\n')}\n${FOOTER}\n`;
}

/**
 * Reads an armored signature, strictly: one signature has one text, but for the last line feed.
 * @returns its fields, or a sentence that says why it is no signature.
 */
export function parseSshSignature(armored: string): Result<SshSignature, string> {
  if (armored.length > MAX_ARMORED) return fail('The signature is too long.');
  const blob = dearmor(armored);
  if (blob === null) return fail('This is not an SSH signature exactly as ssh-keygen -Y sign writes it.');
  const reader = new SshReader(blob);
  const magic = reader.fixed(MAGIC.length);
  const version = reader.uint32();
  const publicKey = reader.string();
  const namespace = reader.text();
  const reserved = reader.string();
  const hashAlgorithm = reader.text();
  const signature = reader.string();
  if (!MAGIC.equals(magic)) return fail('This is not an SSH signature: its first bytes are not SSHSIG.');
  if (!reader.complete) return fail('The signature is cut off, has bytes left over or contains control characters.');
  if (version !== VERSION) return fail('The signature has a version other than 1.');
  if (namespace === '') return fail('The signature has no namespace.');
  // SECURITY: PROTOCOL.sshsig lets verifiers ignore the field; whatever it may come to mean, nobody here has read it.
  if (reserved.length > 0) return fail('The reserved field of the signature is not empty.');
  if (hashAlgorithm !== 'sha256' && hashAlgorithm !== 'sha512') {
    return fail('The signature uses a hash algorithm other than sha256 or sha512.');
  }
  return ok({ publicKey, fingerprint: fingerprintOf(publicKey), namespace, hashAlgorithm, signature });
}

function dearmor(armored: string): Uint8Array | null {
  const text = armored.endsWith('\n') ? armored.slice(0, -1) : armored;
  if (!text.startsWith(HEADER) || !text.endsWith(`\n${FOOTER}`)) return null;
  const lines = text.slice(HEADER.length, -FOOTER.length - 1).split('\n');
  const last = lines.at(-1) ?? '';
  if (!lines.slice(0, -1).every((line) => line.length === LINE_WIDTH)) return null;
  return last !== '' && last.length <= LINE_WIDTH ? canonicalBase64(lines.join('')) : null;
}
