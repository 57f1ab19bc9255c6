import { createPublicKey, verify, constants } from 'node:crypto';
import { expect } from 'vitest';
import { bytes, encryptionSpec, good, makeKey, refused, type Statement } from '../subject.ts';

const hasMac: NonNullable<Statement['needs']> = (capabilities) => capabilities.keySpecs.includes('HMAC_256');

export const authenticationStatements: readonly Statement[] = [
  {
    id: 'sign.round-trip',
    title: 'verifies its own signatures, and no others',
    run: async (subject) => {
      const { provider } = subject;
      for (const spec of subject.specs.signing) {
        const { id } = await makeKey(subject, spec);
        const signature = await good(provider.sign(id, bytes('message')));
        expect(await good(provider.verify(id, bytes('message'), signature)), spec).toBe(true);
        expect(await good(provider.verify(id, bytes('massage'), signature)), spec).toBe(false);
        const altered = Uint8Array.from(signature);
        altered[altered.length - 1]! ^= 1;
        expect(await good(provider.verify(id, bytes('message'), altered)), spec).toBe(false);
        expect(await good(provider.verify(id, bytes('message'), bytes('no signature'))), spec).toBe(false);
      }
    },
  },
  {
    id: 'sign.other-key',
    title: 'does not verify the signature of another key',
    run: async (subject) => {
      const { provider } = subject;
      const spec = subject.specs.signing.at(-1)!;
      const [one, two] = [await makeKey(subject, spec), await makeKey(subject, spec)];
      const signature = await good(provider.sign(one.id, bytes('message')));
      expect(await good(provider.verify(two.id, bytes('message'), signature))).toBe(false);
    },
  },
  {
    id: 'sign.standard',
    title: 'signs so that anybody can verify with the public key: PSS with SHA-256, ECDSA in DER',
    run: async (subject) => {
      const { provider } = subject;
      for (const spec of subject.specs.signing) {
        const { id } = await makeKey(subject, spec);
        const signature = await good(provider.sign(id, bytes('message')));
        const der = Buffer.from(await good(provider.publicKey(id)));
        const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
        const rsa = spec.startsWith('RSA');
        expect(key.asymmetricKeyType).toBe(rsa ? 'rsa' : 'ec');
        const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
        const hash = spec === 'ECC_NIST_P384' ? 'sha384' : 'sha256';
        expect(verify(hash, bytes('message'), { key, ...(rsa ? pss : {}) }, signature), spec).toBe(true);
      }
    },
  },
  {
    id: 'sign.wrong-usage',
    title: 'refuses to sign and verify with a key that encrypts',
    needs: (capabilities) => capabilities.keySpecs.includes('SYMMETRIC_DEFAULT'),
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject, encryptionSpec(subject));
      for (const answer of [provider.sign(id, bytes('m')), provider.verify(id, bytes('m'), bytes('s'))]) {
        await refused(subject, answer, 'unsupported', 'InvalidKeyUsageException');
      }
    },
  },
  {
    id: 'public-key.none',
    title: 'refuses the public key of a key that has none',
    needs: (capabilities) => capabilities.keySpecs.includes('SYMMETRIC_DEFAULT'),
    run: async (subject) => {
      const { id } = await makeKey(subject, 'SYMMETRIC_DEFAULT');
      await refused(subject, subject.provider.publicKey(id), 'unsupported', 'UnsupportedOperationException');
    },
  },
  {
    id: 'mac.round-trip',
    title: 'verifies its own authentication codes, and no others',
    needs: hasMac,
    run: async (subject) => {
      const { provider } = subject;
      const [one, two] = [await makeKey(subject, 'HMAC_256'), await makeKey(subject, 'HMAC_256')];
      const mac = await good(provider.generateMac(one.id, bytes('message')));
      expect(mac).toHaveLength(32);
      expect(await good(provider.generateMac(one.id, bytes('message')))).toEqual(mac);
      expect(await good(provider.verifyMac(one.id, bytes('message'), mac))).toBe(true);
      expect(await good(provider.verifyMac(one.id, bytes('massage'), mac))).toBe(false);
      expect(await good(provider.verifyMac(one.id, bytes('message'), mac.subarray(0, 16)))).toBe(false);
      expect(await good(provider.verifyMac(two.id, bytes('message'), mac))).toBe(false);
    },
  },
  {
    id: 'mac.wrong-usage',
    title: 'refuses authentication codes with a key that is made for something else',
    needs: hasMac,
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject, encryptionSpec(subject));
      for (const answer of [
        provider.generateMac(id, bytes('m')),
        provider.verifyMac(id, bytes('m'), new Uint8Array(32)),
      ]) {
        await refused(subject, answer, 'unsupported', 'InvalidKeyUsageException');
      }
    },
  },
  {
    id: 'mac.bounds',
    title: 'refuses the authentication code of nothing, or of more than 4096 bytes',
    needs: hasMac,
    run: async (subject) => {
      const { id } = await makeKey(subject, 'HMAC_256');
      for (const size of [0, 4097]) {
        const answer = subject.provider.generateMac(id, new Uint8Array(size));
        await refused(subject, answer, 'invalid-input', 'ValidationException');
      }
    },
  },
];
