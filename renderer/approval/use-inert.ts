import { useEffect, useState } from 'react';

/**
 * Whole seconds until the buttons wake up; 0: they are awake. Counts from when the page was first shown.
 * Main refuses early answers too; this only says so before it happens.
 */
export function useInert(inertForMs: number): number {
  const [left, setLeft] = useState(inertForMs);
  useEffect(() => {
    if (inertForMs <= 0) return;
    const end = performance.now() + inertForMs;
    const timer = setInterval(() => {
      const rest = Math.max(0, end - performance.now());
      setLeft(rest);
      if (rest === 0) clearInterval(timer);
    }, 100);
    return () => {
      clearInterval(timer);
    };
    // A later answer of main says that less is left; the first count goes on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return Math.ceil(left / 1000);
}
