/** How many calls a window may make: so many at once, and so many per second on the long run. */
export const RATE = { burst: 300, perSecond: 100 } as const;

/** Counts calls per window (token bucket), so that one that runs wild does not keep main from its work. */
export interface RateLimit {
  /** Takes one; false: too many. */
  take(window: string): boolean;
  /** The window is gone. */
  forget(window: string): void;
}

/** @param now milliseconds that only move forward */
export function rateLimit(now: () => number): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(window) {
      const at = now();
      const bucket = buckets.get(window) ?? { left: RATE.burst, at };
      const filled = Math.min(RATE.burst, bucket.left + ((at - bucket.at) / 1000) * RATE.perSecond);
      const taken = filled >= 1;
      buckets.set(window, { left: taken ? filled - 1 : filled, at });
      return taken;
    },
    forget: (window) => void buckets.delete(window),
  };
}
