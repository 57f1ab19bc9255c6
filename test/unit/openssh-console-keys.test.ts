import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { joinBytes, makeConsoleKey, passphraseProblem, sshString, unlockConsoleKey } from '../../main/people/index.ts';
import { inTemporaryFolder, sshKeygen, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';

const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
const point = Uint8Array.from(Buffer.from(x ?? '', 'base64url'));

describe('a passphrase', () => {
  it.each([
    ['is long enough with 12 characters', 'twelve chars', null],
    ['is too short with 11 characters', 'eleven char', /12 characters/],
    ['must not be one character repeated', 'aaaaaaaaaaaaaaaa', /repeated/],
    ['must not begin with a blank', ' correct horse battery', /blank/],
    ['must not end with a blank', 'correct horse battery ', /blank/],
    ['must not contain what nobody can see', 'correct\u200Bhorse battery', /invisible/],
    ['must not contain a line feed', 'correct\nhorse battery', /control/],
    ['must not be endless', 'ab'.repeat(101), /at most 200/],
    [
      'is counted in characters, not in code units',
      '\u{1F511}\u{1F5DD}\u{1F511}\u{1F5DD}\u{1F511}\u{1F5DD}',
      /12 char/,
    ],
  ])('%s', (_, text, sentence) => {
    const problem = passphraseProblem(text);
    if (sentence === null) expect(problem).toBeNull();
    else expect(problem).toMatch(sentence);
    expect(problem ?? '').not.toContain(text);
  });
});

describe('a key that the console makes', () => {
  afterEach(() => vi.restoreAllMocks());
  const passphrase = 'correct horse battery';
  const key = made({ passphrase, comment: 'olena-k', rounds: 2 });

  it('signs after it was unlocked, and its signatures belong to its public key', () => {
    const unlocked = unlockConsoleKey(key.privateKey, passphrase);
    if (!unlocked.ok) throw new Error(unlocked.error);
    expect(unlocked.value.publicKey.publicKey).toBe(key.publicKey.publicKey);
    expect(unlocked.value.sign(Uint8Array.of(1))).toHaveLength(64);
    expect(JSON.stringify(unlocked.value)).not.toMatch(/"d"|PRIVATE/);
  });

  it.each(['correct horse batterY', '', ' '])('stays locked for the passphrase %j', (wrong) => {
    expect(unlockConsoleKey(key.privateKey, wrong)).toEqual({ ok: false, error: 'wrong-passphrase' });
  });

  const plain = ssh2.utils.generateKeyPairSync('ed25519').private;
  const options = { passphrase, cipher: 'aes256-ctr', rounds: 2 } as const;
  it.each([
    ['an unencrypted key', plain],
    ['an encrypted ECDSA key', ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256, ...options }).private],
    [
      'a key under another cipher',
      ssh2.utils.generateKeyPairSync('ed25519', { ...options, cipher: 'aes128-cbc' }).private,
    ],
    ['a public key', key.publicKey.publicKey],
    ['an empty text', ''],
    ['a cut-off file', key.privateKey.replace(/.{9}\n-----END/, '\n-----END')],
    ['a file that asks for four billion rounds', withRounds(0xffffffff)],
    ['a file that asks for no rounds', withRounds(0)],
    ['a file whose public key was swapped', withPublicKey()],
  ])('is not %s', (_, text) => {
    expect(unlockConsoleKey(text, passphrase)).toEqual({ ok: false, error: 'not-a-key' });
  });

  it('is not made under a bad passphrase, comment or number of rounds, and the refusal repeats none', () => {
    const wish = { passphrase, comment: 'a', rounds: 2 };
    expect(makeConsoleKey({ ...wish, passphrase: 'short' })).toMatchObject({ ok: false });
    for (const comment of ['', ' a', 'a\nssh-ed25519 AAAA', 'x'.repeat(101)]) {
      expect(makeConsoleKey({ ...wish, comment })).toMatchObject({ ok: false });
    }
    for (const rounds of [0, 1.5, 1025, NaN]) expect(makeConsoleKey({ ...wish, rounds })).toMatchObject({ ok: false });
  });

  it('is made again when its public key begins with a zero byte, which the library would drop', () => {
    const real = { private: key.privateKey, public: key.publicKey.publicKey };
    const blob = joinBytes(sshString('ssh-ed25519'), sshString(point.slice(1)));
    const spoilt = `ssh-ed25519 ${Buffer.from(blob).toString('base64')}`;
    const make = vi.spyOn(ssh2.utils, 'generateKeyPairSync');
    make.mockReturnValueOnce({ private: 'spoilt', public: spoilt }).mockReturnValueOnce(real);
    expect(makeConsoleKey({ passphrase, comment: 'a', rounds: 2 })).toMatchObject({
      ok: true,
      value: { privateKey: real.private },
    });
    expect(make).toHaveBeenCalledTimes(2);
  });

  it('never makes the reader throw', () => {
    const { privateKey } = key;
    const changed = fc
      .tuple(fc.nat(privateKey.length - 1), fc.string({ maxLength: 2 }))
      .map(([at, put]) => privateKey.slice(0, at) + put + privateKey.slice(at + 1));
    const run = (text: string) => typeof unlockConsoleKey(text, 'wrong passphrase').ok === 'boolean';
    fc.assert(fc.property(fc.oneof(fc.string(), changed), run), { numRuns: 60 });
  });

  function made(wish: { passphrase: string; comment: string; rounds: number }) {
    const result = makeConsoleKey(wish);
    if (!result.ok) throw new Error(result.error);
    return result.value;
  }
  /** The file, with its bytes changed. */
  function rewritten(change: (bytes: Buffer) => void): string {
    const bytes = Buffer.from(key.privateKey.split('\n').slice(1, -2).join(''), 'base64');
    change(bytes);
    const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
    return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
  }
  function withRounds(rounds: number): string {
    return rewritten((bytes) => bytes.writeUInt32BE(rounds, bytes.indexOf('bcrypt') + 'bcrypt'.length + 4 + 4 + 16));
  }
  function withPublicKey(): string {
    return rewritten((bytes) => {
      bytes.set(point, bytes.indexOf('ssh-ed25519') + 'ssh-ed25519'.length + 4);
    });
  }
});

