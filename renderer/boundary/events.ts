import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { assertNever } from '../../shared/result.ts';
import type { AnswerOf, ConsoleEvent, ReadsOf } from '../../shared/contract/index.ts';
import { readAgain, readKey, useClient } from './hooks.ts';

type Listener = (event: ConsoleEvent) => void;
const listeners = new Set<Listener>();

/** What has to be read again after an event. */
export function staleAfter(event: ConsoleEvent): readonly ReadsOf<'console'>[] {
  switch (event.type) {
    case 'session.changed':
      return ['session.read', 'people.read', 'health.read', 'journal.verification'];
    case 'journal.grew':
      return ['session.read', 'journal.head', 'journal.list'];
    case 'plan.changed':
      return ['plans.list', 'session.read', 'keys.list', 'keys.show', 'people.read', 'health.read'];
    case 'run.told':
    case 'job.progress':
      return [];
    case 'job.ended':
      return ['journal.verification'];
    case 'task.ended':
      return ['session.read', 'plans.list', 'people.read'];
    case 'events.lost':
      return [];
    default:
      return assertNever(event);
  }
}

async function take(queries: QueryClient, event: ConsoleEvent): Promise<void> {
  for (const listen of listeners) listen(event);
  if (event.type === 'events.lost') return queries.invalidateQueries();
  if (event.type === 'plan.changed' || event.type === 'run.told') {
    await queries.invalidateQueries({ queryKey: readKey('plan.read', { digest: event.digest }) });
  }
  if (event.type === 'job.progress') await readAgain(queries, ['journal.verification']);
  await readAgain(queries, staleAfter(event));
}

/** Fetches main's events for as long as the page lives and has what they touch read again. Once, at the root. */
export function useEventLoop(): void {
  const client = useClient();
  const queries = useQueryClient();
  useEffect(() => {
    const ended = new AbortController();
    const loop = async (): Promise<void> => {
      let after: number | null = null;
      while (!ended.signal.aborted) {
        const answer: AnswerOf<'events.next'> = await client('events.next', { after });
        if (!answer.ok) {
          await pause(1000, ended.signal);
          continue;
        }
        after = answer.value.last;
        for (const event of answer.value.events) void take(queries, event);
      }
    };
    void loop();
    return () => {
      ended.abort();
    };
  }, [client, queries]);
}

/** Hears main's events while the component is there. */
export function useEvent(listen: Listener): void {
  useEffect(() => {
    listeners.add(listen);
    return () => {
      listeners.delete(listen);
    };
  }, [listen]);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
