import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { HighWater } from './high-water.ts';

/** The machine's clocks. `uptimeMs` runs on whatever is done to the wall clock; `boot` tells one start from another. */
export interface Clock {
  now(): Date;
  uptimeMs(): number;
  /** Identity of the running boot, or null where the system has none. */
  boot(): string | null;
}

/** What the clocks say together. */
export interface ClockVerdict {
  /** The latest of local time, last journal time and the time reckoned from this boot: what deadlines go by. */
  readonly effective: Date;
  readonly state: 'right' | 'behind' | 'ahead';
  /** How far local time is off, in milliseconds; 0 when right. */
  readonly byMs: number;
}

/** More than this behind is "materially behind". */
export const BEHIND_LIMIT_MS = 5 * 60_000;
/** Within one boot, wall clock and uptime may drift apart by so much (suspend, corrections) before it is a jump. */
export const JUMP_LIMIT_MS = 10 * 60_000;
/** Without a boot to compare with, silence longer than this wants confirmation. */
export const SILENCE_LIMIT_MS = 31 * 86_400_000;

/**
 * Judges local time against the journal's last time and this computer's mark. A jump forward matters as much as one
 * back: an entry dated next year would make every honest entry after it look late.
 */
export function judgeClock(clock: Clock, lastJournalTime: string, mark: HighWater | null): ClockVerdict {
  const now = clock.now().getTime();
  const last = Date.parse(lastJournalTime);
  const sameBoot = mark !== null && mark.boot !== null && mark.boot === clock.boot();
  const reckoned = sameBoot ? Date.parse(mark.time) + clock.uptimeMs() - mark.uptimeMs : last;
  const floor = Math.max(last, reckoned);
  if (now < floor - BEHIND_LIMIT_MS) return { effective: new Date(floor), state: 'behind', byMs: floor - now };
  const effective = new Date(Math.max(now, floor));
  const limit = sameBoot ? JUMP_LIMIT_MS : SILENCE_LIMIT_MS;
  return now - floor > limit
    ? { effective, state: 'ahead', byMs: now - floor }
    : { effective, state: 'right', byMs: 0 };
}

/** The clocks of this machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  uptimeMs: () => Math.round(uptime() * 1000),
  boot: () => {
    try {
      return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    } catch {
      return null;
    }
  },
};
