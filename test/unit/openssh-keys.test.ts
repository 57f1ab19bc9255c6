import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  canonicalBase64,
  joinBytes,
  parsePublicKeyLine,
  publicKeyObject,
  SshReader,
  sshMpint,
  sshString,
  sshUint32,
} from '../../main/people/index.ts';
import { makeSoftwareKey } from '../vectors/sshsig/authenticator.ts';
import { inTemporaryFolder, sshKeygen, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';

const line = (algorithm: string, ...fields: readonly Uint8Array[]) =>
  `${algorithm} ${Buffer.from(joinBytes(sshString(algorithm), ...fields)).toString('base64')}`;
const base64url = (text: string | undefined) => Uint8Array.from(Buffer.from(text ?? '', 'base64url'));

const ed25519Point = base64url(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x);
const ed25519 = line('ssh-ed25519', sshString(ed25519Point));
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const p256Point = joinBytes(Uint8Array.of(4), base64url(p256.x), base64url(p256.y));
const ecdsa = line('ecdsa-sha2-nistp256', sshString('nistp256'), sshString(p256Point));

function rsaLine(bits: number, publicExponent = 65537): string {
  const { n, e } = generateKeyPairSync('rsa', { modulusLength: bits, publicExponent }).publicKey.export({
    format: 'jwk',
  });
  return line('ssh-rsa', sshMpint(base64url(e)), sshMpint(base64url(n)));
}
const modulus = new Uint8Array(384).fill(0xa5);
const rsaNumbers = (exponent: readonly number[], n = modulus) =>
  line('ssh-rsa', sshMpint(Uint8Array.from(exponent)), sshMpint(n));

function refusal(text: string): string {
  const read = parsePublicKeyLine(text);
  return read.ok ? 'accepted' : read.error;
}
function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse());
}

