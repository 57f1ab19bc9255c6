import { describe, expect, test } from 'vitest';
import type { Answer, Capabilities, Fault, KeyProvider, ProviderEvent } from '../../main/providers/index.ts';
import { fail, ok } from '../../shared/result.ts';
import { gaps, soundness } from '../support/soundness.ts';
import { MINUTE_MS } from '../support/test-clock.ts';
import { recordsOf } from '../support/told.ts';
import { CHANGE_STEPS, trial, type OperationName, type Trial } from '../support/trial.ts';
import { unwrap } from '../support/unwrap.ts';
import { strayChanges, type ChangeCall } from '../support/watched.ts';

const DELAY_MS = 15 * MINUTE_MS;

/** A cloud whose log comes late, or has none. */
function cloud(
  provider: KeyProvider,
  authorship: Capabilities['authorship'],
  findEvent: () => Answer<ProviderEvent | null>,
): KeyProvider {
  return { ...provider, capabilities: { ...provider.capabilities, authorship, settleDelayMs: DELAY_MS }, findEvent };
}

/** A cloud without a log: to ask it is a defect. */
function withoutLog(provider: KeyProvider): KeyProvider {
  return cloud(provider, 'none', () => {
    throw new Error('there is no log to ask');
  });
}

const silentLog = (provider: KeyProvider): KeyProvider => cloud(provider, 'delayed', async () => ok(null));

function lose(trying: Trial, call: ChangeCall, kind: Fault['kind'] = 'lose-answer'): void {
  unwrap(trying.vault.setFaults([{ call, kind, times: 1 }]));
}

const verdicts = ({ desk }: Trial) => recordsOf(desk.workspace.journal, 'step.settled').map(({ verdict }) => verdict);

async function expectSound({ desk, statement, changes }: Trial): Promise<void> {
  expect(strayChanges(changes)).toEqual([]);
  expect(gaps(desk.workspace.journal, statement)).toEqual([]);
  expect(await soundness(desk.workspace)).toBe('sound');
}

describe('where no log says who it was', () => {
  test.each(CHANGE_STEPS)(
    '$operation: a lost answer of $call is settled as "state holds, author unknown"',
    async ({ operation, call }) => {
      const trying = await trial(operation, { alter: withoutLog });
      lose(trying, call);
      expect(await trying.run()).toMatchObject({ result: 'done', error: null });
      expect(verdicts(trying)).toEqual(['state-holds-author-unknown']);
      expect(trying.changes.filter((change) => change.call === call)).toHaveLength(1);
      await expectSound(trying);
    },
  );

  test('somebody else’s change and a lost request of ours are not claimed as ours', async () => {
    const trying = await trial('rotation in place', { alter: withoutLog });
    unwrap(
      trying.vault.setFaults([
        { call: 'rotateKey', kind: 'foreign-change', times: 1 },
        { call: 'rotateKey', kind: 'lose-request', times: 1 },
      ]),
    );
    await trying.run();
    expect(verdicts(trying)).toEqual(['state-holds-author-unknown']);
    expect(trying.changes).toHaveLength(1);
    await expectSound(trying);
  });

  test('the state is read only after the stated delay', async () => {
    const trying = await trial('rotation in place', { alter: withoutLog });
    lose(trying, 'rotateKey');
    await trying.run();
    expect(trying.lab.clock.slept).toContain(DELAY_MS);
  });

  test.each<[OperationName]>([['creation'], ['rotation by replacement']])(
    '%s: a key that is not to be seen is never made a second time on absence alone',
    async (operation) => {
      let hidden = false;
      const hiding = (provider: KeyProvider): KeyProvider => ({
        ...withoutLog(provider),
        // The new key is there, but the list of the cloud does not show it yet.
        listKeys: async () => {
          const listed = await provider.listKeys();
          return listed.ok && hidden ? ok(listed.value.filter(({ tags }) => !('claviger:plan-step' in tags))) : listed;
        },
      });
      const trying = await trial(operation, {
        alter: hiding,
        afterChange: () => {
          hidden = true;
        },
      });
      lose(trying, 'createKey');
      const report = await trying.run();
      expect(trying.changes.filter(({ call }) => call === 'createKey')).toHaveLength(1);
      expect(trying.events().filter(({ call }) => call === 'CreateKey')).toHaveLength(1);
      expect(report.result).toBe('unknown');
      hidden = false;
      expect(await trying.resume()).toMatchObject([{ result: 'done' }]);
      expect(trying.events().filter(({ call }) => call === 'CreateKey')).toHaveLength(1);
      await expectSound(trying);
    },
  );
});

