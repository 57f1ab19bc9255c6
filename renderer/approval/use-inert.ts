import { useEffect, useState } from 'react';

/**
 * Whole seconds until the buttons wake up; 0: they are awake. Counts from when main last said how much is left: the
 * second begins anew when the window is brought forward. Main refuses early answers too; this only says so before.
 * @param answer main's answer that says so
 */
export function useInert(answer: { readonly inertForMs: number }): number {
  const [left, setLeft] = useState(answer.inertForMs);
  useEffect(() => {
    const end = performance.now() + answer.inertForMs;
    const timer = setInterval(() => {
      const rest = Math.max(0, end - performance.now());
      setLeft(rest);
      if (rest === 0) clearInterval(timer);
    }, 100);
    return () => {
      clearInterval(timer);
    };
  }, [answer]);
  return Math.ceil(left / 1000);
}
