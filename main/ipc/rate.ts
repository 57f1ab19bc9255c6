import { LONGEST_MESSAGE, type CallName } from '../../shared/contract/index.ts';

/** A bucket: so much at once, and so much per second on the long run. */
interface Budget {
  readonly burst: number;
  readonly perSecond: number;
}

/** How many calls a window may make, and how many characters they may have together. */
export const RATE = {
  calls: { burst: 300, perSecond: 100 },
  characters: { burst: 4_000_000, perSecond: 500_000 },
} as const;

const PLANNING: Budget = { burst: 30, perSecond: 0.5 };
/** Calls that cost much or leave something behind for good have budgets of their own; some share one. */
export const COSTLY: Readonly<Partial<Record<CallName, readonly [name: string, budget: Budget]>>> = {
  'workspace.make-practice': ['practice', { burst: 3, perSecond: 3 / 60 }],
  'transcript.export': ['transcript', { burst: 10, perSecond: 10 / 60 }],
  'rotation.plan': ['planning', PLANNING],
  'creation.plan': ['planning', PLANNING],
  'people.add': ['planning', PLANNING],
  'people.remove': ['planning', PLANNING],
  'people.export-allowed-signers': ['planning', PLANNING],
};

/** Counts calls (token buckets), so that a page that runs wild does not keep main from its work. */
export interface RateLimit {
  /**
   * Takes a message of a window, whatever is in it; false: too many, or too much.
   * @param isOurs whether our page in it sent it: what else is in a window takes nothing from that page
   */
  take(window: string, characters: number, isOurs?: boolean): boolean;
  /** Takes a call of whichever window; false: too many of its kind. */
  takeCall(call: CallName): boolean;
  /** The window is gone. */
  forget(window: string): void;
}

/** @param now milliseconds that only move forward */
export function rateLimit(now: () => number): RateLimit {
  const calls = buckets(now);
  const characters = buckets(now);
  const costly = buckets(now);
  return {
    take(window, length, isOurs = true) {
      const who = isOurs ? window : foreignIn(window);
      // What is longer than a message may be is refused unread: the rest of it costs nothing more.
      const read = Math.min(Math.max(1, length), LONGEST_MESSAGE);
      return calls.take(who, RATE.calls, 1) && characters.take(who, RATE.characters, read);
    },
    takeCall(call) {
      const budgeted = COSTLY[call];
      return budgeted === undefined || costly.take(budgeted[0], budgeted[1], 1);
    },
    forget(window) {
      for (const who of [window, foreignIn(window)]) {
        calls.forget(who);
        characters.forget(who);
      }
    },
  };
}

const foreignIn = (window: string): string => `foreign in ${window}`;

interface Buckets {
  take(name: string, budget: Budget, count: number): boolean;
  forget(name: string): void;
}

function buckets(now: () => number): Buckets {
  const all = new Map<string, { left: number; at: number }>();
  return {
    take(name, { burst, perSecond }, count) {
      const at = now();
      const bucket = all.get(name) ?? { left: burst, at };
      const filled = Math.min(burst, bucket.left + ((at - bucket.at) / 1000) * perSecond);
      const isTaken = filled >= count;
      all.set(name, { left: isTaken ? filled - count : filled, at });
      return isTaken;
    },
    forget: (name) => void all.delete(name),
  };
}
