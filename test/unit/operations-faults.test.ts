import { describe, expect, test } from 'vitest';
import { SOMEBODY_ELSE, type Fault, type FaultKind } from '../../main/providers/index.ts';
import { gaps, soundness } from '../support/soundness.ts';
import { recordsOf } from '../support/told.ts';
import { CHANGE_STEPS, trial, type Trial } from '../support/trial.ts';
import { unwrap } from '../support/unwrap.ts';
import { strayChanges, type ChangeCall } from '../support/watched.ts';

interface Ending {
  readonly result: 'done' | 'failed';
  readonly code: string | null;
  /** How often the call was sent. */
  readonly attempts: number;
  /** How often it took effect, by us and by somebody else. */
  readonly ours: number;
  readonly theirs: number;
  readonly verdicts: readonly string[];
}

const DONE: Ending = { result: 'done', code: null, attempts: 1, ours: 1, theirs: 0, verdicts: [] };
const CHANGED: Partial<Ending> = { result: 'failed', code: 'state-changed', ours: 0, verdicts: ['not-done'] };

interface Case {
  readonly name: string;
  readonly kinds: readonly FaultKind[];
  readonly times: number;
  readonly ends: (call: ChangeCall) => Partial<Ending>;
}

const CASES: readonly Case[] = [
  { name: 'a throttle is sent again', kinds: ['throttle'], times: 1, ends: () => ({ attempts: 2 }) },
  {
    name: 'throttling without end fails and changes nothing',
    kinds: ['throttle'],
    times: 1000,
    ends: () => ({ result: 'failed', code: 'provider-failed', attempts: 5, ours: 0 }),
  },
  {
    name: 'a denial stops at once',
    kinds: ['deny'],
    times: 1,
    ends: () => ({ result: 'failed', code: 'provider-failed', ours: 0 }),
  },
  {
    name: 'a lost answer is found in the log and not sent again',
    kinds: ['lose-answer'],
    times: 1,
    ends: () => ({ verdicts: ['done-by-us'] }),
  },
  {
    name: 'a lost request is sent again once the log shows that it never arrived',
    kinds: ['lose-request'],
    times: 1,
    ends: () => ({ attempts: 2, verdicts: ['not-done'] }),
  },
  {
    name: 'the same change by somebody else just before is noticed where it doubles',
    kinds: ['foreign-change'],
    times: 1,
    ends: (call) => {
      if (call === 'rotateKey') return { result: 'failed', code: 'not-verified', theirs: 1 };
      if (call !== 'createAlias') return { theirs: 1 };
      return { result: 'failed', code: 'provider-failed', ours: 0, theirs: 1 };
    },
  },
  {
    name: 'with a lost answer as well, ours is what the log has under our intent',
    kinds: ['foreign-change', 'lose-answer'],
    times: 1,
    ends: (call) => {
      if (call === 'rotateKey') return { result: 'failed', code: 'not-verified', theirs: 1, verdicts: ['done-by-us'] };
      return call === 'createAlias' ? { ...CHANGED, theirs: 1 } : { theirs: 1, verdicts: ['done-by-us'] };
    },
  },
  {
    name: 'with a lost request, the change of somebody else is never taken for ours',
    kinds: ['foreign-change', 'lose-request'],
    times: 1,
    ends: (call) =>
      call === 'createKey' ? { attempts: 2, theirs: 1, verdicts: ['not-done'] } : { ...CHANGED, theirs: 1 },
  },
];

/** The provider's own names of the calls, as its log has them. */
const LOGGED: Partial<Record<ChangeCall, string>> = {
  rotateKey: 'RotateKeyOnDemand',
  createKey: 'CreateKey',
  updateAlias: 'UpdateAlias',
  createAlias: 'CreateAlias',
  setAutomaticRotation: 'EnableKeyRotation',
};

