import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { Custody } from '../../shared/people.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { textProblem } from '../../shared/text.ts';
import { readKeyBlob, SSH_ALGORITHMS, type KeyMaterial, type SshAlgorithm } from './openssh-key-blobs.ts';
import { canonicalBase64 } from './ssh-wire.ts';

/** A public key that passed every check of `parsePublicKeyLine`. */
export type SshPublicKey = KeyMaterial & {
  readonly algorithm: SshAlgorithm;
  readonly blob: Uint8Array;
  /** Algorithm and base64 blob, one space between, no comment: the form of rosters. */
  readonly publicKey: string;
  /** What stood after the key; empty if that cannot be shown safely. */
  readonly comment: string;
  /** `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  /** Where the private half probably is. A key made by this console cannot be told from a file of the person's. */
  readonly custodyHint: Exclude<Custody, 'console-held'>;
};

const MAX_LINE = 16_384;

/**
 * Reads one line of a `.pub` file (sshd(8), AUTHORIZED_KEYS FILE FORMAT, without options).
 * @returns the key, or a sentence for the person who pasted it. The sentence never repeats what was pasted.
 */
export function parsePublicKeyLine(line: string): Result<SshPublicKey, string> {
  const shape = wrongPaste(line);
  if (shape !== null) return fail(shape);
  const [name = '', base64 = '', ...rest] = line.trim().split(/[ \t]+/);
  const algorithm = SSH_ALGORITHMS.find((known) => known === name);
  if (algorithm === undefined) return fail(refusedType(name, base64, rest));
  const blob = canonicalBase64(base64);
  if (blob === null || blob.length === 0) return fail('The key data is not complete, canonical base64.');
  const material = readKeyBlob(algorithm, blob);
  if (!material.ok) return material;
  const comment = rest.join(' ');
  return ok({
    ...material.value,
    algorithm,
    blob,
    publicKey: `${algorithm} ${base64}`,
    comment: comment.length <= 200 && textProblem(comment) === null ? comment : '',
    fingerprint: fingerprintOf(blob),
    custodyHint: algorithm.startsWith('sk-') ? 'hardware' : 'own-file',
  });
}

/** The fingerprint of a public key blob: `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** The key for `node:crypto`. */
export function publicKeyObject(key: Pick<SshPublicKey, 'jwk'>): KeyObject {
  return createPublicKey({ key: key.jwk, format: 'jwk' });
}

function wrongPaste(text: string): string | null {
  // SECURITY: first of all, so that a person who pasted a secret learns it, whatever else is wrong with the text.
  if (/PRIVATE KEY|PuTTY-User-Key-File/i.test(text)) {
    return 'This is a private key. Do not show it to anybody; use the line in the file that ends in .pub.';
  }
  if (text.trim() === '') return 'There is no key here.';
  if (text.length > MAX_LINE) return 'This is too long for a public key.';
  if (/-----BEGIN|---- BEGIN/.test(text)) {
    return 'This is another key format; use the one line that starts with the key type, as OpenSSH writes it.';
  }
  if (/[\r\n]/.test(text.trim())) return 'A public key is one line; this is more than one.';
  return null;
}

function refusedType(name: string, second: string, rest: readonly string[]): string {
  if (/-cert-v0[01]@openssh\.com$/.test(name)) return 'Certificates are not accepted; use the plain public key.';
  if (name === 'ssh-dss') return 'DSA keys are not accepted: they are too weak.';
  if (/^(?:ecdsa-sha2-|ssh-ed448|sk-ecdsa-sha2-)/.test(name)) {
    return 'Keys on this curve are not accepted; use ssh-ed25519 or ecdsa-sha2-nistp256.';
  }
  // SECURITY: options (`command=`, `cert-authority`) give a key another meaning elsewhere; nothing may stand before it.
  if ([second, ...rest].some((word) => SSH_ALGORITHMS.some((known) => known === word))) {
    return 'Options stand before the key; paste the key alone, starting with its type.';
  }
  return 'This does not start with a key type that is accepted (such as ssh-ed25519).';
}
