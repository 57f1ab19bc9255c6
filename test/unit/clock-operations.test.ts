import { beforeAll, describe, expect, test } from 'vitest';
import type { Surroundings } from '../../main/compose.ts';
import { makePlan, mayAnswer, resumeAll, runPlan, signAnswer } from '../../main/operations/index.ts';
import type { Packet, Statement } from '../../main/signoff/index.ts';
import { consoleError } from '../../shared/errors.ts';
import { fail } from '../../shared/result.ts';
import { packetsOf, signerOf } from '../support/cast.ts';
import { connectionOf, keyOf, newLab, openDesk, personOf, planRotation, IN_PLACE, REPLACED } from '../support/lab.ts';
import type { Desk, Lab } from '../support/lab.ts';
import { DAY_MS, MINUTE_MS, YEAR_MS } from '../support/test-clock.ts';
import { recordsOf, told } from '../support/told.ts';
import { present, unwrap } from '../support/unwrap.ts';

const MONTH_MS = 30 * DAY_MS;

/** A workspace with a signed plan that has not run and a run that was interrupted, on other keys. */
interface Situation {
  readonly lab: Lab;
  readonly statement: Statement;
  readonly packets: readonly Packet[];
  readonly interrupted: string;
}

let situation: Situation | null = null;

beforeAll(async () => {
  const lab = newLab();
  const desk = openDesk(lab);
  const open = await planRotation(desk, REPLACED, { validForMs: MONTH_MS });
  let appends = 0;
  const failing: Desk['context'] = {
    ...desk.context,
    workspace: {
      ...desk.workspace,
      append: (drafts, urgency) => {
        appends += 1;
        return appends > 4
          ? fail(consoleError('journal-full', 'The disk is full.'))
          : desk.workspace.append(drafts, urgency);
      },
    },
  };
  const report = await runPlan(failing, open.bytes, packetsOf(open, ['ada', 'ben']));
  expect(report.result).toBe('unknown');
  const statement = await planRotation(desk, IN_PLACE, { validForMs: MONTH_MS });
  desk.close();
  situation = { lab, statement, packets: packetsOf(statement, ['ada', 'ben']), interrupted: open.digest };
});

/** The answer of something that is asked for: `done`, or the code of the refusal. */
type Asked = (desk: Desk, given: Situation) => Promise<string> | string;

const ASK: Readonly<Record<'plan' | 'sign' | 'run' | 'resume', Asked>> = {
  plan: async (desk) => {
    const made = await makePlan(desk.context, {
      wish: { operation: 'rotate', keyId: (await keyOf(desk, IN_PLACE)).id },
      environment: 'practice',
      connection: connectionOf(desk, 'practice'),
      requester: personOf(desk, 'kim'),
      ticket: 'CHG-1',
      reason: 'The clock is tried out',
      validForMs: DAY_MS,
    });
    return made.ok ? 'done' : made.error.code;
  },
  sign: (desk, { statement }) => {
    const may = mayAnswer(desk.context, statement.bytes, personOf(desk, 'ada'), { purpose: 'signoff' });
    if (!may.ok) return may.error.code;
    const ada = personOf(desk, 'ada');
    const signed = signAnswer(desk.context, may.value, ada, signerOf('ada'), { purpose: 'signoff' });
    return signed.ok ? 'done' : signed.error.code;
  },
  run: async (desk, { statement, packets }) => {
    const report = await runPlan(desk.context, statement.bytes, packets);
    return report.result === 'done' ? 'done' : (report.error?.code ?? report.result);
  },
  resume: async (desk, { interrupted }) => {
    const [report] = (await resumeAll(desk.context)).filter(({ plan }) => plan === interrupted);
    return report?.result === 'done' ? 'done' : (report?.error?.code ?? 'nothing');
  },
};
type Act = keyof typeof ASK;

