import { expect } from 'vitest';
import { bytes, good, makeKey, otherSpec, refused, seen, type Statement, type Subject } from '../subject.ts';

const inPlace = (subject: Subject) => makeKey(subject, subject.provider.capabilities.rotatesInPlace[0]);

export const rotationStatements: readonly Statement[] = [
  {
    id: 'rotation.new-version',
    title: 'adds a version when it rotates: the id stays, the former version stays, new work uses the new one',
    needs: (capabilities) => capabilities.rotatesInPlace.length > 0,
    run: async (subject) => {
      const { provider } = subject;
      const before = await inPlace(subject);
      await good(provider.rotateKey(before.id, subject.newCall()));
      const after = await seen(subject, before.id, (key) => {
        expect(key.versions).toHaveLength(2);
      });
      expect(after.versions[0]).toEqual(before.versions[0]);
      expect(after.versions[1]).toMatchObject({ number: 2, origin: 'rotated-on-demand' });
      await subject.eventually(async () => {
        const { versionId } = await good(provider.encrypt(before.id, bytes('new work'), {}));
        expect(versionId).toBe(after.versions[1]?.id);
      });
    },
  },
  {
    id: 'rotation.contains-nothing',
    title: 'goes on decrypting with every former version',
    needs: (capabilities) => capabilities.rotatesInPlace.length > 0,
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await inPlace(subject);
      const samples = [await good(provider.encrypt(id, bytes('sample 1'), {}))];
      for (const number of [2, 3]) {
        await good(provider.rotateKey(id, subject.newCall()));
        await seen(subject, id, (key) => {
          expect(key.versions).toHaveLength(number);
        });
        samples.push(await good(provider.encrypt(id, bytes(`sample ${number}`), {})));
      }
      expect(new Set(samples.map((sample) => sample.versionId)).size).toBe(3);
      for (const [index, { ciphertext, versionId }] of samples.entries()) {
        const opened = await good(provider.decrypt(id, ciphertext, {}));
        expect(opened).toEqual({ plaintext: bytes(`sample ${index + 1}`), versionId });
      }
    },
  },
  {
    id: 'rotation.only-in-place-specs',
    title: 'refuses to rotate in place what it does not claim to rotate in place',
    run: async (subject) => {
      const { capabilities } = subject.provider;
      const others = capabilities.keySpecs.filter((spec) => !capabilities.rotatesInPlace.includes(spec));
      for (const spec of others) {
        const { id } = await makeKey(subject, spec);
        const answer = subject.provider.rotateKey(id, subject.newCall());
        await refused(subject, answer, 'unsupported', 'UnsupportedOperationException');
        expect((await good(subject.provider.describeKey(id))).versions).toHaveLength(1);
      }
    },
  },
  {
    id: 'rotation.limit',
    title: 'counts rotations on demand, and refuses one more than a lifetime allows',
    needs: (capabilities) => capabilities.onDemandRotationLimit !== null,
    run: async (subject) => {
      const { provider } = subject;
      const limit = provider.capabilities.onDemandRotationLimit ?? 0;
      const { id } = await inPlace(subject);
      for (let used = 1; used <= limit; used++) {
        await good(provider.rotateKey(id, subject.newCall()));
        await seen(subject, id, (key) => {
          expect(key.rotation.onDemandUsed).toBe(used);
        });
      }
      await refused(subject, provider.rotateKey(id, subject.newCall()), 'limit-exceeded', 'LimitExceededException');
      expect((await good(provider.describeKey(id))).versions).toHaveLength(limit + 1);
    },
  },
  {
    id: 'rotation.automatic-on-off',
    title: 'switches automatic rotation on, to another period, and off',
    needs: (capabilities) => capabilities.automaticRotation !== null,
    run: async (subject) => {
      const { provider } = subject;
      const { specs, minDays, maxDays } = provider.capabilities.automaticRotation!;
      const { id } = await makeKey(subject, specs[0]);
      for (const days of [minDays, maxDays, null]) {
        await good(provider.setAutomaticRotation(id, days, subject.newCall()));
        await seen(subject, id, (key) => {
          expect(key.rotation.automaticDays).toBe(days);
        });
      }
    },
  },
  {
    id: 'rotation.automatic-bounds',
    title: 'refuses a rotation period outside of its bounds',
    needs: (capabilities) => capabilities.automaticRotation !== null,
    run: async (subject) => {
      const { provider } = subject;
      const { specs, minDays, maxDays } = provider.capabilities.automaticRotation!;
      const { id } = await makeKey(subject, specs[0]);
      for (const days of [minDays - 1, maxDays + 1, 0, -minDays, minDays + 0.5]) {
        const answer = provider.setAutomaticRotation(id, days, subject.newCall());
        await refused(subject, answer, 'invalid-input', 'ValidationException');
      }
      expect((await good(provider.describeKey(id))).rotation.automaticDays).toBeNull();
    },
  },
  {
    id: 'rotation.automatic-only-claimed-specs',
    title: 'refuses automatic rotation for specs that do not have it',
    needs: (capabilities) => capabilities.automaticRotation?.specs.length === 1,
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject, otherSpec(subject));
      const days = provider.capabilities.automaticRotation!.maxDays;
      const answer = provider.setAutomaticRotation(id, days, subject.newCall());
      await refused(subject, answer, 'unsupported', 'UnsupportedOperationException');
    },
  },
];