describe('a public key line', () => {
  it.each([
    ['ssh-ed25519', ed25519, 'own-file'],
    ['ecdsa-sha2-nistp256', ecdsa, 'own-file'],
    ['ssh-rsa', rsaLine(3072), 'own-file'],
    ['sk-ssh-ed25519@openssh.com', makeSoftwareKey('sk-ed25519', 'ssh:').publicKey, 'hardware'],
    ['sk-ecdsa-sha2-nistp256@openssh.com', makeSoftwareKey('sk-ecdsa', 'ssh:').publicKey, 'hardware'],
  ])('of type %s is accepted, without its comment', (algorithm, text, custodyHint) => {
    const read = parsePublicKeyLine(`${text} somebody@their machine\n`);
    expect(read).toMatchObject({
      ok: true,
      value: { algorithm, publicKey: text, comment: 'somebody@their machine', custodyHint },
    });
    if (read.ok) expect(publicKeyObject(read.value).type).toBe('public');
  });

  it('names the application of a security key', () => {
    const read = parsePublicKeyLine(makeSoftwareKey('sk-ecdsa', 'approval.claviger.localhost').publicKey);
    expect(read).toMatchObject({ ok: true, value: { application: 'approval.claviger.localhost' } });
  });

  it('drops a comment that could not be shown safely', () => {
    expect(parsePublicKeyLine(`${ed25519} a\u202Eb`)).toMatchObject({ ok: true, value: { comment: '' } });
  });

  const truncated = line('ssh-ed25519', sshString(ed25519Point)).slice(0, -4);
  const curve384 = line('ecdsa-sha2-nistp384', sshString('nistp384'), sshString(p256Point));
  it.each([
    ['an RSA key of 2048 bits', rsaLine(2048), /2048 bits; at least 3072/],
    [
      'an RSA key of 3071 bits',
      rsaNumbers(
        [1, 0, 1],
        Uint8Array.from(modulus, (b, i) => (i ? b : 0x55)),
      ),
      /3071 bits/,
    ],
    ['an RSA key too long for a roster', rsaNumbers([1, 0, 1], new Uint8Array(1025).fill(0xff)), /at most 8192/],
    ['an RSA exponent of 3', rsaNumbers([3]), /exponent/],
    ['an RSA exponent of 65535', rsaNumbers([0xff, 0xff]), /exponent/],
    ['an even RSA exponent', rsaNumbers([1, 0, 2]), /exponent/],
    ['an RSA exponent above 64 bits', rsaNumbers([1, 0, 0, 0, 0, 0, 0, 0, 1]), /exponent/],
    ['an even RSA modulus', rsaNumbers([1, 0, 1], new Uint8Array(384).fill(0xa4)), /modulus is even/],
    ['a negative RSA modulus', line('ssh-rsa', sshMpint(Uint8Array.of(1, 0, 1)), sshString(modulus)), /malformed/],
    ['a certificate', ed25519.replace('ssh-ed25519', 'ssh-ed25519-cert-v01@openssh.com'), /Certificates/],
    ['an RSA certificate', 'ssh-rsa-cert-v01@openssh.com AAAA', /Certificates/],
    ['a DSA key', 'ssh-dss AAAAB3NzaC1kc3M=', /DSA/],
    ['another curve', curve384, /curve/],
    [
      'another curve inside the data',
      line('ecdsa-sha2-nistp256', sshString('nistp384'), sshString(p256Point)),
      /curve/,
    ],
    ['options before the key', `command="/bin/true" ${ed25519}`, /Options/],
    ['options with blanks before the key', `environment="A=b c",no-pty ${ed25519}`, /Options/],
    ['a cert-authority mark', `cert-authority ${ed25519}`, /Options/],
    ['trailing bytes', line('ssh-ed25519', sshString(ed25519Point), Uint8Array.of(0)), /malformed/],
    ['a cut-off key', truncated, /base64|malformed/],
    ['a length beyond the end', line('ssh-ed25519', sshUint32(0xffffffff)), /malformed/],
    ['a type that is not the type of the data', ed25519.replace('ssh-ed25519', 'ssh-rsa'), /does not belong/],
    ['a security key passed off as a plain one', sk().replace('sk-ssh-ed25519@openssh.com', 'ssh-ed25519'), /belong/],
    ['a security key without application', line('sk-ssh-ed25519@openssh.com', sshString(ed25519Point)), /malformed/],
    ['an empty application', line('sk-ssh-ed25519@openssh.com', sshString(ed25519Point), sshString('')), /malformed/],
    ['base64 without its padding', rsaLine(3072).replace(/=*$/, '').slice(0, -1), /base64|malformed/],
    ['base64 with other unused bits', looseBits(), /base64/],
    ['url-safe base64', ed25519.replace(/.$/, '_'), /base64/],
    ['no data', 'ssh-ed25519', /base64/],
    ['an Ed25519 key of 31 bytes', line('ssh-ed25519', sshString(ed25519Point.slice(1))), /32 bytes/],
    [
      'a compressed P-256 point',
      line('ecdsa-sha2-nistp256', sshString('nistp256'), sshString(compressed())),
      /uncompr/,
    ],
    ['a P-256 point off the curve', line('ecdsa-sha2-nistp256', sshString('nistp256'), sshString(offCurve())), /curve/],
    ['two lines', `${ed25519}\n${ecdsa}`, /one line/],
    ['an empty text', ' \n', /no key/],
    ['another format', '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----', /another key format/],
    ['something else', 'hello world', /key type/],
    ['a text without end', `${ed25519} ${'x'.repeat(20_000)}`, /too long/],
  ])('is refused: %s', (_, text, sentence) => {
    expect(refusal(text)).toMatch(sentence);
    expect(refusal(text)).toMatch(/^[A-Z].*\.$/);
  });

  it('is refused without repeating it when it is a private key', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    for (const text of [pem, `x ${pem}`, pem.replaceAll('\n', ' '), 'PuTTY-User-Key-File-3: ssh-ed25519\n']) {
      expect(refusal(text)).toMatch(/private key/);
      expect(refusal(text)).not.toContain(pem.split('\n')[1]);
    }
  });

  const prime = 2n ** 255n - 19n;
  it.each([
    ['all zeros, of order 4', 0n, /small order/],
    ['the neutral point', 1n, /small order/],
    ['the point of order 2', prime - 1n, /small order/],
    ['a point of order 8', 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n, /small order/],
    ['the other point of order 8', 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n, /small order/],
    ['the neutral point, not canonical', prime + 1n, /canonical/],
    ['zero, not canonical', prime, /canonical/],
    ['a number beyond the field', 2n ** 255n - 1n, /canonical/],
    ['a y without a point', 2n, /not a point of the curve/],
  ])('with an Ed25519 point that is %s is refused, with either sign of x', (_, y, sentence) => {
    for (const sign of [0n, 2n ** 255n]) {
      expect(refusal(line('ssh-ed25519', sshString(littleEndian(y + sign))))).toMatch(sentence);
    }
  });

  it('is accepted for every Ed25519 key pair that can be made', () => {
    for (let count = 0; count < 40; count += 1) {
      const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
      expect(refusal(line('ssh-ed25519', sshString(base64url(x))))).toBe('accepted');
    }
  });

  it('never makes the reader throw', () => {
    const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), mutated(ed25519), mutated(ecdsa));
    fc.assert(fc.property(texts, (text) => typeof parsePublicKeyLine(text).ok === 'boolean'));
    const blobs = fc.tuple(fc.constantFrom('ssh-rsa', 'ssh-ed25519', 'ecdsa-sha2-nistp256'), fc.uint8Array());
    fc.assert(fc.property(blobs, ([name, bytes]) => !parsePublicKeyLine(line(name, bytes)).ok));
  });

  function sk(): string {
    return makeSoftwareKey('sk-ed25519', 'ssh:').publicKey;
  }
  function looseBits(): string {
    const padded = line('sk-ssh-ed25519@openssh.com', sshString(ed25519Point), sshString('ssh:'));
    // The last character before the padding has bits that no byte uses.
    return padded.replace(/([A-Za-z0-9+/])(=+)$/, (_, last: string, padding: string) => {
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
      return `${alphabet[alphabet.indexOf(last) ^ 1] ?? ''}${padding}`;
    });
  }
  function compressed(): Uint8Array {
    return joinBytes(Uint8Array.of(2), p256Point.slice(1, 33));
  }
  function offCurve(): Uint8Array {
    const point = Uint8Array.from(p256Point);
    point[64] = (point[64] ?? 0) ^ 1;
    return point;
  }
  function mutated(text: string) {
    return fc
      .tuple(fc.nat(text.length - 1), fc.string({ maxLength: 3 }))
      .map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1));
  }
});

