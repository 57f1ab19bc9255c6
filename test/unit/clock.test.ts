import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeClock, type ClockVerdict } from '../../main/workspace/index.ts';
import type { HighWater } from '../../main/workspace/high-water.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS, START, testClock, YEAR_MS, type TestClock } from '../support/test-clock.ts';

const HOUR_MS = 60 * MINUTE_MS;
const iso = (time: number): string => new Date(time).toISOString();

/** A machine that appended an entry a moment ago, and the mark it left. */
function afterAppend(): { clock: TestClock; last: string; mark: HighWater } {
  const clock = testClock();
  const last = clock.now().toISOString();
  const mark = { size: 1, root: '0'.repeat(64), time: last, boot: clock.boot(), uptimeMs: clock.uptimeMs() };
  return { clock, last, mark };
}

interface Turn {
  readonly wait: number;
  readonly turn: number;
  readonly state: ClockVerdict['state'];
  readonly byMs: number;
}

describe('within one boot a clock that was set is noticed exactly, however long nobody looked', () => {
  test.each<Turn>([
    { wait: 0, turn: 0, state: 'right', byMs: 0 },
    { wait: 400 * DAY_MS, turn: 0, state: 'right', byMs: 0 },
    { wait: 0, turn: -5 * MINUTE_MS, state: 'right', byMs: 0 },
    { wait: 0, turn: -5 * MINUTE_MS - 1, state: 'behind', byMs: 5 * MINUTE_MS + 1 },
    { wait: 3 * DAY_MS, turn: -5 * MINUTE_MS - 1, state: 'behind', byMs: 5 * MINUTE_MS + 1 },
    { wait: 0, turn: 10 * MINUTE_MS, state: 'right', byMs: 0 },
    { wait: 0, turn: 10 * MINUTE_MS + 1, state: 'ahead', byMs: 10 * MINUTE_MS + 1 },
    { wait: 3 * DAY_MS, turn: 10 * MINUTE_MS + 1, state: 'ahead', byMs: 10 * MINUTE_MS + 1 },
    { wait: DAY_MS, turn: -DAY_MS, state: 'behind', byMs: DAY_MS },
    { wait: 0, turn: YEAR_MS, state: 'ahead', byMs: YEAR_MS },
  ])('after $wait ms, set by $turn ms: $state', ({ wait, turn, state, byMs }) => {
    const { clock, last, mark } = afterAppend();
    clock.pass(wait);
    clock.turn(turn);
    expect(judgeClock(clock, last, mark)).toMatchObject({ state, byMs });
  });
});

describe('across a restart there is only the journal to compare with', () => {
  test.each<Turn>([
    { wait: 0, turn: -5 * MINUTE_MS, state: 'right', byMs: 0 },
    { wait: 0, turn: -5 * MINUTE_MS - 1, state: 'behind', byMs: 5 * MINUTE_MS + 1 },
    { wait: 0, turn: 31 * DAY_MS, state: 'right', byMs: 0 },
    { wait: 0, turn: 31 * DAY_MS + 1, state: 'ahead', byMs: 31 * DAY_MS + 1 },
    { wait: 31 * DAY_MS, turn: 1, state: 'ahead', byMs: 31 * DAY_MS + 1 },
  ])('after $wait ms, set by $turn ms: $state', ({ wait, turn, state, byMs }) => {
    const { clock, last, mark } = afterAppend();
    clock.pass(wait);
    clock.turn(turn);
    clock.restart();
    expect(judgeClock(clock, last, mark)).toMatchObject({ state, byMs });
    expect(judgeClock(clock, last, null)).toMatchObject({ state, byMs });
  });

  test('where the system knows no boot, two machines that know none are not the same boot', () => {
    const { clock, last, mark } = afterAppend();
    clock.turn(DAY_MS);
    const nowhere = { ...clock, boot: () => null };
    expect(judgeClock(nowhere, last, { ...mark, boot: null }).state).toBe('right');
  });
});

describe('effective time', () => {
  // Minutes apart as often as years: the limits lie at minutes.
  const span = fc.oneof(
    fc.integer({ min: -20 * MINUTE_MS, max: 20 * MINUTE_MS }),
    fc.integer({ min: -YEAR_MS, max: YEAR_MS }),
  );
  const machine = fc.record({
    now: span,
    last: span,
    mark: span,
    since: span.map(Math.abs),
    sameBoot: fc.boolean(),
  });

  function judged(m: { now: number; last: number; mark: number; since: number; sameBoot: boolean }): ClockVerdict {
    const clock = testClock({ wall: START + m.now, uptime: 5 * YEAR_MS, boot: 'boot-1' });
    const mark = {
      size: 1,
      root: '0'.repeat(64),
      time: iso(START + m.mark),
      boot: m.sameBoot ? 'boot-1' : 'boot-0',
      uptimeMs: 5 * YEAR_MS - m.since,
    };
    return judgeClock(clock, iso(START + m.last), mark);
  }

  test('is never before the journal’s last entry nor before local time', () => {
    fc.assert(
      fc.property(machine, (m) => {
        const { effective } = judged(m);
        expect(effective.getTime()).toBeGreaterThanOrEqual(START + Math.max(m.now, m.last));
      }),
    );
  });

  test('is never before the time reckoned from this boot, so that no deadline comes to life again', () => {
    fc.assert(
      fc.property(machine, (m) => {
        fc.pre(m.sameBoot);
        expect(judged(m).effective.getTime()).toBeGreaterThanOrEqual(START + m.mark + m.since);
      }),
    );
  });

  test('is local time exactly when it is right or ahead and nothing else is later', () => {
    fc.assert(
      fc.property(machine, (m) => {
        const latest = Math.max(m.last, m.sameBoot ? m.mark + m.since : m.last);
        fc.pre(m.now >= latest);
        expect(judged(m).effective.getTime()).toBe(START + m.now);
      }),
    );
  });

  test('does not go back when the wall clock is turned back within a boot', () => {
    const { clock, last, mark } = afterAppend();
    clock.pass(HOUR_MS);
    const before = judgeClock(clock, last, mark).effective.getTime();
    for (const back of [SECOND_MS, 4 * MINUTE_MS, HOUR_MS, DAY_MS]) {
      clock.turn(-back);
      expect(judgeClock(clock, last, mark).effective.getTime()).toBeGreaterThanOrEqual(before);
      clock.turn(back);
    }
  });
});
