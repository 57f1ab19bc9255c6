import type { CallName } from '../../shared/contract/index.ts';
import type { PageName } from '../../shared/contract/index.ts';
import { entry, type Workspace } from '../workspace/index.ts';
import type { SenderProblem } from './admission.ts';

/** So many entries at most within a window of time; the rest is counted and written as one. */
export const REFUSED_CALLS = { entries: 10, windowMs: 60_000 } as const;

export interface RefusedCallsPorts {
  /** The workspace whose journal takes it, if one is open for writing. */
  journal(): Pick<Workspace, 'append'> | null;
  /** Milliseconds that only move forward. */
  monotonic(): number;
  after(ms: number, then: () => void): () => void;
}

/** Notes calls that were refused for who made them. */
export interface RefusedCalls {
  note(page: PageName | null, call: CallName | null, why: SenderProblem): void;
  /** Writes what has been counted. */
  flush(): void;
}

/**
 * SECURITY: refused calls are evidence, so they are journaled; but whoever makes them could make a hundred thousand.
 * Each is written as long as there are few; from then on they are counted, and the count is written once a minute.
 */
export function refusedCalls(ports: RefusedCallsPorts): RefusedCalls {
  let since = -Infinity;
  let written = 0;
  let counted = 0;
  let cancel: (() => void) | null = null;
  const write = (page: PageName | null, call: string | null, why: string, count: number): void => {
    // What cannot be journaled - a full disk, an older copy - is refused all the same.
    ports.journal()?.append([entry('call.refused', null, { page, call, why, count })]);
  };
  const flush = (): void => {
    cancel?.();
    cancel = null;
    if (counted > 0) write(null, null, 'various', counted);
    counted = 0;
  };
  return {
    note(page, call, why) {
      const now = ports.monotonic();
      if (now - since >= REFUSED_CALLS.windowMs) {
        flush();
        since = now;
        written = 0;
      }
      if (written < REFUSED_CALLS.entries) {
        written += 1;
        write(page, call, why, 1);
        return;
      }
      counted += 1;
      cancel ??= ports.after(REFUSED_CALLS.windowMs, flush);
    },
    flush,
  };
}
