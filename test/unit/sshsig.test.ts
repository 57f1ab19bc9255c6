import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  joinBytes,
  makeConsoleKey,
  parsePublicKeyLine,
  SshReader,
  sshString,
  sshUint32,
  unlockConsoleKey,
  type ConsoleSigner,
} from '../../main/people/index.ts';
import {
  armorSshSignature,
  makeSshSignature,
  parseSshSignature,
  sshSigToBeSigned,
  verifySshSignature,
} from '../../main/signoff/sshsig.ts';
import { freshMessage, makeSoftwareKey, signInBrowser, signWithSoftwareKey } from '../vectors/sshsig/authenticator.ts';

const NAMESPACE = 'claviger-signoff-v1';
const message = freshMessage();

const signer = consoleSigner();
const publicKey = signer.publicKey.publicKey;
const valid = makeSshSignature({ namespace: NAMESPACE, message, signer });
const claim = { signature: valid, message, namespace: NAMESPACE, publicKey };

function consoleSigner(): ConsoleSigner {
  const passphrase = 'correct horse battery';
  const key = makeConsoleKey({ passphrase, comment: 'test', rounds: 1 });
  const unlocked = key.ok ? unlockConsoleKey(key.value.privateKey, passphrase) : key;
  if (!unlocked.ok) throw new Error(unlocked.error);
  return unlocked.value;
}

function verdict(change: Partial<typeof claim>): string {
  const answer = verifySshSignature({ ...claim, ...change });
  return answer.ok ? 'accepted' : answer.error.code;
}
function armor(blob: Uint8Array): string {
  const lines =
    Buffer.from(blob)
      .toString('base64')
      .match(/.{1,70}/g) ?? [];
  return `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`;
}
function unarmored(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64'));
}
/** The signature with some of its fields replaced; `magic` and `behind` stand around them. */
function rebuilt(change: { [field in keyof ReturnType<typeof fieldsOf>]?: Uint8Array }): string {
  const fields = { ...fieldsOf(), ...change };
  return armor(
    joinBytes(
      fields.magic,
      fields.version,
      sshString(fields.publicKey),
      sshString(fields.namespace),
      sshString(fields.reserved),
      sshString(fields.hashAlgorithm),
      sshString(fields.signature),
      fields.behind,
    ),
  );
}
function fieldsOf() {
  const reader = new SshReader(unarmored(valid));
  return {
    magic: reader.fixed(6),
    version: reader.fixed(4),
    publicKey: reader.string(),
    namespace: reader.string(),
    reserved: reader.string(),
    hashAlgorithm: reader.string(),
    signature: reader.string(),
    behind: new Uint8Array(0),
  };
}
const bytes = (text: string) => new TextEncoder().encode(text);
const line = (blob: Uint8Array, algorithm: string) => `${algorithm} ${Buffer.from(blob).toString('base64')}`;

