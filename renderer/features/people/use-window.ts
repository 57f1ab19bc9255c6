import { useCallback, useState } from 'react';
import { useEvent } from '../../boundary/index.ts';
import type { ConsoleEvent } from '../../../shared/contract/index.ts';

type TaskEnd = Extract<ConsoleEvent, { type: 'task.ended' }>;

/**
 * Waits for an approval window that main has opened.
 * @returns whether one is open, and the way to say that main opened one for a task
 */
export function useWindow(onEnd: (end: TaskEnd) => void): readonly [open: boolean, opened: (task: string) => void] {
  const [task, setTask] = useState<string | null>(null);
  const hear = useCallback(
    (event: ConsoleEvent) => {
      if (event.type !== 'task.ended' || event.task !== task) return;
      setTask(null);
      onEnd(event);
    },
    [task, onEnd],
  );
  useEvent(hear);
  return [task !== null, setTask];
}
