import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../workspace/index.ts';
import type { Surroundings } from './surroundings.ts';

/** This machine, with its clocks; nobody watches and nobody vouches for the clock. @param home the application folder */
export function thisMachine(home: string): Surroundings {
  return {
    home,
    clock: systemClock,
    monotonic: () => performance.now(),
    sleep: (ms) => setTimeout(ms),
    progress: () => undefined,
    clockConfirmed: false,
  };
}
