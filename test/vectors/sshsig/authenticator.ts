import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { joinBytes, sshMpint, sshString, sshUint32 } from '../../../main/people/index.ts';
import { armorSshSignature, sshSigToBeSigned } from '../../../main/signoff/sshsig.ts';

/** A security key in software: it signs like one, and it can be told to break every rule once. */
export type SoftwareKey = {
  readonly kind: 'sk-ed25519' | 'sk-ecdsa';
  readonly application: string;
  readonly blob: Uint8Array;
  readonly publicKey: string;
  readonly privateKey: KeyObject;
};

export function makeSoftwareKey(kind: SoftwareKey['kind'], application: string): SoftwareKey {
  const { publicKey, privateKey } =
    kind === 'sk-ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const algorithm = kind === 'sk-ed25519' ? 'sk-ssh-ed25519@openssh.com' : 'sk-ecdsa-sha2-nistp256@openssh.com';
  const [horizontal, vertical] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  const point =
    kind === 'sk-ed25519'
      ? sshString(horizontal)
      : joinBytes(sshString('nistp256'), sshString(joinBytes(Uint8Array.of(4), horizontal, vertical)));
  const blob = joinBytes(sshString(algorithm), point, sshString(application));
  const line = `${algorithm} ${Buffer.from(blob).toString('base64')}`;
  return { kind, application, blob, publicKey: line, privateKey };
}

/** What to sign; the optional parts break a rule when they are given. */
export type Request = {
  readonly namespace: string;
  readonly message: Uint8Array;
  readonly hashAlgorithm?: 'sha256' | 'sha512';
  readonly flags?: number;
  readonly counter?: number;
  /** Application that is signed, instead of the key's. */
  readonly application?: string;
  readonly extensions?: Uint8Array;
  /** Bytes behind the inner signature. */
  readonly trailing?: Uint8Array;
};

/** Signs as a security key does for ssh-keygen: PROTOCOL.u2f, "SSH U2F signatures". */
export function signWithSoftwareKey(key: SoftwareKey, request: Request): string {
  const { flags = 0x01, counter = 7 } = request;
  const algorithm = key.kind === 'sk-ed25519' ? 'sk-ssh-ed25519@openssh.com' : 'sk-ecdsa-sha2-nistp256@openssh.com';
  const asked = toBeSigned(request);
  return armored(key, request, [
    sshString(algorithm),
    sshString(rawSignature(key, request, flags, counter, asked)),
    Uint8Array.of(flags),
    sshUint32(counter),
  ]);
}

/** What the page and the browser add; each part can be wrong. */
export type BrowserRequest = Request & {
  readonly origin?: string;
  /** Origin in the signature, when it shall differ from the one in the client data. */
  readonly statedOrigin?: string;
  readonly type?: string;
  readonly challenge?: string;
  /** What follows the origin in the client data. */
  readonly ending?: string;
  readonly clientData?: string | Uint8Array;
};

/** Signs as a security key in a browser does: PROTOCOL.u2f, "webauthn signatures"; client data as Chromium writes it. */
export function signInBrowser(key: SoftwareKey, request: BrowserRequest): string {
  const { flags = 0x05, counter = 9, origin = 'https://approval.claviger.localhost' } = request;
  const { type = 'webauthn.get', ending = ',"crossOrigin":false}', extensions = new Uint8Array(0) } = request;
  const { challenge = Buffer.from(toBeSigned(request)).toString('base64url') } = request;
  const clientData = request.clientData ?? `{"type":"${type}","challenge":"${challenge}","origin":"${origin}"${ending}`;
  const asked = typeof clientData === 'string' ? Buffer.from(clientData) : clientData;
  return armored(key, request, [
    sshString('webauthn-sk-ecdsa-sha2-nistp256@openssh.com'),
    sshString(rawSignature(key, request, flags, counter, asked)),
    Uint8Array.of(flags),
    sshUint32(counter),
    sshString(request.statedOrigin ?? origin),
    sshString(asked),
    sshString(extensions),
  ]);
}

/** A message to sign that no other test has. */
export function freshMessage(): Uint8Array {
  return Uint8Array.from(randomBytes(40));
}

function toBeSigned({ namespace, message, hashAlgorithm = 'sha512' }: Request): Uint8Array {
  return sshSigToBeSigned({ namespace, message, hashAlgorithm });
}

function rawSignature(
  key: SoftwareKey,
  request: Request,
  flags: number,
  counter: number,
  asked: Uint8Array,
): Uint8Array {
  const sha256 = (value: Uint8Array | string) => createHash('sha256').update(value).digest();
  const bytes = joinBytes(
    sha256(request.application ?? key.application),
    Uint8Array.of(flags),
    sshUint32(counter),
    request.extensions ?? new Uint8Array(0),
    sha256(asked),
  );
  if (key.kind === 'sk-ed25519') return sign(null, bytes, key.privateKey);
  const pair = sign('sha256', bytes, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return joinBytes(sshMpint(pair.subarray(0, 32)), sshMpint(pair.subarray(32)));
}

function armored(key: SoftwareKey, request: Request, parts: readonly Uint8Array[]): string {
  const { namespace, hashAlgorithm = 'sha512', trailing = new Uint8Array(0) } = request;
  const signature = joinBytes(...parts, trailing);
  return armorSshSignature({ publicKey: key.blob, namespace, hashAlgorithm, signature });
}