/** The situation on a machine whose clock was set, perhaps with a restart between. */
function setBy(turn: number, restart: boolean, changes: Partial<Surroundings> = {}) {
  const given = present(situation);
  const lab = given.lab.copy();
  if (restart) lab.clock.restart();
  lab.clock.turn(turn);
  return { given, lab, desk: openDesk(lab, changes) };
}

const TURNS = { 'a minute': MINUTE_MS, 'a day': DAY_MS, 'a year': YEAR_MS };
const ACTS = Object.keys(ASK) as Act[];
const MATRIX = ACTS.flatMap((act) =>
  Object.entries(TURNS).flatMap(([amount, ms]) =>
    ([-1, 1] as const).flatMap((sign) =>
      [false, true].map((restart) => ({
        act,
        amount,
        turn: sign * ms,
        restart,
        way: sign < 0 ? 'back' : 'forward',
        boot: restart ? 'another boot' : 'the same boot',
      })),
    ),
  ),
);

/** What the limits say: a minute is drift, a day forward across a restart may be a quiet day. */
function expected({ act, amount, turn, restart }: (typeof MATRIX)[number]): string {
  if (amount === 'a minute') return 'done';
  if (turn < 0) return act === 'plan' ? 'done' : 'clock-behind';
  return restart && amount === 'a day' ? 'done' : 'clock-ahead';
}

describe.each(ACTS)('to %s', (act) => {
  test.each(MATRIX.filter((one) => one.act === act))(
    'with the clock $amount $way, $boot',
    async ({ turn, restart, ...rest }) => {
      const { given, lab, desk } = setBy(turn, restart);
      const wanted = expected({ turn, restart, ...rest });
      const last = desk.workspace.journal.lastTime();
      expect(await ASK[act](desk, given)).toBe(wanted);
      const written = told(desk.workspace.journal).map(({ time }) => time);
      expect(written).toEqual([...written].sort());
      if (wanted !== 'clock-ahead') return;
      // A refused jump leaves no trace in the time of the journal, or the next to ask would be believed.
      expect(desk.workspace.journal.lastTime()).toBe(last);
      expect(await ASK[act](desk, given)).toBe('clock-ahead');
      // And once the clock is right again, everything goes on.
      lab.clock.turn(-turn);
      expect(await ASK[act](desk, given)).toBe('done');
    },
  );

  test('a clock that is right although it is far ahead can be vouched for; that is journaled, once', async () => {
    const { given, lab, desk } = setBy(20 * DAY_MS, false, { clockConfirmed: true });
    expect(await ASK[act](desk, given)).toBe('done');
    const confirmed = recordsOf(desk.workspace.journal, 'clock.confirmed');
    expect(confirmed).toEqual([{ type: 'clock.confirmed', aheadSeconds: (20 * DAY_MS) / 1000, by: null }]);
    const entries = told(desk.workspace.journal).filter(({ time }) => time === lab.clock.now().toISOString());
    // What was vouched for comes before everything that is dated by it.
    expect(entries[0]?.kind).toBe('clock.confirmed');
    desk.close();
    // From now on the journal has caught up: nobody is asked again.
    const later = openDesk(lab);
    expect(await ASK.plan(later, given)).toBe('done');
    expect(recordsOf(later.workspace.journal, 'clock.confirmed')).toHaveLength(1);
  });
});

test('a confirmation that is not needed is not journaled', async () => {
  const { given, desk } = setBy(0, false, { clockConfirmed: true });
  for (const act of ACTS) await ASK[act](desk, given);
  expect(recordsOf(desk.workspace.journal, 'clock.confirmed')).toEqual([]);
});

test('a confirmation is for one jump: the flag of a command does not vouch for the next', async () => {
  const { given, lab, desk } = setBy(20 * DAY_MS, false, { clockConfirmed: true });
  expect(await ASK.plan(desk, given)).toBe('done');
  lab.clock.pass(20 * DAY_MS);
  expect(await ASK.plan(desk, given)).toBe('done');
  const last = desk.workspace.journal.lastTime();
  lab.clock.turn(11 * MINUTE_MS);
  expect(await ASK.plan(desk, given)).toBe('clock-ahead');
  expect(await ASK.run(desk, given)).toBe('clock-ahead');
  expect(desk.workspace.journal.lastTime()).toBe(last);
});

