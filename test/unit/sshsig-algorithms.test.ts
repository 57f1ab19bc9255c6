import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { joinBytes, sshMpint, sshString } from '../../main/people/index.ts';
import { armorSshSignature, sshSigToBeSigned, verifySshSignature } from '../../main/signoff/sshsig.ts';
import { freshMessage } from '../vectors/sshsig/authenticator.ts';

const NAMESPACE = 'claviger-signoff-v1';
const message = freshMessage();
/** Order of the group of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function verdict(claim: { readonly signature: string; readonly publicKey: string }): string {
  const answer = verifySshSignature({ ...claim, message, namespace: NAMESPACE });
  return answer.ok ? 'accepted' : `${answer.error.code}: ${answer.error.message}`;
}
/** Refused by our own reading, before any library sees the numbers. */
const MALFORMED = /^bad-signature: .* not written canonically/;
const MISMATCH = /^bad-signature: .* does not match/;
const ALGORITHM = /^bad-signature: The algorithm/;
const line = (blob: Uint8Array, algorithm: string) => `${algorithm} ${Buffer.from(blob).toString('base64')}`;

describe('an ECDSA signature', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
  const point = joinBytes(Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url'));
  const name = 'ecdsa-sha2-nistp256';
  const blob = joinBytes(sshString(name), sshString('nistp256'), sshString(point));
  const signed = sshSigToBeSigned({ namespace: NAMESPACE, message, hashAlgorithm: 'sha256' });
  const raw = sign('sha256', signed, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
  const [r, s] = [raw.subarray(0, 32), raw.subarray(32)];
  const big = (value: Uint8Array) => BigInt(`0x${Buffer.from(value).toString('hex')}`);
  const number = (value: bigint) => sshMpint(Buffer.from(value.toString(16).padStart(66, '0'), 'hex'));

  function answer(numbers: Uint8Array, behind = new Uint8Array(0)): string {
    const signature = joinBytes(sshString(name), sshString(numbers), behind);
    const armored = armorSshSignature({ publicKey: blob, namespace: NAMESPACE, hashAlgorithm: 'sha256', signature });
    return verdict({ signature: armored, publicKey: line(blob, name) });
  }

  it('is accepted', () => {
    expect(answer(joinBytes(sshMpint(r), sshMpint(s)))).toBe('accepted');
  });

  it.each([
    ['r is zero', joinBytes(sshString(''), sshMpint(s)), MALFORMED],
    ['s is zero', joinBytes(sshMpint(r), sshString('')), MALFORMED],
    ['s is not reduced', joinBytes(sshMpint(r), number(big(s) + ORDER)), MALFORMED],
    ['r is the order', joinBytes(number(ORDER), sshMpint(s)), MALFORMED],
    ['r is negative', joinBytes(sshString(Uint8Array.of(0x80, ...r)), sshMpint(s)), MALFORMED],
    ['r has needless zeros', joinBytes(sshString(joinBytes(new Uint8Array(3), r)), sshMpint(s)), MALFORMED],
    ['a third number follows', joinBytes(sshMpint(r), sshMpint(s), sshMpint(s)), MALFORMED],
    ['it is the 64 raw bytes', raw, MALFORMED],
    ['both are swapped', joinBytes(sshMpint(s), sshMpint(r)), MISMATCH],
  ])('is refused when %s', (_, numbers, reason) => {
    expect(answer(numbers)).toMatch(reason);
  });

  it('is refused with bytes behind it', () => {
    expect(answer(joinBytes(sshMpint(r), sshMpint(s)), Uint8Array.of(0))).toMatch(MALFORMED);
  });
});

describe('an RSA signature', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const { n = '', e = '' } = pair.publicKey.export({ format: 'jwk' });
  const blob = rsaBlob(pair.publicKey);
  const signed = sshSigToBeSigned({ namespace: NAMESPACE, message, hashAlgorithm: 'sha512' });

  function rsaBlob(key: KeyObject): Uint8Array {
    const jwk = key.export({ format: 'jwk' });
    const [modulus, exponent] = [Buffer.from(jwk.n ?? '', 'base64url'), Buffer.from(jwk.e ?? '', 'base64url')];
    return joinBytes(sshString('ssh-rsa'), sshMpint(exponent), sshMpint(modulus));
  }
  function answer(algorithm: string, raw: Uint8Array): string {
    const signature = joinBytes(sshString(algorithm), sshString(raw));
    const armored = armorSshSignature({ publicKey: blob, namespace: NAMESPACE, hashAlgorithm: 'sha512', signature });
    return verdict({ signature: armored, publicKey: line(blob, 'ssh-rsa') });
  }

  it.each(['sha256', 'sha512'])('is accepted with %s', (hash) => {
    expect(answer(hash.replace('sha', 'rsa-sha2-'), sign(hash, signed, pair.privateKey))).toBe('accepted');
    expect([n.length, e]).toEqual([512, 'AQAB']);
  });

  it.each([
    ['SHA-1', 'ssh-rsa', sign('sha1', signed, pair.privateKey), ALGORITHM],
    ['a name that is not its hash', 'rsa-sha2-256', sign('sha512', signed, pair.privateKey), MISMATCH],
    ['the name of the key type', 'ssh-rsa', sign('sha512', signed, pair.privateKey), ALGORITHM],
    ['sha384', 'rsa-sha2-384', sign('sha384', signed, pair.privateKey), ALGORITHM],
    ['a byte too few', 'rsa-sha2-512', sign('sha512', signed, pair.privateKey).subarray(1), MALFORMED],
    [
      'a leading zero',
      'rsa-sha2-512',
      Buffer.concat([Buffer.of(0), sign('sha512', signed, pair.privateKey)]),
      MALFORMED,
    ],
    ['a number above the modulus', 'rsa-sha2-512', Buffer.alloc(384, 0xff), MISMATCH],
    ['all zeros', 'rsa-sha2-512', Buffer.alloc(384), MISMATCH],
  ])('is refused with %s', (_, algorithm, raw, reason) => {
    expect(answer(algorithm, raw)).toMatch(reason);
  });

  it('is refused for a key of 2048 bits, even if a roster names it', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = rsaBlob(small.publicKey);
    const signature = joinBytes(sshString('rsa-sha2-512'), sshString(sign('sha512', signed, small.privateKey)));
    const armored = armorSshSignature({ publicKey: key, namespace: NAMESPACE, hashAlgorithm: 'sha512', signature });
    expect(verdict({ signature: armored, publicKey: line(key, 'ssh-rsa') })).toMatch(/^unknown-key: .*2048 bits/);
  });
});
