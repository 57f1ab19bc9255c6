import { useEffect, useState } from 'react';
import { useSession } from '../app/session.tsx';
import { useRead } from '../boundary/index.ts';

/**
 * How far main's effective clock is ahead of this page's, in ms. Measured when main answered, not when a component
 * came to be.
 */
function useClockOffset(): number {
  const session = useRead('session.read', {});
  const { now } = useSession();
  const [mounted] = useState(() => Date.now());
  return session.data === undefined ? Date.parse(now) - mounted : Date.parse(session.data.now) - session.dataUpdatedAt;
}

/** Now by main's clock, in ms; looked at again every so often. */
export function useNow(everyMs: number): number {
  const offset = useClockOffset();
  const [time, setTime] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setTime(Date.now());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return time + offset;
}

/** Today by main's clock: `2026-11-21`. */
export function useToday(): string {
  const offset = useClockOffset();
  const [day, setDay] = useState(() => dayOf(Date.now() + offset));
  useEffect(() => {
    const look = (): void => {
      setDay(dayOf(Date.now() + offset));
    };
    look();
    const timer = setInterval(look, 20_000);
    return () => {
      clearInterval(timer);
    };
  }, [offset]);
  return day;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
