import { expect } from 'vitest';
import { bytes, good, keyThatIs, makeKey, refused, seen, type Statement } from '../subject.ts';

const DAY_MS = 86_400_000;

export const deletionStatements: readonly Statement[] = [
  {
    id: 'deletion.scheduled',
    title: 'schedules a deletion: the key is pending, until the date that was answered',
    run: async (subject) => {
      const { provider } = subject;
      const { minDays, maxDays, defaultDays } = provider.capabilities.deletionWindow;
      for (const days of new Set([minDays, defaultDays, maxDays])) {
        const { id, createdAt } = await makeKey(subject);
        const date = await good(provider.scheduleKeyDeletion(id, days, subject.newCall()));
        // A minute for the time between the two calls.
        expect(Math.abs(Date.parse(date) - Date.parse(createdAt) - days * DAY_MS)).toBeLessThan(60_000);
        await seen(subject, id, (key) => {
          expect(key).toMatchObject({ state: 'pending-deletion', deletionDate: date });
        });
      }
    },
  },
  {
    id: 'deletion.window',
    title: 'refuses a window outside of its bounds, and leaves the key as it was',
    run: async (subject) => {
      const { provider } = subject;
      const { minDays, maxDays } = provider.capabilities.deletionWindow;
      const { id } = await makeKey(subject);
      for (const days of [minDays - 1, maxDays + 1, 0, -1, minDays + 0.5, Number.NaN]) {
        const answer = provider.scheduleKeyDeletion(id, days, subject.newCall());
        await refused(subject, answer, 'invalid-input', 'ValidationException');
      }
      expect(await good(provider.describeKey(id))).toMatchObject({ state: 'enabled', deletionDate: null });
    },
  },
  {
    id: 'deletion.of-disabled',
    title: 'schedules the deletion of a disabled key',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await keyThatIs(subject, 'disabled');
      await good(provider.scheduleKeyDeletion(id, provider.capabilities.deletionWindow.minDays, subject.newCall()));
      await seen(subject, id, (key) => {
        expect(key.state).toBe('pending-deletion');
      });
    },
  },
  {
    id: 'deletion.cancelled',
    title: 'cancels a deletion, leaving the key in the state it claims; enabling it recovers it wholly',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const { ciphertext } = await good(provider.encrypt(id, bytes('sample'), {}));
      await good(provider.scheduleKeyDeletion(id, provider.capabilities.deletionWindow.minDays, subject.newCall()));
      await good(provider.cancelKeyDeletion(id, subject.newCall()));
      await seen(subject, id, (key) => {
        expect(key).toMatchObject({ state: provider.capabilities.cancelLeaves, deletionDate: null });
      });
      await good(provider.enableKey(id, subject.newCall()));
      await subject.eventually(async () => {
        expect((await good(provider.decrypt(id, ciphertext, {}))).plaintext).toEqual(bytes('sample'));
      });
    },
  },
  {
    id: 'deletion.nothing-to-cancel',
    title: 'refuses to cancel where no deletion is pending',
    run: async (subject) => {
      const { provider } = subject;
      for (const state of ['enabled', 'disabled'] as const) {
        const { id } = await keyThatIs(subject, state);
        await refused(
          subject,
          provider.cancelKeyDeletion(id, subject.newCall()),
          'invalid-state',
          'KMSInvalidStateException',
        );
        expect((await good(provider.describeKey(id))).state).toBe(state);
      }
    },
  },
  {
    id: 'deletion.pending-refuses-changes',
    title: 'refuses to enable, disable, rotate and schedule a key that is pending deletion',
    run: async (subject) => {
      const { provider } = subject;
      const { id, deletionDate } = await keyThatIs(subject, 'pending-deletion');
      for (const answer of [
        provider.enableKey(id, subject.newCall()),
        provider.disableKey(id, subject.newCall()),
        provider.rotateKey(id, subject.newCall()),
        provider.scheduleKeyDeletion(id, provider.capabilities.deletionWindow.maxDays, subject.newCall()),
      ]) {
        await refused(subject, answer, 'invalid-state', 'KMSInvalidStateException');
      }
      expect(await good(provider.describeKey(id))).toMatchObject({ state: 'pending-deletion', deletionDate });
    },
  },
  {
    id: 'deletion.pending-refuses-automatic-rotation',
    title: 'refuses to switch automatic rotation of a key that is pending deletion',
    needs: (capabilities) => capabilities.automaticRotation !== null,
    run: async (subject) => {
      const { provider } = subject;
      const automatic = provider.capabilities.automaticRotation!;
      const { id } = await keyThatIs(subject, 'pending-deletion', automatic.specs[0]);
      const answer = provider.setAutomaticRotation(id, automatic.maxDays, subject.newCall());
      await refused(subject, answer, 'invalid-state', 'KMSInvalidStateException');
    },
  },
  {
    id: 'deletion.pending-refuses-use',
    title: 'refuses all cryptography with a key that is pending deletion',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const { ciphertext } = await good(provider.encrypt(id, bytes('sample'), {}));
      await good(provider.scheduleKeyDeletion(id, provider.capabilities.deletionWindow.minDays, subject.newCall()));
      await seen(subject, id, (key) => {
        expect(key.state).toBe('pending-deletion');
      });
      for (const answer of [
        provider.encrypt(id, bytes('sample'), {}),
        provider.decrypt(id, ciphertext, {}),
        provider.generateDataKey(id, {}),
        provider.reEncrypt({ keyId: id, ciphertext, context: {} }, { keyId: id, context: {} }),
      ]) {
        // AWS KMS answers in one of two ways.
        await refused(subject, answer, ['invalid-state', 'disabled']);
      }
    },
  },
  {
    id: 'deletion.keeps-aliases-while-pending',
    title: 'keeps the aliases of a key while its deletion is pending, and lets them be moved away',
    needs: (capabilities) => capabilities.aliases,
    run: async (subject) => {
      const { provider } = subject;
      const [old, fresh] = [await makeKey(subject), await makeKey(subject)];
      const alias = subject.newAlias();
      await good(provider.createAlias(alias, old.id, subject.newCall()));
      await good(provider.scheduleKeyDeletion(old.id, provider.capabilities.deletionWindow.minDays, subject.newCall()));
      await subject.eventually(async () => {
        expect(await good(provider.resolveAlias(alias))).toBe(old.id);
      });
      await good(provider.updateAlias(alias, fresh.id, subject.newCall()));
      await subject.eventually(async () => {
        expect(await good(provider.resolveAlias(alias))).toBe(fresh.id);
      });
    },
  },
];
