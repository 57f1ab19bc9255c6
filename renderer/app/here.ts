import { useEffect } from 'react';
import { useClient } from '../boundary/index.ts';

/** Main is told so often at most. */
export const TELL_EVERY_MS = 30_000;
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/**
 * Hears what is done with keys and pointer, and tells now and then that somebody is there.
 * @param now milliseconds that only move forward
 */
export function presence(now: () => number, tell: () => void): (event: Pick<Event, 'isTrusted'>) => void {
  let toldAt = -Infinity;
  return ({ isTrusted }) => {
    // What a script makes up is no sign of anybody.
    if (!isTrusted || now() - toldAt < TELL_EVERY_MS) return;
    toldAt = now();
    tell();
  };
}

/** Keeps the person at the screen from being locked out while keys or pointer are really used. */
export function useHere(isSomebodyThere: boolean): void {
  const client = useClient();
  useEffect(() => {
    if (!isSomebodyThere) return;
    const hear = presence(
      () => performance.now(),
      () => void client('person.here', {}),
    );
    const options = { capture: true, passive: true };
    for (const sign of SIGNS) window.addEventListener(sign, hear, options);
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, hear, options);
    };
  }, [client, isSomebodyThere]);
}
