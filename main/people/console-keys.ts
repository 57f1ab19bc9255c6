import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import ssh2 from 'ssh2';
import { fail, ok, type Result } from '../../shared/result.ts';
import { textProblem } from '../../shared/text.ts';
import { parsePublicKeyLine, type SshPublicKey } from './openssh-keys.ts';
import { canonicalBase64, SshReader } from './ssh-wire.ts';

/** A key pair that the console made for a person who has none. */
export type ConsoleKey = {
  /** Encrypted private key in the text format of OpenSSH (PROTOCOL.key); `ssh-keygen` can open it. */
  readonly privateKey: string;
  readonly publicKey: SshPublicKey;
};

/** An unlocked Ed25519 key: it signs, and does not give its private half away. */
export type ConsoleSigner = {
  readonly publicKey: SshPublicKey;
  /** The 64-byte signature over exactly these bytes. */
  sign(bytes: Uint8Array): Uint8Array;
};

/** Default of bcrypt rounds: about a second of work for each guess at a passphrase. */
export const CONSOLE_KEY_ROUNDS = 64;
// SECURITY: the number of rounds comes from the file; an absurd one would freeze the console for hours.
const MAX_ROUNDS = 1024;
const MAX_TEXT = 16_384;
const MAGIC = 'openssh-key-v1\0';
const CIPHER = 'aes256-ctr';

/** Says why a passphrase may not protect a key, as a sentence that does not repeat it, or `null`. */
export function passphraseProblem(passphrase: string): string | null {
  const characters = Array.from(passphrase);
  if (passphrase.trim() !== passphrase) return 'A passphrase must not begin or end with a blank.';
  if (characters.length < 12) return 'A passphrase needs at least 12 characters.';
  if (characters.length > 200) return 'A passphrase has at most 200 characters.';
  if (new Set(characters).size === 1) return 'A passphrase must not be one character repeated.';
  // What cannot be seen cannot be typed again, and a decomposed accent depends on the keyboard.
  if (textProblem(passphrase) !== null) return 'A passphrase must not contain control or invisible characters.';
  return null;
}

/**
 * Makes an Ed25519 key pair, the private half encrypted with the passphrase (bcrypt KDF, AES-256-CTR).
 * Blocks for about 17 ms per round.
 * @returns the pair, or a sentence that says what is wrong with passphrase, comment or rounds.
 */
export function makeConsoleKey(wish: {
  readonly passphrase: string;
  readonly comment: string;
  readonly rounds?: number;
}): Result<ConsoleKey, string> {
  const { passphrase, comment, rounds = CONSOLE_KEY_ROUNDS } = wish;
  const problem = passphraseProblem(passphrase);
  if (problem !== null) return fail(problem);
  if (comment === '' || comment.length > 100 || comment.trim() !== comment || textProblem(comment) !== null) {
    return fail('The comment of a key is one plain line of 1 to 100 characters.');
  }
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) {
    return fail(`The number of rounds lies between 1 and ${MAX_ROUNDS}.`);
  }
  // ssh2 drops leading zero bytes of a public key, which spoils one pair in 256: such a pair is thrown away.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { passphrase, cipher: CIPHER, rounds, comment });
    const publicKey = parsePublicKeyLine(pair.public);
    if (publicKey.ok) return ok({ privateKey: pair.private, publicKey: publicKey.value });
  }
  throw new Error('twenty key pairs in a row were malformed');
}

/**
 * Opens a private key that `makeConsoleKey` made (or `ssh-keygen -t ed25519 -Z aes256-ctr`). Unencrypted keys and
 * other key types are `not-a-key`. Blocks for about 17 ms per round of the file.
 */
export function unlockConsoleKey(
  text: string,
  passphrase: string,
): Result<ConsoleSigner, 'wrong-passphrase' | 'not-a-key'> {
  const publicKey = readOuterKey(text);
  if (publicKey === null) return fail('not-a-key');
  if (passphrase === '') return fail('wrong-passphrase');
  const opened = decrypt(text, passphrase);
  if (typeof opened === 'string') return fail(opened);
  // SECURITY: the public key beside the encrypted part is not authenticated: a file in which it was swapped would sign
  // with one key and name another.
  if (createPublicKey(opened).export({ format: 'jwk' }).x !== publicKey.jwk.x) return fail('not-a-key');
  return ok({ publicKey, sign: (bytes) => Uint8Array.from(sign(null, bytes, opened)) });
}

/** The public key in the unencrypted part (PROTOCOL.key section 1), or `null` if this is not a file of ours. */
function readOuterKey(text: string): SshPublicKey | null {
  if (text.length > MAX_TEXT) return null;
  const armor = /^-----BEGIN OPENSSH PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)\n-----END OPENSSH PRIVATE KEY-----\n?$/;
  const bytes = canonicalBase64((armor.exec(text)?.[1] ?? '').replaceAll('\n', ''));
  if (bytes === null) return null;
  const reader = new SshReader(bytes);
  const magic = Buffer.from(reader.fixed(MAGIC.length)).toString('latin1');
  const cipher = reader.text();
  const kdf = reader.text();
  const kdfOptions = new SshReader(reader.string());
  kdfOptions.string();
  const rounds = kdfOptions.uint32();
  const count = reader.uint32();
  const blob = reader.string();
  reader.string();
  if (!reader.complete || !kdfOptions.complete || magic !== MAGIC || count !== 1) return null;
  if (cipher !== CIPHER || kdf !== 'bcrypt' || rounds < 1 || rounds > MAX_ROUNDS) return null;
  const key = parsePublicKeyLine(`ssh-ed25519 ${Buffer.from(blob).toString('base64')}`);
  return key.ok ? key.value : null;
}

function decrypt(text: string, passphrase: string): KeyObject | 'wrong-passphrase' | 'not-a-key' {
  try {
    const parsed = ssh2.utils.parseKey(text, passphrase);
    // ssh2 answers with an Error instead of throwing it.
    if (parsed instanceof Error) return parsed.message.includes('bad passphrase') ? 'wrong-passphrase' : 'not-a-key';
    if (parsed.type !== 'ssh-ed25519') return 'not-a-key';
    return createPrivateKey(parsed.getPrivatePEM());
  } catch {
    return 'not-a-key';
  }
}
