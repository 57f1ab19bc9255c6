import { fail, ok, type Result } from '../../shared/result.ts';
import { parsePublicKeyLine, sshString, joinBytes, type ConsoleSigner } from '../people/index.ts';
import { checkInnerSignature, type SignatureDetails } from './sshsig-algorithms.ts';
import { armorSshSignature, parseSshSignature, sshSigToBeSigned } from './sshsig-format.ts';

export type { SignatureDetails } from './sshsig-algorithms.ts';
export {
  armorSshSignature,
  parseSshSignature,
  sshSigToBeSigned,
  type SshSigHash,
  type SshSignature,
} from './sshsig-format.ts';
export { APPROVAL_APPLICATION, APPROVAL_ORIGIN, WEBAUTHN_ALGORITHM } from './sshsig-webauthn.ts';

/** Why a signature does not count; the message is a sentence for the person who reads the refusal. */
export type SignatureRefusal = {
  readonly code: 'bad-signature' | 'wrong-namespace' | 'unknown-key';
  readonly message: string;
};

/**
 * Signs as `ssh-keygen -Y sign` does: hash sha512, armored (OpenSSH PROTOCOL.sshsig).
 * @throws if the namespace is empty or not printable ASCII, which is a bug of the caller.
 */
export function makeSshSignature(wish: {
  readonly namespace: string;
  readonly message: Uint8Array;
  readonly signer: ConsoleSigner;
}): string {
  const { namespace, message, signer } = wish;
  if (!/^[\x21-\x7e]+$/.test(namespace)) throw new Error('a namespace is printable ASCII without blanks');
  const { algorithm, blob } = signer.publicKey;
  const raw = signer.sign(sshSigToBeSigned({ namespace, message, hashAlgorithm: 'sha512' }));
  const signature = joinBytes(sshString(algorithm), sshString(raw));
  return armorSshSignature({ publicKey: blob, namespace, hashAlgorithm: 'sha512', signature });
}

/**
 * Verifies an armored signature over exactly these bytes, in this namespace, by this key of the roster
 * (`algorithm base64`). Never throws.
 * @returns what a security key adds (flags, counter), or why the signature is refused.
 */
export function verifySshSignature(claim: {
  readonly signature: string;
  readonly message: Uint8Array;
  readonly namespace: string;
  readonly publicKey: string;
}): Result<SignatureDetails, SignatureRefusal> {
  const parsed = parseSshSignature(claim.signature);
  if (!parsed.ok) return refuse('bad-signature', parsed.error);
  const key = parsePublicKeyLine(claim.publicKey);
  if (!key.ok) return refuse('unknown-key', `The key in the roster cannot be used. ${key.error}`);
  // SECURITY: the whole blob, not a fingerprint or the bare point: it also holds the key type and the application.
  if (!Buffer.from(key.value.blob).equals(parsed.value.publicKey)) {
    return refuse(
      'unknown-key',
      `The signature was made by ${parsed.value.fingerprint}, not by ${key.value.fingerprint}.`,
    );
  }
  if (parsed.value.namespace !== claim.namespace) {
    return refuse('wrong-namespace', `The signature is for another purpose than ${claim.namespace}.`);
  }
  const signed = sshSigToBeSigned({ ...parsed.value, message: claim.message });
  const checked = checkInnerSignature(key.value, signed, parsed.value.signature);
  return checked.ok ? ok(checked.value) : refuse('bad-signature', checked.error);
}

function refuse(code: SignatureRefusal['code'], message: string): Result<never, SignatureRefusal> {
  return fail({ code, message });
}
