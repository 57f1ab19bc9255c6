import { beforeAll, describe, expect, test } from 'vitest';
import { resumeAll, runPlan, type OperationContext, type RunReport } from '../../main/operations/index.ts';
import type { Death } from '../support/crash-child.ts';
import { crash, inParallel, type End } from '../support/crash.ts';
import { newLab, openDesk, vaultOf, type Lab } from '../support/lab.ts';
import { gaps, soundness } from '../support/soundness.ts';
import { recordsOf, story } from '../support/told.ts';
import { trial, type OperationName, type Trial } from '../support/trial.ts';

/** What is left of a process that was killed, and what resuming made of it. */
interface Aftermath {
  readonly death: Death;
  readonly end: End;
  readonly before: readonly string[];
  /** Whether the run had been admitted when the process died. */
  readonly admitted: boolean;
  readonly resumed: readonly RunReport[];
  readonly again: readonly RunReport[];
  readonly effects: readonly string[];
  readonly wrong: readonly string[];
  readonly sound: string;
}

const EFFECTS = {
  'rotation in place': ['RotateKeyOnDemand'],
  'rotation by replacement': ['CreateKey', 'UpdateAlias'],
} as const satisfies Partial<Record<OperationName, readonly string[]>>;

/** A plan that is signed and has not run; closed, so that it can be copied. */
async function prepared(operation: OperationName): Promise<Trial> {
  const trying = await trial(operation, { lab: newLab() });
  trying.desk.close();
  return trying;
}

/** How many moments and appends a run that nobody disturbs has. */
async function countBoundaries({ lab, statement, packets }: Trial): Promise<{ moments: number; appends: number }> {
  let moments = 0;
  const desk = openDesk(lab.copy(), {
    progress: () => {
      moments += 1;
    },
  });
  let appends = 0;
  const context: OperationContext = {
    ...desk.context,
    workspace: {
      ...desk.workspace,
      append: (drafts, urgency) => {
        appends += 1;
        return desk.workspace.append(drafts, urgency);
      },
    },
  };
  const report = await runPlan(context, statement.bytes, packets);
  expect(report).toMatchObject({ result: 'done' });
  desk.close();
  return { moments, appends };
}

async function aftermath(trying: Trial, death: Death, killAfterMs?: number): Promise<Aftermath> {
  const lab = trying.lab.copy();
  const { statement, packets } = trying;
  const events = await eventsIn(lab);
  const end = await crash(lab, statement, packets, death, killAfterMs);
  const desk = openDesk(lab);
  const before = story(desk.workspace.journal, statement.digest);
  const admitted = recordsOf(desk.workspace.journal, 'run.approved').length > 0;
  const resumed = await resumeAll(desk.context);
  const again = await resumeAll(desk.context);
  const vault = await vaultOf(desk);
  const effects = vault
    .events()
    .slice(events)
    .map(({ call }) => call);
  const wrong = admitted ? gaps(desk.workspace.journal, statement) : [];
  const sound = await soundness(desk.workspace);
  desk.close();
  return { death, end, before, admitted, resumed, again, effects, wrong, sound };
}

async function eventsIn(lab: Lab): Promise<number> {
  const desk = openDesk(lab);
  const count = (await vaultOf(desk)).events().length;
  desk.close();
  return count;
}

const nameOf = (death: Death): string => (death.at === 'any time' ? death.at : `${death.at} ${death.n}`);

describe.each(Object.keys(EFFECTS) as (keyof typeof EFFECTS)[])('%s, killed at every boundary', (operation) => {
  const all: Aftermath[] = [];
  let expected = 0;

  beforeAll(async () => {
    const trying = await prepared(operation);
    const { moments, appends } = await countBoundaries(trying);
    const upTo = (at: 'moment' | 'before append' | 'after append', count: number): Death[] =>
      Array.from({ length: count }, (_, index) => ({ at, n: index + 1 }));
    const deaths = [...upTo('moment', moments), ...upTo('before append', appends), ...upTo('after append', appends)];
    expected = deaths.length;
    all.push(...(await inParallel(2, deaths, (death) => aftermath(trying, death))));
  }, 120_000);

  /** The deaths after which something is not as it should be. */
  const except = (fits: (one: Aftermath) => boolean): readonly string[] =>
    all.filter((one) => !fits(one)).map(({ death, before }) => `${nameOf(death)} (${before.at(-1) ?? 'nothing yet'})`);

  test('the process dies at each of them', () => {
    expect(all).toHaveLength(expected);
    expect(expected).toBeGreaterThan(20);
    expect(except(({ end }) => end.signal === 'SIGKILL')).toEqual([]);
    // They are different boundaries: every state of the journal that a run goes through is among them.
    expect(new Set(all.map(({ before }) => before.join(' '))).size).toBeGreaterThan(6);
  });

  test('resuming finishes what was admitted, and the change has happened exactly once', () => {
    const open = ({ admitted, before }: Aftermath): boolean => admitted && before.at(-1) !== 'finished done';
    expect(all.filter(({ admitted }) => !admitted).map(({ death }) => nameOf(death))).toEqual(['before append 1']);
    expect(except((one) => one.resumed.map(({ result }) => result).join() === (open(one) ? 'done' : ''))).toEqual([]);
    expect(except(({ effects, admitted }) => effects.join() === (admitted ? EFFECTS[operation].join() : ''))).toEqual(
      [],
    );
  });

  test('no entry is lost and none is doubled', () => {
    expect(all.flatMap(({ death, wrong }) => wrong.map((what) => `${nameOf(death)}: ${what}`))).toEqual([]);
  });

  test('the journal proves itself and every execution in it', () => {
    expect(except(({ sound }) => sound === 'sound')).toEqual([]);
  });

  test('resuming a second time does nothing', () => {
    expect(except(({ again }) => again.length === 0)).toEqual([]);
  });
});

/** Moments that look random and are the same every time (Park and Miller's generator). */
function moments(count: number, upToMs: number): readonly number[] {
  let seed = 20_261_102;
  return Array.from({ length: count }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return Math.round((seed / 2_147_483_647) * upToMs);
  });
}

test.each(Object.keys(EFFECTS) as (keyof typeof EFFECTS)[])(
  '%s, killed from outside at random moments: exactly one effect, or none where nothing was admitted',
  async (operation) => {
    const trying = await prepared(operation);
    const all = await inParallel(2, moments(6, 60), (ms) => aftermath(trying, { at: 'any time' }, ms));
    for (const { end, admitted, effects, wrong, sound, again } of all) {
      expect(end.errors).toBe('');
      expect(end.output).toContain('ready');
      expect(effects).toEqual(admitted ? EFFECTS[operation] : []);
      expect({ wrong, sound, again }).toEqual({ wrong: [], sound: 'sound', again: [] });
    }
  },
);
