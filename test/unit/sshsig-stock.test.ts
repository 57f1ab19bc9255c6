import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeConsoleKey, parsePublicKeyLine, unlockConsoleKey } from '../../main/people/index.ts';
import { makeSshSignature, verifySshSignature } from '../../main/signoff/sshsig.ts';
import { freshMessage } from '../vectors/sshsig/authenticator.ts';
import { inTemporaryFolder, sshKeygen, stockVerifies, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';

const NAMESPACE = 'claviger-signoff-v1';
const passphrase = 'correct horse battery';

/** Signs with `key` in the folder, as a security lead does on their own machine. */
function stockSigns(folder: string, key: string, namespace: string, message: Uint8Array, ...more: readonly string[]) {
  writeFileSync(join(folder, 'plan.json'), message);
  const done = sshKeygen(folder, ['-Y', 'sign', '-f', key, '-n', namespace, ...more], message);
  if (!done.ok) throw new Error(done.err);
  return done.out;
}

describe('stock ssh-keygen', () => {
  beforeEach((context) => {
    if (WITHOUT_SSH_KEYGEN !== null) context.skip(WITHOUT_SSH_KEYGEN);
  });

  it.each([
    ['ed25519', '256'],
    ['ecdsa', '256'],
    ['rsa', '3072'],
    ['rsa', '4096'],
  ])('signs with %s of %s bits, which is accepted here for these bytes and this namespace only', (type, bits) => {
    inTemporaryFolder((folder) => {
      sshKeygen(folder, ['-q', '-t', type, '-b', bits, '-N', '', '-C', '', '-f', 'key']);
      const publicKey = readFileSync(join(folder, 'key.pub'), 'utf8').trim();
      // Several, because the numbers of an ECDSA signature differ in length.
      for (let count = 0; count < 12; count += 1) {
        const message = freshMessage();
        const hash = count % 2 === 0 ? [] : ['-O', 'hashalg=sha256'];
        const claim = { signature: stockSigns(folder, 'key', NAMESPACE, message, ...hash), message, publicKey };
        expect(verifySshSignature({ ...claim, namespace: NAMESPACE })).toEqual({ ok: true, value: {} });
        const elsewhere = verifySshSignature({ ...claim, namespace: 'file' });
        expect(elsewhere).toMatchObject({ error: { code: 'wrong-namespace' } });
        const another = verifySshSignature({ ...claim, namespace: NAMESPACE, message: freshMessage() });
        expect(another).toMatchObject({ error: { code: 'bad-signature' } });
      }
    });
  });

  it('accepts what a key of the console signed, and refuses it for another namespace and another message', () => {
    inTemporaryFolder((folder) => {
      const { signer } = consoleKey();
      const message = freshMessage();
      const signature = makeSshSignature({ namespace: NAMESPACE, message, signer });
      const claim = { publicKey: signer.publicKey.publicKey, namespace: NAMESPACE, message, signature };
      expect(stockVerifies(folder, claim)).toBe(true);
      expect(stockVerifies(folder, { ...claim, namespace: 'claviger-dissent-v1' })).toBe(false);
      expect(stockVerifies(folder, { ...claim, message: freshMessage() })).toBe(false);
    });
  });

  it('writes the same text for the same key, message and namespace, whatever the length', () => {
    inTemporaryFolder((folder) => {
      const { signer, privateKey } = consoleKey();
      writeFileSync(join(folder, 'key'), privateKey, { mode: 0o600 });
      sshKeygen(folder, ['-q', '-p', '-P', passphrase, '-N', '', '-f', 'key']);
      const message = freshMessage();
      const widths = new Set<number>();
      // 105 bytes make two full lines of 70 characters: one of these namespaces ends exactly at the end of a line.
      for (let length = 1; length <= 105; length += 1) {
        const namespace = 'n'.repeat(length);
        const ours = makeSshSignature({ namespace, message, signer });
        widths.add(ours.split('\n').at(-3)?.length ?? 0);
        expect(ours).toBe(stockSigns(folder, 'key', namespace, message));
      }
      expect(widths).toContain(70);
    });
  });

  it('signs with RSA keys of 2048 bits and with certificates, which is refused here', () => {
    inTemporaryFolder((folder) => {
      const message = freshMessage();
      sshKeygen(folder, ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', 'small']);
      sshKeygen(folder, ['-q', '-t', 'ed25519', '-N', '', '-f', 'ca']);
      sshKeygen(folder, ['-q', '-t', 'ed25519', '-N', '', '-f', 'plain']);
      const small = {
        signature: stockSigns(folder, 'small', NAMESPACE, message),
        publicKey: readFileSync(join(folder, 'small.pub'), 'utf8'),
      };
      const code = (claim: typeof small) => verifySshSignature({ ...claim, message, namespace: NAMESPACE });
      expect(code(small)).toMatchObject({ error: { code: 'unknown-key' } });

      const publicKey = readFileSync(join(folder, 'plain.pub'), 'utf8');
      sshKeygen(folder, ['-q', '-s', 'ca', '-I', 'id', '-n', 'olena', 'plain.pub']);
      const certificate = readFileSync(join(folder, 'plain-cert.pub'), 'utf8');
      const signature = stockSigns(folder, 'plain', NAMESPACE, message);
      expect(parsePublicKeyLine(certificate).ok).toBe(false);
      expect(code({ signature, publicKey: certificate })).toMatchObject({ error: { code: 'unknown-key' } });
      expect(code({ signature, publicKey }).ok).toBe(true);
    });
  });

  function consoleKey() {
    const key = makeConsoleKey({ passphrase, comment: 'test', rounds: 1 });
    if (!key.ok) throw new Error(key.error);
    const unlocked = unlockConsoleKey(key.value.privateKey, passphrase);
    if (!unlocked.ok) throw new Error(unlocked.error);
    return { signer: unlocked.value, privateKey: key.value.privateKey };
  }
});
