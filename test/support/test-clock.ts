import type { Clock } from '../../main/workspace/index.ts';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const YEAR_MS = 365 * DAY_MS;
/** When the made-up machine was first looked at. */
export const START = Date.parse('2026-11-02T09:00:00.000Z');

/** Where the clocks of a made-up machine stand; travels to a child process as JSON. */
export interface ClockState {
  readonly wall: number;
  readonly uptime: number;
  readonly boot: string | null;
}

/** The clocks of a made-up machine. They move only when they are told to. */
export interface TestClock extends Clock {
  /** Time goes by: for the wall clock and the uptime alike. */
  pass(ms: number): void;
  /** Somebody sets the wall clock; the uptime knows nothing of it. */
  turn(ms: number): void;
  /** The machine starts anew. */
  restart(): void;
  monotonic(): number;
  /** Lets the time go by at once, and keeps how long it was. */
  sleep(ms: number): Promise<void>;
  readonly slept: number[];
  state(): ClockState;
}

/** A machine that has been up for an hour at {@link START}, or stands as told. */
export function testClock(from: ClockState = { wall: START, uptime: 3_600_000, boot: 'boot-1' }): TestClock {
  let { wall, uptime, boot } = from;
  let elapsed = 0;
  const slept: number[] = [];
  const pass = (ms: number): void => {
    wall += ms;
    uptime += ms;
    elapsed += ms;
  };
  return {
    now: () => new Date(wall),
    uptimeMs: () => uptime,
    boot: () => boot,
    pass,
    turn: (ms) => {
      wall += ms;
    },
    restart: () => {
      uptime = 20 * SECOND_MS;
      boot = `${boot ?? 'boot'}+`;
    },
    monotonic: () => elapsed,
    sleep: async (ms) => {
      slept.push(ms);
      pass(ms);
    },
    slept,
    state: () => ({ wall, uptime, boot }),
  };
}