describe('the wire format', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(), fc.uint8Array({ minLength: 1 }), (bytes, number, magnitude) => {
        magnitude[0] ||= 1;
        const reader = new SshReader(joinBytes(sshString(bytes), sshUint32(number), sshMpint(magnitude)));
        expect([reader.string(), reader.uint32(), reader.mpint()]).toEqual([bytes, number, magnitude]);
        expect(reader.complete).toBe(true);
      }),
    );
  });

  it.each([
    ['zero', sshString('')],
    ['a negative number', sshString(Uint8Array.of(0x80))],
    ['a needless leading zero', sshString(Uint8Array.of(0, 0x7f))],
    ['a lone zero byte', sshString(Uint8Array.of(0))],
  ])('refuses %s as a positive number', (_, bytes) => {
    const reader = new SshReader(bytes);
    reader.mpint();
    expect(reader.complete).toBe(false);
  });

  it('stays failed after the first violation and gives nothing more away', () => {
    const reader = new SshReader(joinBytes(sshUint32(99), Uint8Array.of(1, 2, 3, 4)));
    expect(reader.string()).toHaveLength(0);
    expect([reader.byte(), reader.uint32(), reader.text(), reader.complete]).toEqual([0, 0, '', false]);
  });

  it('refuses names with control characters and bytes left over', () => {
    const name = new SshReader(sshString('a\u0000b'));
    expect([name.text(), name.complete]).toEqual(['', false]);
    expect(new SshReader(Uint8Array.of(1)).complete).toBe(false);
  });

  it('decodes only base64 that an encoder writes', () => {
    expect(canonicalBase64('AQ==')).toEqual(Uint8Array.of(1));
    for (const text of ['AR==', 'AQ', 'AQ=', 'A Q==', 'AQ==\n', '-_8=']) expect(canonicalBase64(text)).toBeNull();
  });
});

describe('stock ssh-keygen', () => {
  beforeEach((context) => {
    if (WITHOUT_SSH_KEYGEN !== null) context.skip(WITHOUT_SSH_KEYGEN);
  });

  it.each([
    ['ed25519', '256'],
    ['ecdsa', '256'],
    ['rsa', '3072'],
    ['rsa', '4096'],
  ])('makes %s keys of %s bits that are read with the same fingerprint and numbers', (type, bits) => {
    inTemporaryFolder((folder) => {
      sshKeygen(folder, ['-q', '-t', type, '-b', bits, '-N', '', '-C', 'a comment', '-f', 'key']);
      const read = parsePublicKeyLine(readFileSync(join(folder, 'key.pub'), 'utf8'));
      if (!read.ok) throw new Error(read.error);
      expect(read.value.comment).toBe('a comment');
      expect(sshKeygen(folder, ['-l', '-f', 'key.pub']).out).toContain(read.value.fingerprint);
      const spki = sshKeygen(folder, ['-e', '-m', 'PKCS8', '-f', 'key.pub']).out;
      // Its PKCS8 export knows no Ed25519.
      if (type !== 'ed25519') expect(publicKeyObject(read.value).equals(createPublicKey(spki))).toBe(true);
    });
  });

  it('makes RSA keys of 2048 bits and certificates, which are refused', () => {
    inTemporaryFolder((folder) => {
      sshKeygen(folder, ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', 'small']);
      sshKeygen(folder, ['-q', '-t', 'ed25519', '-N', '', '-f', 'ca']);
      sshKeygen(folder, ['-q', '-s', 'ca', '-I', 'id', '-n', 'olena', 'small.pub']);
      expect(refusal(readFileSync(join(folder, 'small.pub'), 'utf8'))).toMatch(/2048 bits/);
      expect(refusal(readFileSync(join(folder, 'small-cert.pub'), 'utf8'))).toMatch(/Certificates/);
    });
  });
});
