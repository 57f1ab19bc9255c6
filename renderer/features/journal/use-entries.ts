import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { ask, useClient, type CallFailure } from '../../boundary/index.ts';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { withNewest, withOlder, type Entries } from './entries.ts';

/** Which entries are wanted. */
export interface EntryFilter {
  readonly kind: string | null;
  readonly search: string | null;
}

const PAGE = 200;

/**
 * Entries in pages, newest first. When the journal grows only the newest page is read again, however far down somebody
 * has scrolled.
 */
export function useEntries({ kind, search }: EntryFilter) {
  const client = useClient();
  const queries = useQueryClient();
  const key = useMemo(() => ['journal.list', { kind, search, merged: true }] as const, [kind, search]);
  const page = useCallback(
    (before: number | null) => ask(client, 'journal.list', { before, limit: PAGE, kind, search }),
    [client, kind, search],
  );
  const list = useQuery<Entries, CallFailure>({
    queryKey: key,
    queryFn: async () => {
      const newest = await page(null);
      return withNewest(queries.getQueryData<Entries>(key) ?? null, newest);
    },
    placeholderData: keepPreviousData,
  });
  const older = useMutation<OutputOf<'journal.list'>, CallFailure, number>({
    mutationFn: page,
    onSuccess: (read) => {
      queries.setQueryData<Entries>(key, (before) => (before === undefined ? before : withOlder(before, read)));
    },
  });
  const { mutate, isPending, isError } = older;
  const next = list.isPlaceholderData ? null : (list.data?.next ?? null);
  const readOlder = useCallback(() => {
    if (next !== null && !isPending && !isError) mutate(next);
  }, [next, isPending, isError, mutate]);
  const tryOlderAgain = (): void => {
    if (next !== null) mutate(next);
  };
  return { list, readOlder, isReadingOlder: isPending, olderFailure: older.error, tryOlderAgain };
}
