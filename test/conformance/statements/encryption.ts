import fc from 'fast-check';
import { expect } from 'vitest';
import { textProblem } from '../../../shared/text.ts';
import { bytes, contextOf, good, makeKey, otherSpec, refused, type Statement } from '../subject.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((it) => textProblem(it) === null);
const contexts = fc.dictionary(
  text.filter((name) => name !== '' && name !== '__proto__'),
  text,
  { maxKeys: 6 },
);

export const encryptionStatements: readonly Statement[] = [
  {
    id: 'encrypt.round-trip',
    title: 'decrypts what it encrypted, for any plaintext and encryption context',
    run: async (subject) => {
      const { provider } = subject;
      const { id, versions } = await makeKey(subject);
      // 190 bytes is what RSA-OAEP-256 takes with the smallest vault key.
      const plaintexts = fc.uint8Array({ minLength: 1, maxLength: 190 });
      await fc.assert(
        fc.asyncProperty(plaintexts, contexts, async (plaintext, context) => {
          const used = contextOf(subject, context);
          const { ciphertext, versionId } = await good(provider.encrypt(id, plaintext, used));
          expect(versionId).toBe(versions[0]?.id);
          expect(await good(provider.decrypt(id, ciphertext, used))).toEqual({ plaintext, versionId });
        }),
        { numRuns: 50 },
      );
    },
  },
  {
    id: 'encrypt.probabilistic',
    title: 'never makes the same ciphertext twice',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const made = [];
      for (let count = 0; count < 10; count++)
        made.push((await good(provider.encrypt(id, bytes('same'), {}))).ciphertext);
      expect(new Set(made.map((it) => Buffer.from(it).toString('hex'))).size).toBe(10);
    },
  },
  {
    id: 'encrypt.hides',
    title: 'does not show the plaintext in the ciphertext',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const { ciphertext } = await good(provider.encrypt(id, bytes('CANARY-plaintext'), {}));
      expect(Buffer.from(ciphertext).includes('CANARY')).toBe(false);
    },
  },
  {
    id: 'decrypt.order-of-context',
    title: 'does not care in which order an encryption context is written',
    needs: (capabilities) => capabilities.encryptionContext,
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const { ciphertext } = await good(provider.encrypt(id, bytes('sample'), { tenant: 'a', table: 'b' }));
      await good(provider.decrypt(id, ciphertext, { table: 'b', tenant: 'a' }));
    },
  },
  {
    id: 'decrypt.other-context',
    title: 'refuses to decrypt in any other encryption context than that of encrypting',
    needs: (capabilities) => capabilities.encryptionContext,
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const context = { tenant: 'a', table: 'b' };
      const { ciphertext } = await good(provider.encrypt(id, bytes('sample'), context));
      const others = [
        {},
        { tenant: 'a' },
        { ...context, more: '' },
        { tenant: 'A', table: 'b' },
        { tenant: 'b', table: 'a' },
      ];
      for (const other of others) {
        const answer = provider.decrypt(id, ciphertext, other);
        await refused(subject, answer, 'invalid-ciphertext', 'InvalidCiphertextException');
      }
      await fc.assert(
        fc.asyncProperty(contexts, async (other) => {
          fc.pre(!isSame(other, context));
          await refused(subject, provider.decrypt(id, ciphertext, other), 'invalid-ciphertext');
        }),
        { numRuns: 30 },
      );
    },
  },
  {
    id: 'decrypt.altered',
    title: 'refuses a ciphertext in which any bit was flipped',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const { ciphertext } = await good(provider.encrypt(id, bytes('sample'), {}));
      await fc.assert(
        fc.asyncProperty(fc.nat(ciphertext.length - 1), fc.nat(7), async (index, bit) => {
          const altered = Uint8Array.from(ciphertext);
          altered[index]! ^= 1 << bit;
          await refused(subject, provider.decrypt(id, altered, {}), 'invalid-ciphertext');
        }),
        { numRuns: 60 },
      );
    },
  },
  {
    id: 'decrypt.cut-or-padded',
    title: 'refuses a ciphertext that was cut, padded or never was one',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const { ciphertext } = await good(provider.encrypt(id, bytes('sample'), {}));
      const others = [
        ciphertext.subarray(1),
        ciphertext.subarray(0, -1),
        ciphertext.subarray(0, 20),
        Uint8Array.of(...ciphertext, 0),
        bytes('this never was a ciphertext'),
      ];
      for (const other of others) {
        const answer = provider.decrypt(id, other, {});
        await refused(subject, answer, 'invalid-ciphertext', 'InvalidCiphertextException');
      }
    },
  },
  {
    id: 'decrypt.other-key',
    title: 'refuses to decrypt with another key',
    run: async (subject) => {
      const { provider } = subject;
      const [one, two] = [await makeKey(subject), await makeKey(subject)];
      const { ciphertext } = await good(provider.encrypt(one.id, bytes('sample'), {}));
      await refused(subject, provider.decrypt(two.id, ciphertext, {}), 'invalid-ciphertext');
    },
  },
  {
    id: 'decrypt.unknown-key',
    title: 'refuses to decrypt with a key it does not have',
    run: async (subject) => {
      const { provider, unknownKeyId } = subject;
      const { id } = await makeKey(subject);
      const { ciphertext } = await good(provider.encrypt(id, bytes('sample'), {}));
      await refused(subject, provider.decrypt(unknownKeyId, ciphertext, {}), 'not-found', 'NotFoundException');
    },
  },
  {
    id: 'encrypt.bounds',
    title: 'refuses an empty plaintext, and one of more than 4096 bytes',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      for (const size of [0, 4097]) {
        const answer = provider.encrypt(id, new Uint8Array(size), {});
        await refused(subject, answer, 'invalid-input', 'ValidationException');
      }
    },
  },
  {
    id: 'encrypt.wrong-usage',
    title: 'refuses to encrypt with a key that is made for something else',
    needs: (capabilities) => capabilities.keySpecs.length > 1,
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject, otherSpec(subject));
      for (const answer of [provider.encrypt(id, bytes('sample'), {}), provider.generateDataKey(id, {})]) {
        await refused(subject, answer, 'unsupported', 'InvalidKeyUsageException');
      }
    },
  },
  {
    id: 'data-key.round-trip',
    title: 'makes a new 256-bit data key each time, and decrypts its wrapped form to the same key',
    run: async (subject) => {
      const { provider } = subject;
      const { id, versions } = await makeKey(subject);
      const context = contextOf(subject, { tenant: 'a' });
      const one = await good(provider.generateDataKey(id, context));
      const two = await good(provider.generateDataKey(id, context));
      expect(one.plaintext).toHaveLength(32);
      expect(one.plaintext).not.toEqual(two.plaintext);
      expect(one.versionId).toBe(versions[0]?.id);
      expect((await good(provider.decrypt(id, one.ciphertext, context))).plaintext).toEqual(one.plaintext);
    },
  },
  {
    id: 're-encrypt.moves',
    title: 're-encrypts from one key and context to another, and the old ciphertext still opens',
    run: async (subject) => {
      const { provider } = subject;
      const [one, two] = [await makeKey(subject), await makeKey(subject)];
      const [was, becomes] = [contextOf(subject, { tenant: 'a' }), contextOf(subject, { tenant: 'b' })];
      const old = await good(provider.encrypt(one.id, bytes('sample'), was));
      const from = { keyId: one.id, ciphertext: old.ciphertext, context: was };
      const moved = await good(provider.reEncrypt(from, { keyId: two.id, context: becomes }));
      expect(moved.versionId).toBe(two.versions[0]?.id);
      expect((await good(provider.decrypt(two.id, moved.ciphertext, becomes))).plaintext).toEqual(bytes('sample'));
      expect((await good(provider.decrypt(one.id, old.ciphertext, was))).plaintext).toEqual(bytes('sample'));
      await refused(subject, provider.decrypt(one.id, moved.ciphertext, becomes), 'invalid-ciphertext');
    },
  },
  {
    id: 're-encrypt.checks-source',
    title: 'refuses to re-encrypt what the named source key and context do not open',
    run: async (subject) => {
      const { provider } = subject;
      const [one, two] = [await makeKey(subject), await makeKey(subject)];
      const { ciphertext } = await good(provider.encrypt(one.id, bytes('sample'), contextOf(subject, { tenant: 'a' })));
      const to = { keyId: two.id, context: {} };
      const wrong = [
        { keyId: two.id, ciphertext, context: contextOf(subject, { tenant: 'a' }) },
        ...(provider.capabilities.encryptionContext ? [{ keyId: one.id, ciphertext, context: { tenant: 'b' } }] : []),
      ];
      for (const from of wrong) await refused(subject, provider.reEncrypt(from, to), 'invalid-ciphertext');
    },
  },
];

function isSame(one: Readonly<Record<string, string>>, two: Readonly<Record<string, string>>): boolean {
  return Object.keys(one).length === Object.keys(two).length && Object.entries(one).every(([k, v]) => two[k] === v);
}
