import { expect } from 'vitest';
import type { CallContext, Capabilities } from '../../../main/providers/index.ts';
import { bytes, good, makeKey, refused, type Statement } from '../subject.ts';

const synchronous = (capabilities: Capabilities) => capabilities.authorship === 'synchronous';

export const evidenceStatements: readonly Statement[] = [
  {
    id: 'evidence.every-change',
    title: 'has every change in its log when the call has answered, with its author and intent',
    needs: (capabilities) =>
      synchronous(capabilities) && capabilities.aliases && capabilities.automaticRotation !== null,
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const other = await makeKey(subject);
      const alias = subject.newAlias();
      const days = provider.capabilities.automaticRotation!.maxDays;
      const changes: readonly [string, (call: CallContext) => Promise<{ ok: boolean }>, string][] = [
        ['RotateKeyOnDemand', (call) => provider.rotateKey(id, call), id],
        ['EnableKeyRotation', (call) => provider.setAutomaticRotation(id, days, call), id],
        ['DisableKeyRotation', (call) => provider.setAutomaticRotation(id, null, call), id],
        ['CreateAlias', (call) => provider.createAlias(alias, id, call), id],
        ['UpdateAlias', (call) => provider.updateAlias(alias, other.id, call), other.id],
        ['DeleteAlias', (call) => provider.deleteAlias(alias, call), other.id],
        ['DisableKey', (call) => provider.disableKey(id, call), id],
        ['EnableKey', (call) => provider.enableKey(id, call), id],
        ['ScheduleKeyDeletion', (call) => provider.scheduleKeyDeletion(id, 7, call), id],
        ['CancelKeyDeletion', (call) => provider.cancelKeyDeletion(id, call), id],
      ];
      for (const [name, change, keyId] of changes) {
        const call = subject.newCall();
        expect(await change(call), name).toMatchObject({ ok: true });
        const event = await good(provider.findEvent(call.intentId));
        expect(event).toMatchObject({ call: name, keyId, requestId: call.intentId, principal: call.principal });
        expect(new Date(event!.at).toISOString()).toBe(event!.at);
      }
    },
  },
  {
    id: 'evidence.creation',
    title: 'has the creation of a key in its log, under the id of the key',
    needs: synchronous,
    run: async (subject) => {
      const { provider } = subject;
      const call = subject.newCall();
      const input = { spec: subject.specs.encryption ?? 'RSA_3072', description: '', tags: {} } as const;
      const { id } = await good(provider.createKey(input, call));
      expect(await good(provider.findEvent(call.intentId))).toMatchObject({ call: 'CreateKey', keyId: id });
    },
  },
  {
    id: 'evidence.nothing-happened',
    title: 'has nothing in its log for an intent that was never carried out, or was refused',
    needs: synchronous,
    run: async (subject) => {
      const { provider, unknownKeyId } = subject;
      const call = subject.newCall();
      expect(await good(provider.findEvent(call.intentId))).toBeNull();
      await refused(subject, provider.disableKey(unknownKeyId, call), 'not-found');
      expect(await good(provider.findEvent(call.intentId))).toBeNull();
    },
  },
  {
    id: 'evidence.version-author',
    title: 'records with each version the intent that made it',
    needs: (capabilities) => synchronous(capabilities) && capabilities.rotatesInPlace.length > 0,
    run: async (subject) => {
      const { provider } = subject;
      const [create, rotate] = [subject.newCall(), subject.newCall()];
      const spec = provider.capabilities.rotatesInPlace[0]!;
      const { id } = await good(provider.createKey({ spec, description: '', tags: {} }, create));
      await good(provider.rotateKey(id, rotate));
      const { versions } = await good(provider.describeKey(id));
      expect(versions.map((version) => version.requestId)).toEqual([create.intentId, rotate.intentId]);
    },
  },
  {
    id: 'evidence.anonymous',
    title: 'refuses a change that does not say who acts, or for which intent',
    needs: synchronous,
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      for (const call of [
        { ...subject.newCall(), intentId: '' },
        { ...subject.newCall(), principal: '' },
      ]) {
        await refused(subject, provider.disableKey(id, call), 'invalid-input', 'ValidationException');
      }
    },
  },
  {
    id: 'last-use.never',
    title: 'knows no last use of a new key; reading and changing it are no uses',
    needs: (capabilities) => capabilities.lastUse !== 'none',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      await good(provider.describeKey(id));
      await good(provider.disableKey(id, subject.newCall()));
      expect(await good(provider.lastUse(id))).toBeNull();
    },
  },
  {
    id: 'last-use.exact',
    title: 'knows the last use of a key: the operation and who it was',
    needs: (capabilities) => capabilities.lastUse === 'exact',
    run: async (subject) => {
      const { provider } = subject;
      const [one, two] = [await makeKey(subject), await makeKey(subject)];
      const { ciphertext } = await good(provider.encrypt(one.id, bytes('sample'), {}));
      expect(await good(provider.lastUse(one.id))).toMatchObject({ operation: 'Encrypt' });
      await good(provider.decrypt(one.id, ciphertext, {}));
      const last = await good(provider.lastUse(one.id));
      expect(last).toMatchObject({ operation: 'Decrypt' });
      expect(last?.principal).not.toBe('');
      await good(provider.generateDataKey(one.id, {}));
      expect(await good(provider.lastUse(one.id))).toMatchObject({ operation: 'GenerateDataKey' });
      await good(provider.reEncrypt({ keyId: one.id, ciphertext, context: {} }, { keyId: two.id, context: {} }));
      for (const { id } of [one, two]) {
        expect(await good(provider.lastUse(id))).toMatchObject({ operation: 'ReEncrypt' });
      }
    },
  },
  {
    id: 'last-use.refused',
    title: 'does not count a refused use as a use',
    needs: (capabilities) => capabilities.lastUse === 'exact',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      await refused(subject, provider.decrypt(id, bytes('no ciphertext'), {}), 'invalid-ciphertext');
      expect(await good(provider.lastUse(id))).toBeNull();
    },
  },
];
