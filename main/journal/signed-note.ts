import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { fail, ok, type Result } from '../../shared/result.ts';

// Notes, keys and signatures of https://c2sp.org/signed-note and https://c2sp.org/tlog-cosignature.

/** What signs: a raw Ed25519 public key of 32 bytes, and a function that makes 64-byte RFC 8032 signatures. */
export type CheckpointSigner = {
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Uint8Array;
};

/** Signature types of the specification which this code knows: the note itself, and timestamped cosignatures. */
export const SIGNATURE_TYPE = { ed25519: 0x01, cosignature: 0x04 } as const;
export type SignatureType = (typeof SIGNATURE_TYPE)[keyof typeof SIGNATURE_TYPE];

/** A key whose signatures are believed. */
export type VerifierKey = {
  readonly name: string;
  readonly type: SignatureType;
  readonly keyId: number;
  readonly publicKey: Uint8Array;
  readonly key: KeyObject;
};

/** One signature line: the claim that the key (name, id) made these signature bytes. */
export type NoteSignature = { readonly name: string; readonly keyId: number; readonly signature: Uint8Array };

/** A note taken apart; nothing in it is believed yet. `text` ends in a newline and is what signatures are over. */
export type SignedNote = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** A signature that was verified. `time` in seconds since 1970 for cosignatures, else null. */
export type VerifiedSignature = { readonly key: VerifierKey; readonly time: number | null };

/** Room for 16 and more post-quantum signatures of 5 kB, which the specification asks for, and no more. */
export const NOTE_LIMITS = { characters: 262_144, signatures: 64, name: 256 } as const;

const RAW_KEY_SIZE = 32;
const SIGNATURE_SIZE = 64;

/** Makes a verifier key from its parts. @throws Error when the name or key cannot be one: a bug of the caller. */
export function verifierKey(name: string, type: SignatureType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new Error(`not a key name: ${JSON.stringify(name)}`);
  if (publicKey.length !== RAW_KEY_SIZE) throw new Error('an Ed25519 public key has 32 bytes');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return { name, type, keyId: keyId(name, type, publicKey), publicKey: Uint8Array.from(publicKey), key };
}

/** A verifier key as text: `<name>+<key id, 8 hex digits>+<base64(type || public key)>`. */
export function formatVkey(key: VerifierKey): string {
  const id = key.keyId.toString(16).padStart(8, '0');
  return `${key.name}+${id}+${Buffer.concat([Uint8Array.of(key.type), key.publicKey]).toString('base64')}`;
}

/** Reads a vkey of one of the two Ed25519 types. The error completes "the key ...". */
export function parseVkey(text: string): Result<VerifierKey, string> {
  if (text.length > NOTE_LIMITS.name + 64) return fail('is too long');
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(text);
  const [, name = '', id = '', data = ''] = parts ?? [];
  const bytes = strictBase64(data);
  if (parts === null || bytes === null || !isKeyName(name)) return fail('is not of the form name+id+base64');
  const type = Object.values(SIGNATURE_TYPE).find((known) => known === bytes[0]);
  if (type === undefined || bytes.length !== 1 + RAW_KEY_SIZE) return fail('is not an Ed25519 key');
  const key = verifierKey(name, type, bytes.subarray(1));
  return key.keyId === parseInt(id, 16) ? ok(key) : fail('does not have the id that it states');
}

/** Takes a note apart without believing anything in it. The error completes "the note ...". */
export function parseNote(note: string): Result<SignedNote, string> {
  if (note.length > NOTE_LIMITS.characters) return fail('is too long');
  if (!note.isWellFormed() || /[\u0000-\u0009\u000B-\u001F]/.test(note)) return fail('contains control characters');
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return fail('has no signatures');
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > NOTE_LIMITS.signatures) return fail('has too many signatures');
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === null) return fail('has a malformed signature line');
    signatures.push(signature);
  }
  return ok({ text: note.slice(0, split + 1), signatures });
}

/**
 * Verifies the signatures of known keys. Those of unknown keys are ignored; one bad signature of a known key rejects
 * the note, and so does the absence of any known one. The error completes "the note ...".
 */
export function openNote(
  note: string,
  keys: readonly VerifierKey[],
): Result<{ readonly text: string; readonly verified: readonly VerifiedSignature[] }, string> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const verified: VerifiedSignature[] = [];
  for (const signature of parsed.value.signatures) {
    const key = keys.find((known) => known.name === signature.name && known.keyId === signature.keyId);
    if (key === undefined) continue;
    const time = verifySignature(parsed.value.text, key, signature.signature);
    if (time === false) return fail(`has a bad signature of ${key.name}`);
    if (!verified.some((earlier) => earlier.key === key)) verified.push({ key, time });
  }
  return verified.length === 0 ? fail('is signed by no known key') : ok({ text: parsed.value.text, verified });
}

/** Signs a text (ending in a newline) and returns the note with one signature line. */
export function signNote(text: string, name: string, signer: CheckpointSigner): string {
  return createNoteSigner(name, signer)(text);
}

/** The same for many texts: the key's id is computed once. */
export function createNoteSigner(name: string, signer: CheckpointSigner): (text: string) => string {
  const id = keyId(name, SIGNATURE_TYPE.ed25519, signer.publicKey);
  return (text) => `${text}\n${signatureLine(name, id, signer.sign(Buffer.from(text)))}`;
}

/** The line that a witness adds to a note: its timestamped Ed25519 cosignature. `time` in seconds since 1970. */
export function cosignatureLine(text: string, name: string, time: number, signer: CheckpointSigner): string {
  if (!Number.isSafeInteger(time) || time < 0) throw new RangeError(`${time} is not a time in whole seconds`);
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(BigInt(time));
  const signature = signer.sign(cosignedMessage(text, String(time)));
  const id = keyId(name, SIGNATURE_TYPE.cosignature, signer.publicKey);
  return signatureLine(name, id, Buffer.concat([stamp, signature]));
}

/** Decodes standard padded base64, only if it is spelled the one right way. */
export function strictBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes : null;
}

function signatureLine(name: string, id: number, signature: Uint8Array): string {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(id);
  return `\u2014 ${name} ${Buffer.concat([head, signature]).toString('base64')}\n`;
}

function parseSignatureLine(line: string): NoteSignature | null {
  const parts = /^\u2014 (\S+) (\S+)$/u.exec(line);
  const [, name = '', data = ''] = parts ?? [];
  const bytes = strictBase64(data);
  if (parts === null || bytes === null || bytes.length < 5 || !isKeyName(name)) return null;
  return { name, keyId: Buffer.from(bytes).readUInt32BE(0), signature: bytes.subarray(4) };
}

/** The time of a good cosignature, null for another good signature, false for a bad one. */
function verifySignature(text: string, key: VerifierKey, signature: Uint8Array): number | null | false {
  if (key.type === SIGNATURE_TYPE.ed25519) {
    return signature.length === SIGNATURE_SIZE && verify(null, Buffer.from(text), key.key, signature) ? null : false;
  }
  if (signature.length !== 8 + SIGNATURE_SIZE) return false;
  const time = Buffer.from(signature).readBigUInt64BE(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) return false;
  return verify(null, cosignedMessage(text, time.toString()), key.key, signature.subarray(8)) ? Number(time) : false;
}

function cosignedMessage(text: string, time: string): Uint8Array {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
}

function keyId(name: string, type: SignatureType, publicKey: Uint8Array): number {
  const digest = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(type), publicKey]), 'buffer');
  return digest.readUInt32BE(0);
}

function isKeyName(name: string): boolean {
  return name !== '' && name.length <= NOTE_LIMITS.name && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name);
}