test('a confirmation does not help against a clock that is behind', async () => {
  const { given, desk } = setBy(-DAY_MS, false, { clockConfirmed: true });
  expect(await ASK.run(desk, given)).toBe('clock-behind');
  expect(recordsOf(desk.workspace.journal, 'clock.confirmed')).toEqual([]);
});

test('a plan that is made while the clock is behind carries the journal’s time', async () => {
  const { given, desk } = setBy(-YEAR_MS, true);
  const last = desk.workspace.journal.lastTime();
  expect(await ASK.plan(desk, given)).toBe('done');
  const made = recordsOf(desk.workspace.journal, 'plan.proposed').at(-1)?.plan;
  expect(made?.createdAt).toBe(last);
  expect(Date.parse(present(made).notAfter) - Date.parse(last)).toBe(DAY_MS);
});

describe('a plan that has expired', () => {
  async function expiredPlan() {
    const lab = newLab();
    const desk = openDesk(lab);
    const statement = await planRotation(desk, IN_PLACE, { validForMs: 10 * MINUTE_MS });
    return { lab, desk, statement, packets: packetsOf(statement, ['ada', 'ben']) };
  }

  test('is valid to its last millisecond, and not a millisecond longer', async () => {
    const { lab, desk, statement, packets } = await expiredPlan();
    lab.clock.pass(10 * MINUTE_MS + 1);
    const late = await runPlan(desk.context, statement.bytes, packets);
    expect(late).toMatchObject({ result: 'refused', error: { code: 'expired' } });
    const other = await expiredPlan();
    other.lab.clock.pass(10 * MINUTE_MS);
    expect(await runPlan(other.desk.context, other.statement.bytes, other.packets)).toMatchObject({ result: 'done' });
  });

  test.each([1, 4, 5, 6, 60, 24 * 60])(
    'does not come to life again when the clock is set back by %i minutes',
    async (minutes) => {
      const { lab, desk, statement, packets } = await expiredPlan();
      lab.clock.pass(10 * MINUTE_MS + 1000);
      lab.clock.turn(-minutes * MINUTE_MS);
      const report = await runPlan(desk.context, statement.bytes, packets);
      expect(report).toMatchObject({ result: 'refused' });
      expect(['expired', 'clock-behind']).toContain(report.error?.code);
      const ada = personOf(desk, 'ada');
      expect(mayAnswer(desk.context, statement.bytes, ada, { purpose: 'signoff' })).toMatchObject({ ok: false });
    },
  );

  test('stops a run between two steps: the change is not begun', async () => {
    const { lab, desk, statement, packets } = await expiredPlan();
    const slow: Desk['context'] = {
      ...desk.context,
      progress: ({ moment }) => {
        if (moment === 'approved') lab.clock.pass(11 * MINUTE_MS);
      },
    };
    const before = (await keyOf(desk, IN_PLACE)).version;
    const report = await runPlan(slow, statement.bytes, packets);
    expect(report).toMatchObject({ result: 'failed', error: { code: 'expired' } });
    expect(report.steps.map(({ result }) => result)).toEqual(['done', 'not-done', 'not-done']);
    expect((await keyOf(desk, IN_PLACE)).version).toBe(before);
  });
});

test('times of entries never go back, whatever is done to the clock', async () => {
  const { given, lab, desk } = setBy(0, false);
  for (const turn of [-DAY_MS, 2 * MINUTE_MS, -YEAR_MS, 3 * DAY_MS, YEAR_MS]) {
    lab.clock.turn(turn);
    for (const act of ACTS) await ASK[act](desk, given);
  }
  const times = told(desk.workspace.journal).map(({ time }) => time);
  expect(times).toEqual([...times].sort());
  expect(unwrap(await desk.keys('practice')).length).toBeGreaterThan(0);
});
