import { expect } from 'vitest';
import { bytes, good, makeKey, refused, seen, type Statement } from '../subject.ts';

export const keyStatements: readonly Statement[] = [
  {
    id: 'identify.who-answers',
    title: 'says who and what really answers, and always the same',
    run: async ({ provider }) => {
      const identity = await good(provider.identify());
      expect(identity.provider).toBe(provider.kind);
      expect(await good(provider.identify())).toEqual(identity);
    },
  },
  {
    id: 'create.described',
    title: 'describes a new key: enabled, one version, the spec, description and tags it was given',
    run: async (subject) => {
      const { provider } = subject;
      for (const spec of provider.capabilities.keySpecs) {
        const input = { spec, description: `made of ${spec}`, tags: { team: 'payments', 'cost-centre': '4711' } };
        const made = await good(provider.createKey(input, subject.newCall()));
        expect(made).toMatchObject({ ...input, state: 'enabled', aliases: [], deletionDate: null });
        expect(made.rotation).toEqual({ automaticDays: null, onDemandUsed: 0 });
        expect(made.versions.map(({ number, origin }) => ({ number, origin }))).toEqual([
          { number: 1, origin: 'created' },
        ]);
        expect(made.arn).toContain(made.id);
        await seen(subject, made.id, (read) => {
          expect(read).toEqual(made);
        });
      }
    },
  },
  {
    id: 'create.distinct',
    title: 'makes two keys with two ids and two materials when asked twice',
    run: async (subject) => {
      const [one, two] = [await makeKey(subject), await makeKey(subject)];
      expect(one.id).not.toBe(two.id);
      expect(one.versions[0]?.id).not.toBe(two.versions[0]?.id);
    },
  },
  {
    id: 'create.times',
    title: 'gives times in ISO 8601, UTC',
    run: async (subject) => {
      const key = await makeKey(subject);
      for (const time of [key.createdAt, ...key.versions.map((version) => version.createdAt)]) {
        expect(new Date(time).toISOString()).toBe(time);
      }
    },
  },
  {
    id: 'create.description-bounds',
    title: 'refuses a description of more than 8192 characters',
    run: async (subject) => {
      const input = { spec: subject.specs.encryption ?? 'RSA_3072', description: 'x'.repeat(8193), tags: {} } as const;
      await refused(
        subject,
        subject.provider.createKey(input, subject.newCall()),
        'invalid-input',
        'ValidationException',
      );
    },
  },
  {
    id: 'create.tag-bounds',
    title: 'refuses a tag whose value is longer than 256 characters',
    run: async (subject) => {
      const input = {
        spec: subject.specs.encryption ?? 'RSA_3072',
        description: '',
        tags: { a: 'x'.repeat(257) },
      } as const;
      await refused(subject, subject.provider.createKey(input, subject.newCall()), 'invalid-input');
    },
  },
  {
    id: 'list.complete',
    title: 'lists every key, whatever its state, as describeKey describes it',
    run: async (subject) => {
      const { provider } = subject;
      const made = [await makeKey(subject), await makeKey(subject), await makeKey(subject)];
      await good(provider.disableKey(made[1]!.id, subject.newCall()));
      await good(
        provider.scheduleKeyDeletion(made[2]!.id, provider.capabilities.deletionWindow.defaultDays, subject.newCall()),
      );
      await subject.eventually(async () => {
        const listed = await good(provider.listKeys());
        for (const { id } of made) {
          expect(listed.find((key) => key.id === id)).toEqual(await good(provider.describeKey(id)));
        }
        expect(new Set(listed.map((key) => key.id)).size).toBe(listed.length);
      });
    },
  },
  {
    id: 'unknown-key.refused',
    title: 'refuses every call that names a key it does not have',
    run: async (subject) => {
      const { provider, unknownKeyId: id } = subject;
      const call = subject.newCall();
      const days = provider.capabilities.deletionWindow.defaultDays;
      const message = bytes('message');
      const answers = [
        provider.describeKey(id),
        provider.dependants(id),
        provider.lastUse(id),
        provider.rotateKey(id, call),
        provider.enableKey(id, call),
        provider.disableKey(id, call),
        provider.scheduleKeyDeletion(id, days, call),
        provider.cancelKeyDeletion(id, call),
        provider.encrypt(id, message, {}),
        provider.generateDataKey(id, {}),
        provider.sign(id, message),
        provider.verify(id, message, message),
        provider.publicKey(id),
      ];
      for (const answer of answers) await refused(subject, answer, 'not-found', 'NotFoundException');
    },
  },
  {
    id: 'unknown-key.refused-automatic-rotation',
    title: 'refuses automatic rotation of a key it does not have',
    needs: (capabilities) => capabilities.automaticRotation !== null,
    run: async (subject) => {
      const { provider, unknownKeyId } = subject;
      const days = provider.capabilities.automaticRotation?.maxDays ?? 0;
      const answer = provider.setAutomaticRotation(unknownKeyId, days, subject.newCall());
      await refused(subject, answer, 'not-found', 'NotFoundException');
    },
  },
  {
    id: 'unknown-key.refused-mac',
    title: 'refuses authentication codes with a key it does not have',
    needs: (capabilities) => capabilities.keySpecs.includes('HMAC_256'),
    run: async (subject) => {
      const { provider, unknownKeyId: id } = subject;
      await refused(subject, provider.generateMac(id, bytes('m')), 'not-found', 'NotFoundException');
      await refused(subject, provider.verifyMac(id, bytes('m'), new Uint8Array(32)), 'not-found', 'NotFoundException');
    },
  },
];