describe('stock ssh-keygen', () => {
  beforeEach((context) => {
    if (WITHOUT_SSH_KEYGEN !== null) context.skip(WITHOUT_SSH_KEYGEN);
  });

  it('opens a key that the console made, with the passphrase and not with another', () => {
    inTemporaryFolder((folder) => {
      const passphrase = 'correct horse battery';
      const key = makeConsoleKey({ passphrase, comment: 'olena-k', rounds: 2 });
      if (!key.ok) throw new Error(key.error);
      writeFileSync(join(folder, 'key'), key.value.privateKey, { mode: 0o600 });
      chmodSync(join(folder, 'key'), 0o600);
      const opened = sshKeygen(folder, ['-y', '-P', passphrase, '-f', 'key']);
      expect(opened.out.trim()).toBe(`${key.value.publicKey.publicKey} olena-k`);
      expect(sshKeygen(folder, ['-y', '-P', 'another passphrase', '-f', 'key']).ok).toBe(false);
    });
  });

  it('makes encrypted Ed25519 keys that the console can unlock', () => {
    inTemporaryFolder((folder) => {
      const passphrase = 'correct horse battery';
      const args = ['-q', '-t', 'ed25519', '-Z', 'aes256-ctr', '-a', '2', '-N', passphrase, '-f', 'key'];
      expect(sshKeygen(folder, args).ok).toBe(true);
      const text = readFileSync(join(folder, 'key'), 'utf8');
      expect(unlockConsoleKey(text, passphrase).ok).toBe(true);
      expect(unlockConsoleKey(text, 'another passphrase')).toEqual({ ok: false, error: 'wrong-passphrase' });
    });
  });
});
