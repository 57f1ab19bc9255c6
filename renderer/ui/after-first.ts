import { useDeferredValue } from 'react';

/**
 * False while a screen is drawn for the first time, true right after. What is costly to draw waits for it: it is then
 * drawn in small slices, and a key press in between is not kept waiting.
 */
export function useAfterFirst(): boolean {
  return useDeferredValue(true, false);
}