function effects(trying: Trial, call: ChangeCall): Pick<Ending, 'ours' | 'theirs'> {
  const events = trying.events().filter((event) => event.call === LOGGED[call]);
  const theirs = events.filter(({ principal }) => principal === SOMEBODY_ELSE).length;
  return { ours: events.length - theirs, theirs };
}

/** Settled as ours although the provider's log has no call of ours. */
function falseClaims({ desk, vault }: Trial): readonly string[] {
  const logged = new Set(vault.events().map(({ requestId }) => requestId));
  const claims = recordsOf(desk.workspace.journal, 'step.settled').filter(({ verdict }) => verdict === 'done-by-us');
  return claims.map(({ intent }) => intent).filter((intent) => !logged.has(intent));
}

async function expectSound(trying: Trial): Promise<void> {
  const { desk, statement, changes } = trying;
  expect(strayChanges(changes)).toEqual([]);
  expect(falseClaims(trying)).toEqual([]);
  expect(gaps(desk.workspace.journal, statement)).toEqual([]);
  expect(await soundness(desk.workspace)).toBe('sound');
  expect(await trying.resume()).toEqual([]);
}

describe.each(CHANGE_STEPS)('$operation, $step ($call)', ({ operation, step, call }) => {
  test.each(CASES)('$name', async ({ kinds, times, ends }) => {
    const expected: Ending = { ...DONE, ...ends(call) };
    const trying = await trial(operation);
    unwrap(trying.vault.setFaults(kinds.map((kind): Fault => ({ call, kind, times }))));
    const report = await trying.run();
    expect({
      result: report.result,
      code: report.error?.code ?? null,
      attempts: trying.changes.filter((change) => change.call === call).length,
      ...effects(trying, call),
      verdicts: recordsOf(trying.desk.workspace.journal, 'step.settled').map(({ verdict }) => verdict),
    }).toEqual(expected);
    expect(report.steps.find(({ id }) => id === step)?.result).toBe(
      expected.ours === 1 && expected.code !== 'provider-failed' ? 'done' : 'not-done',
    );
    await expectSound(trying);
  });

  test('reads that lag behind the change are waited for', async () => {
    const trying = await trial(operation, {
      afterChange: (change, vault) => {
        if (change.call !== call) return;
        const lagging = ['describeKey', 'listKeys', 'resolveAlias'] as const;
        unwrap(vault.setFaults(lagging.map((read): Fault => ({ call: read, kind: 'stale-read', times: 3 }))));
      },
    });
    const report = await trying.run();
    expect(report).toMatchObject({ result: 'done', error: null });
    expect(effects(trying, call)).toEqual({ ours: 1, theirs: 0 });
    expect(trying.lab.clock.slept.length).toBeGreaterThan(0);
    await expectSound(trying);
  });

  test('while the log cannot be asked it stays unknown, and resuming settles it without another call', async () => {
    const trying = await trial(operation);
    unwrap(
      trying.vault.setFaults([
        { call, kind: 'lose-answer', times: 1 },
        { call: 'findEvent', kind: 'lose-request', times: 1000 },
      ]),
    );
    const report = await trying.run();
    expect(report).toMatchObject({ result: 'unknown', error: { code: 'outcome-unknown' } });
    expect(report.steps.find(({ id }) => id === step)?.result).toBe('unknown');
    expect(await soundness(trying.desk.workspace)).toBe('sound');
    unwrap(trying.vault.setFaults([]));
    expect(await trying.resume()).toMatchObject([{ result: 'done', error: null }]);
    expect(effects(trying, call)).toEqual({ ours: 1, theirs: 0 });
    await expectSound(trying);
  });
});

test('without faults every operation goes through, each change once', async () => {
  for (const { operation } of CHANGE_STEPS) {
    const trying = await trial(operation);
    expect(await trying.run()).toMatchObject({ result: 'done', error: null });
    const calls = CHANGE_STEPS.filter((change) => change.operation === operation).map(({ call }) => call);
    expect(trying.changes.map(({ call }) => call)).toEqual(calls);
    await expectSound(trying);
  }
});
