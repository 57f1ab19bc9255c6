import { useCallback, useEffect, useState } from 'react';
import type { Client } from '../boundary/client.ts';
import type { BoundaryError, ConsoleEvent, Task } from '../../shared/contract/index.ts';

/** What is known of the thing this window was opened for. */
export type TaskState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: BoundaryError }
  /** It is over: done elsewhere, expired, or the window had its time. */
  | { readonly kind: 'over'; readonly error: BoundaryError }
  | { readonly kind: 'shown'; readonly task: Task };

const AFTER_FAILURE_MS = 1000;

/** Events after which the task may look different: somebody signed, said no, came or went. */
function concerns({ type }: ConsoleEvent): boolean {
  return type === 'plan.changed' || type === 'session.changed' || type === 'events.lost';
}

/**
 * Asks main what this window is for, and again whenever main tells that something has changed.
 * @returns the state, and a way to try again after a failure
 */
export function useTask(client: Client<'approval'>): readonly [TaskState, () => void] {
  const [state, setState] = useState<TaskState>({ kind: 'loading' });
  const read = useCallback(async (): Promise<void> => {
    const answer = await client('approval.task', {});
    setState((before) => after(before, answer));
  }, [client]);
  useEffect(() => {
    const ended = new AbortController();
    void listen(client, ended.signal, read);
    return () => {
      ended.abort();
    };
  }, [client, read]);
  const again = useCallback(() => {
    setState({ kind: 'loading' });
    void read();
  }, [read]);
  return [state, again];
}

type Read = Awaited<ReturnType<Client<'approval'>>>;

function after(before: TaskState, answer: Read): TaskState {
  if (answer.ok) return { kind: 'shown', task: answer.value as Task };
  const { error } = answer;
  if (error.code === 'task-over') return { kind: 'over', error };
  // What was read before is still what main composed; signing it is checked by main in any case.
  return before.kind === 'shown' ? before : { kind: 'failed', error };
}

async function listen(client: Client<'approval'>, ended: AbortSignal, read: () => Promise<void>): Promise<void> {
  await read();
  let last: number | null = null;
  while (!ended.aborted) {
    const answer: Awaited<ReturnType<typeof nextEvents>> = await nextEvents(client, last);
    if (answer.ok) {
      last = answer.value.last;
      if (answer.value.events.some(concerns)) await read();
    } else await pause(AFTER_FAILURE_MS, ended);
  }
}

function nextEvents(client: Client<'approval'>, after: number | null) {
  return client('events.next', { after });
}

function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    ended.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