describe('where the log is complete only after a while', () => {
  test.each(CHANGE_STEPS)(
    '$operation: a lost answer of $call that the log never shows leaves the author unknown',
    async ({ operation, call }) => {
      const trying = await trial(operation, { alter: silentLog });
      lose(trying, call);
      expect(await trying.run()).toMatchObject({ result: 'done' });
      expect(verdicts(trying)).toEqual(['state-holds-author-unknown']);
      await expectSound(trying);
    },
  );

  test('the log is looked at after the stated delay, and what it has then is ours', async () => {
    const asked: number[] = [];
    const trying = await trial('rotation in place', {
      alter: (provider) => ({
        ...cloud(provider, 'delayed', async () => ok(null)),
        findEvent: (intent) => {
          asked.push(trying.lab.clock.monotonic());
          return provider.findEvent(intent);
        },
      }),
    });
    const begun = trying.lab.clock.monotonic();
    lose(trying, 'rotateKey');
    expect(await trying.run()).toMatchObject({ result: 'done' });
    expect(verdicts(trying)).toEqual(['done-by-us']);
    expect(asked.map((at) => at - begun >= DELAY_MS)).toEqual([true]);
    await expectSound(trying);
  });

  test('absence from log and state after the delay means "not done", and says how long was waited', async () => {
    const trying = await trial('rotation in place', { alter: silentLog });
    lose(trying, 'rotateKey', 'lose-request');
    expect(await trying.run()).toMatchObject({ result: 'done' });
    const [settled] = recordsOf(trying.desk.workspace.journal, 'step.settled');
    expect(settled).toMatchObject({
      verdict: 'not-done',
      because: expect.stringContaining(`${DELAY_MS} ms`) as string,
    });
    expect(trying.events().filter(({ call }) => call === 'RotateKeyOnDemand')).toHaveLength(1);
    await expectSound(trying);
  });

  test('a log that has the call while its effect is not to be seen leaves it unknown', async () => {
    let before: Awaited<ReturnType<KeyProvider['describeKey']>> | null = null;
    let frozen = false;
    const trying = await trial('rotation in place', {
      alter: (provider) => ({
        ...provider,
        describeKey: async (keyId) => {
          if (frozen && before !== null) return before;
          before = await provider.describeKey(keyId);
          return before;
        },
      }),
      afterChange: () => {
        frozen = true;
      },
    });
    lose(trying, 'rotateKey');
    expect(await trying.run()).toMatchObject({ result: 'unknown', error: { code: 'outcome-unknown' } });
    expect(verdicts(trying)).toEqual(['unknown']);
    frozen = false;
    expect(await trying.resume()).toMatchObject([{ result: 'done' }]);
    expect(verdicts(trying)).toEqual(['unknown', 'done-by-us']);
    expect(trying.changes).toHaveLength(1);
    await expectSound(trying);
  });
});

describe('while the provider cannot be asked', () => {
  const gone = fail({
    code: 'no-answer',
    message: 'Nobody answers.',
    providerCode: 'Timeout',
    notDone: false,
  } as const);

  test.each<['findEvent' | 'describeKey']>([['findEvent'], ['describeKey']])(
    'a %s that never answers leaves it unknown, and resuming asks again instead of sending again',
    async (read) => {
      let silent = false;
      const trying = await trial('rotation in place', {
        alter: (provider) => ({
          ...provider,
          describeKey: async (keyId) => (silent && read === 'describeKey' ? gone : provider.describeKey(keyId)),
          findEvent: async (intent) => (silent && read === 'findEvent' ? gone : provider.findEvent(intent)),
        }),
        afterChange: () => {
          silent = true;
        },
      });
      lose(trying, 'rotateKey');
      expect(await trying.run()).toMatchObject({ result: 'unknown', error: { code: 'outcome-unknown' } });
      expect(await trying.resume()).toMatchObject([{ result: 'unknown' }]);
      expect(verdicts(trying)).toEqual(['unknown', 'unknown']);
      silent = false;
      expect(await trying.resume()).toMatchObject([{ result: 'done' }]);
      expect(trying.changes).toHaveLength(1);
      expect(trying.events().map(({ call }) => call)).toEqual(['RotateKeyOnDemand']);
      await expectSound(trying);
    },
  );

  test('while a run is not settled, another plan for the same key is refused', async () => {
    const trying = await trial('rotation in place');
    unwrap(
      trying.vault.setFaults([
        { call: 'rotateKey', kind: 'lose-answer', times: 1 },
        { call: 'findEvent', kind: 'throttle', times: 1000 },
      ]),
    );
    expect(await trying.run()).toMatchObject({ result: 'unknown' });
    trying.desk.close();
    const other = await trial('rotation in place', { lab: trying.lab });
    expect(await other.run()).toMatchObject({ result: 'refused', error: { code: 'outcome-unknown' } });
    expect(other.changes).toEqual([]);
    const elsewhere = await runElsewhere(other);
    expect(elsewhere).toMatchObject({ result: 'done' });
  });
});

/** Another key is not held up. */
async function runElsewhere({ lab, desk }: Trial) {
  desk.close();
  const trying = await trial('rotation by replacement', { lab });
  return trying.run();
}