describe('a signature by a key that the console holds', () => {
  it('is accepted for these bytes, this namespace and this key', () => {
    expect(verifySshSignature(claim)).toEqual({ ok: true, value: {} });
  });

  it('reads back with the key, its fingerprint, the namespace and sha512', () => {
    expect(parseSshSignature(valid)).toMatchObject({
      ok: true,
      value: {
        publicKey: signer.publicKey.blob,
        fingerprint: signer.publicKey.fingerprint,
        namespace: NAMESPACE,
        hashAlgorithm: 'sha512',
      },
    });
  });

  it('is refused for another message, another namespace and another key, each with its own code', () => {
    expect(verdict({ message: joinBytes(message, Uint8Array.of(0)) })).toBe('bad-signature');
    expect(verdict({ message: new Uint8Array(0) })).toBe('bad-signature');
    expect(verdict({ namespace: 'claviger-dissent-v1' })).toBe('wrong-namespace');
    expect(verdict({ namespace: NAMESPACE.toUpperCase() })).toBe('wrong-namespace');
    expect(verdict({ publicKey: consoleSigner().publicKey.publicKey })).toBe('unknown-key');
    expect(verdict({ publicKey: 'ssh-ed25519 AAAA' })).toBe('unknown-key');
    expect(verdict({ publicKey: '' })).toBe('unknown-key');
  });

  it('is refused when another namespace was written over the one that was signed', () => {
    const signature = rebuilt({ namespace: bytes('claviger-dissent-v1') });
    expect(verdict({ signature, namespace: 'claviger-dissent-v1' })).toBe('bad-signature');
  });

  it('cannot be made for an empty namespace or one with blanks', () => {
    for (const namespace of ['', 'a b', 'a\n', 'ä']) {
      expect(() => makeSshSignature({ namespace, message, signer })).toThrow('namespace');
    }
  });

  it.each([
    ['with other first bytes', { magic: bytes('SSHSIH') }, /SSHSIG/],
    ['of version 0', { version: sshUint32(0) }, /version/],
    ['of version 2', { version: sshUint32(2) }, /version/],
    ['without a namespace', { namespace: bytes('') }, /namespace/],
    ['with a control character in its namespace', { namespace: bytes(`${NAMESPACE}\0`) }, /control/],
    ['with something in the reserved field', { reserved: bytes('x') }, /reserved/],
    ['with hash sha1', { hashAlgorithm: bytes('sha1') }, /hash/],
    ['with hash SHA512', { hashAlgorithm: bytes('SHA512') }, /hash/],
    ['with bytes left over', { behind: Uint8Array.of(0) }, /left over/],
  ])('is refused %s', (_, change, sentence) => {
    const answer = verifySshSignature({ ...claim, signature: rebuilt(change) });
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-signature' } });
    if (!answer.ok) expect(answer.error.message).toMatch(sentence);
  });

  it('is refused with the reserved field signed along', () => {
    const signed = joinBytes(
      bytes('SSHSIG'),
      ...[bytes(NAMESPACE), bytes('x'), bytes('sha512'), sshSigToBeSigned(statement()).slice(-64)].map(sshString),
    );
    const signature = joinBytes(sshString('ssh-ed25519'), sshString(signer.sign(signed)));
    expect(verdict({ signature: rebuilt({ reserved: bytes('x'), signature }) })).toBe('bad-signature');
  });

  it.each([
    ['another algorithm name', joinBytes(sshString('rsa-sha2-512'), sshString(signer.sign(toBeSigned())))],
    ['a security key’s algorithm', joinBytes(sshString('sk-ssh-ed25519@openssh.com'), sshString(new Uint8Array(64)))],
    ['bytes behind the signature', joinBytes(inner(signer.sign(toBeSigned())), Uint8Array.of(0))],
    ['63 bytes', inner(signer.sign(toBeSigned()).slice(1))],
    ['65 bytes', inner(joinBytes(signer.sign(toBeSigned()), Uint8Array.of(0)))],
    ['nothing', new Uint8Array(0)],
    ['all zeros', inner(new Uint8Array(64))],
    ['a number that was not reduced', inner(unreduced(signer.sign(toBeSigned())))],
  ])('is refused when its inner signature has %s', (_, signature) => {
    expect(verdict({ signature: rebuilt({ signature }) })).toBe('bad-signature');
  });

  it('may lack the last line feed', () => {
    expect(verdict({ signature: valid.trimEnd() })).toBe('accepted');
  });

  it.each([
    ['a blank before it', ` ${valid}`],
    ['a line before it', `hello\n${valid}`],
    ['a line behind it', `${valid}hello\n`],
    ['a second line feed', `${valid}\n`],
    ['carriage returns', valid.replaceAll('\n', '\r\n')],
    ['an empty line', valid.replace('\n-----END', '\n\n-----END')],
    ['lines of another width', valid.replace(/\n(?=[A-Za-z0-9+/=\n]*-----END)/, '')],
    ['its data in one line', valid.replace(/(?<=-\n)[^-]+(?=\n-)/, (data) => data.replaceAll('\n', ''))],
    ['a foreign character', valid.replace(/(?<=-\n)./, '!')],
    ['another name', valid.replaceAll('SSH SIGNATURE', 'SSH SIGNATURES')],
    ['no end', valid.replace(/-----END.*/, '')],
    ['more than 16 KiB', armor(new Uint8Array(13_000))],
    ['no data', '-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n'],
  ])('is refused with %s', (_, signature) => {
    expect(signature).not.toBe(valid);
    expect(verdict({ signature })).toBe('bad-signature');
  });

  function statement() {
    return { namespace: NAMESPACE, message, hashAlgorithm: 'sha512' } as const;
  }
  function toBeSigned(): Uint8Array {
    return sshSigToBeSigned(statement());
  }
  function inner(raw: Uint8Array): Uint8Array {
    return joinBytes(sshString('ssh-ed25519'), sshString(raw));
  }
  /** S + L verifies in the equation of RFC 8032; only the range check refuses it. */
  function unreduced(raw: Uint8Array): Uint8Array {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(raw.slice(32)).reverse().toString('hex')}`) + order;
    return joinBytes(raw.slice(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse());
  }
});

describe('verifying', () => {
  it('refuses a key type that only the signature names, for every pair of key types', () => {
    const other = makeSoftwareKey('sk-ed25519', 'ssh:');
    const signature = signWithSoftwareKey(other, { namespace: NAMESPACE, message });
    expect(verdict({ signature })).toBe('unknown-key');
    // The same point without its type and application is another key.
    const read = parsePublicKeyLine(other.publicKey);
    const x = Buffer.from(read.ok ? (read.value.jwk.x ?? '') : '', 'base64url');
    const plain = joinBytes(sshString('ssh-ed25519'), sshString(x));
    expect(verdict({ signature, publicKey: line(plain, 'ssh-ed25519') })).toBe('unknown-key');
  });

  const skEd25519 = makeSoftwareKey('sk-ed25519', 'ssh:');
  const skEcdsa = makeSoftwareKey('sk-ecdsa', 'ssh:');
  const browser = makeSoftwareKey('sk-ecdsa', 'approval.claviger.localhost');
  const request = { namespace: NAMESPACE, message };
  const samples = [
    { signature: valid, publicKey },
    { signature: signWithSoftwareKey(skEd25519, request), publicKey: skEd25519.publicKey },
    { signature: signWithSoftwareKey(skEcdsa, request), publicKey: skEcdsa.publicKey },
    { signature: signInBrowser(browser, request), publicKey: browser.publicKey },
  ];
  const sample = fc.constantFrom(...samples);

  it('accepts the samples of the next tests as they are', () => {
    expect(samples.map(verdict)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
  });

  it('refuses every signature in which one bit was flipped, and never throws', () => {
    fc.assert(
      fc.property(sample, fc.nat(), fc.nat(7), (one, at, bit) => {
        const blob = unarmored(one.signature);
        const index = at % blob.length;
        blob[index] = (blob[index] ?? 0) ^ (1 << bit);
        expect(verdict({ ...one, signature: armor(blob) })).not.toBe('accepted');
      }),
      { numRuns: 600 },
    );
  });

  it('refuses every truncated and every lengthened signature, and never throws', () => {
    fc.assert(
      fc.property(sample, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 }), (one, at, more) => {
        const blob = unarmored(one.signature);
        expect(verdict({ ...one, signature: armor(blob.slice(0, at % blob.length)) })).toBe('bad-signature');
        expect(verdict({ ...one, signature: armor(joinBytes(blob, more)) })).toBe('bad-signature');
      }),
    );
  });

  it('refuses every signature whose text was changed in one place, and never throws', () => {
    fc.assert(
      fc.property(sample, fc.nat(), fc.string({ unit: 'binary', maxLength: 2 }), (one, at, put) => {
        const index = at % (one.signature.length - 1);
        const signature = one.signature.slice(0, index) + put + one.signature.slice(index + 1);
        if (signature !== one.signature) expect(verdict({ ...one, signature })).not.toBe('accepted');
      }),
    );
  });

  it('refuses random texts and bytes, as signature, key and message, and never throws', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.uint8Array().map(armor));
    fc.assert(
      fc.property(text, fc.string(), fc.uint8Array(), fc.string(), (signature, key, random, namespace) => {
        expect(verdict({ signature })).toBe('bad-signature');
        expect(verdict({ publicKey: key })).toBe('unknown-key');
        expect(verdict({ message: random })).toBe('bad-signature');
        if (namespace !== NAMESPACE) expect(verdict({ namespace })).toBe('wrong-namespace');
      }),
    );
  });

  it('refuses random inner signatures under every algorithm name, and never throws', () => {
    const names = fc.constantFrom(
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
      'rsa-sha2-512',
      'sk-ssh-ed25519@openssh.com',
      'sk-ecdsa-sha2-nistp256@openssh.com',
      'webauthn-sk-ecdsa-sha2-nistp256@openssh.com',
    );
    fc.assert(
      fc.property(sample, names, fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 6 }), (one, name, parts) => {
        const parsed = parseSshSignature(one.signature);
        if (!parsed.ok) throw new Error(parsed.error);
        const signature = joinBytes(sshString(name), ...parts.map(sshString));
        expect(verdict({ ...one, signature: armorSshSignature({ ...parsed.value, signature }) })).toBe('bad-signature');
      }),
    );
  });

  it('accepts what it made, for every message and namespace', () => {
    const namespaces = fc.string({
      unit: fc.constantFrom('a', 'z', '0', '9', '-', '.', '@'),
      minLength: 1,
      maxLength: 90,
    });
    fc.assert(
      fc.property(fc.uint8Array(), namespaces, (random, namespace) => {
        const signature = makeSshSignature({ namespace, message: random, signer });
        expect(verdict({ signature, namespace, message: random })).toBe('accepted');
      }),
    );
  });

  it('uses the private half that was made, not another', () => {
    const other = createPrivateKey(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const impostor = {
      publicKey: signer.publicKey,
      sign: (data: Uint8Array) => Uint8Array.from(sign(null, data, other)),
    };
    const signature = makeSshSignature({ namespace: NAMESPACE, message, signer: impostor });
    expect(verdict({ signature })).toBe('bad-signature');
  });
});
