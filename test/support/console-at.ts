import { compose, type Console, type Surroundings } from '../../main/compose.ts';
import type { TestClock } from './test-clock.ts';

/** The console on a made-up machine: its clocks, its application folder, and nobody at the screen. */
export function consoleAt(home: string, clock: TestClock, changes: Partial<Surroundings> = {}): Console {
  return compose({
    home,
    clock,
    monotonic: () => clock.monotonic(),
    sleep: (ms) => clock.sleep(ms),
    progress: () => undefined,
    clockConfirmed: false,
    ...changes,
  });
}
