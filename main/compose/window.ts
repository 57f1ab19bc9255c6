import { randomBytes } from 'node:crypto';
import { openBoundary, unsealingInChild, verifierInWorker, type Defect } from '../ipc/index.ts';
import { read, write } from './desks.ts';
import { makePractice } from './init.ts';
import type { OpenWindow, Surroundings, WindowSurroundings, WindowWish } from './surroundings.ts';

/** What this machine gives a console with windows. */
const HERE: WindowSurroundings = {
  after(ms, then) {
    const timer = setTimeout(then, ms);
    // Nothing that is merely waited for keeps the process from ending.
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
  unsealing: unsealingInChild,
  verifier: verifierInWorker,
  report({ correlationId, call, what, stack }: Defect) {
    process.stderr.write(`${JSON.stringify({ defect: correlationId, call, what, stack })}\n`);
  },
};

/** Opens the console behind a window. */
export function openWindow(surroundings: Surroundings, { folder, host, version }: WindowWish): OpenWindow {
  const { home, clock } = surroundings;
  return openBoundary({
    ...HERE,
    ...surroundings.window,
    version,
    host,
    folder,
    home,
    clock,
    monotonic: () => surroundings.monotonic(),
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    read: (where) => read(surroundings, where),
    write: (where) => write(surroundings, where, 'window'),
    makePractice: (where) => makePractice(surroundings, where),
  });
}
