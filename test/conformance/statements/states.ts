import fc from 'fast-check';
import { expect } from 'vitest';
import type { KeyDescription, ProviderErrorCode } from '../../../main/providers/index.ts';
import { bytes, good, keyThatIs, makeKey, refused, seen, type Statement, type Subject } from '../subject.ts';

type State = KeyDescription['state'];
type Step = 'enable' | 'disable' | 'schedule' | 'cancel' | 'encrypt';

/** The whole specification of key states: where a step leads, or how it is refused. */
function model(state: State, step: Step, cancelLeaves: State): State | { refused: ProviderErrorCode } {
  const pending = state === 'pending-deletion';
  switch (step) {
    case 'enable':
      return pending ? { refused: 'invalid-state' } : 'enabled';
    case 'disable':
      return pending ? { refused: 'invalid-state' } : 'disabled';
    case 'schedule':
      return pending ? { refused: 'invalid-state' } : 'pending-deletion';
    case 'cancel':
      return pending ? cancelLeaves : { refused: 'invalid-state' };
    case 'encrypt':
      if (state === 'enabled') return 'enabled';
      return { refused: pending ? 'invalid-state' : 'disabled' };
  }
}

function take(subject: Subject, keyId: string, step: Step) {
  const { provider } = subject;
  switch (step) {
    case 'enable':
      return provider.enableKey(keyId, subject.newCall());
    case 'disable':
      return provider.disableKey(keyId, subject.newCall());
    case 'schedule':
      return provider.scheduleKeyDeletion(keyId, provider.capabilities.deletionWindow.minDays, subject.newCall());
    case 'cancel':
      return provider.cancelKeyDeletion(keyId, subject.newCall());
    case 'encrypt':
      return provider.encrypt(keyId, bytes('plaintext'), {});
  }
}

async function follow(subject: Subject, steps: readonly Step[]): Promise<void> {
  const { id } = await makeKey(subject);
  let state: State = 'enabled';
  for (const step of steps) {
    const next: ReturnType<typeof model> = model(state, step, subject.provider.capabilities.cancelLeaves);
    const answer = take(subject, id, step);
    if (typeof next === 'string') {
      await good(answer as ReturnType<typeof subject.provider.enableKey>);
      state = next;
    } else {
      // AWS KMS answers cryptography on a key pending deletion in one of two ways.
      const codes: readonly ProviderErrorCode[] =
        step === 'encrypt' && state === 'pending-deletion' ? ['invalid-state', 'disabled'] : [next.refused];
      await refused(subject, answer, codes);
    }
    await seen(subject, id, (key) => {
      expect(key.state).toBe(state);
      expect(key.deletionDate !== null).toBe(state === 'pending-deletion');
    });
  }
}

export const stateStatements: readonly Statement[] = [
  {
    id: 'states.disable-stops-use',
    title: 'refuses to encrypt and decrypt with a disabled key, with exactly the disabled error',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const { ciphertext } = await good(provider.encrypt(id, bytes('sample'), {}));
      await good(provider.disableKey(id, subject.newCall()));
      await seen(subject, id, (key) => {
        expect(key.state).toBe('disabled');
      });
      for (const answer of [
        provider.encrypt(id, bytes('sample'), {}),
        provider.decrypt(id, ciphertext, {}),
        provider.generateDataKey(id, {}),
        provider.reEncrypt({ keyId: id, ciphertext, context: {} }, { keyId: id, context: {} }),
      ]) {
        await refused(subject, answer, 'disabled', 'DisabledException');
      }
    },
  },
  {
    id: 'states.enable-restores-use',
    title: 'decrypts again what it decrypted before, once the key is enabled again',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const { ciphertext } = await good(provider.encrypt(id, bytes('sample'), {}));
      await good(provider.disableKey(id, subject.newCall()));
      await good(provider.enableKey(id, subject.newCall()));
      await subject.eventually(async () => {
        expect((await good(provider.decrypt(id, ciphertext, {}))).plaintext).toEqual(bytes('sample'));
      });
    },
  },
  {
    id: 'states.disable-stops-signing',
    title: 'refuses to sign, verify and give the public key of a disabled key',
    needs: (capabilities) => capabilities.keySpecs.includes('ECC_NIST_P256'),
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await keyThatIs(subject, 'disabled', 'ECC_NIST_P256');
      for (const answer of [
        provider.sign(id, bytes('m')),
        provider.verify(id, bytes('m'), bytes('s')),
        provider.publicKey(id),
      ]) {
        await refused(subject, answer, 'disabled', 'DisabledException');
      }
    },
  },
  {
    id: 'states.disable-stops-macs',
    title: 'refuses authentication codes with a disabled key',
    needs: (capabilities) => capabilities.keySpecs.includes('HMAC_256'),
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await keyThatIs(subject, 'disabled', 'HMAC_256');
      await refused(subject, provider.generateMac(id, bytes('m')), 'disabled', 'DisabledException');
      await refused(subject, provider.verifyMac(id, bytes('m'), new Uint8Array(32)), 'disabled', 'DisabledException');
    },
  },
  {
    id: 'states.disable-stops-rotation',
    title: 'refuses to rotate a disabled key',
    needs: (capabilities) => capabilities.rotatesInPlace.length > 0,
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await keyThatIs(subject, 'disabled', provider.capabilities.rotatesInPlace[0]);
      await refused(subject, provider.rotateKey(id, subject.newCall()), 'disabled', 'DisabledException');
    },
  },
  {
    id: 'states.disable-stops-automatic-rotation-settings',
    title: 'refuses to switch automatic rotation of a disabled key on or off',
    needs: (capabilities) => capabilities.automaticRotation !== null,
    run: async (subject) => {
      const { provider } = subject;
      const automatic = provider.capabilities.automaticRotation!;
      const { id } = await keyThatIs(subject, 'disabled', automatic.specs[0]);
      for (const days of [automatic.maxDays, null]) {
        const answer = provider.setAutomaticRotation(id, days, subject.newCall());
        await refused(subject, answer, 'disabled', 'DisabledException');
      }
    },
  },
  {
    id: 'states.repeatable',
    title: 'lets an enabled key be enabled and a disabled key be disabled',
    run: async (subject) => {
      await follow(subject, ['enable', 'disable', 'disable', 'enable']);
    },
  },
  {
    id: 'states.model',
    title: 'follows the model of key states through any sequence of steps',
    run: async (subject) => {
      const step = fc.constantFrom<Step>('enable', 'disable', 'schedule', 'cancel', 'encrypt');
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => follow(subject, steps)),
        { numRuns: 20 },
      );
    },
  },
];
