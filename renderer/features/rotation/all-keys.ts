import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask, CallFailure, readKey, useClient, useRead } from '../../boundary/index.ts';
import type { KeyRow, OutputOf } from '../../../shared/contract/index.ts';
import type { Environment } from '../../../shared/policy.ts';

const PAGE = 500;
type Listing = OutputOf<'keys.list'>;

/** Every key of an environment (null: of all), as far as the pages have come. */
export interface AllKeys {
  readonly keys: readonly KeyRow[];
  readonly total: number | null;
  readonly problems: Listing['problems'];
  readonly error: CallFailure | null;
  readonly again: () => void;
}

/** Reads the whole inventory, page by page of one listing. */
export function useAllKeys(environment: Environment | null): AllKeys {
  const client = useClient();
  const first = useRead('keys.list', { environment, listing: null, from: 0 }, { keepPrevious: true });
  const total = first.data?.total ?? 0;
  const listing = first.data?.listing ?? 0;
  const further = useQueries({
    queries: Array.from({ length: Math.max(0, Math.ceil(total / PAGE) - 1) }, (_, at) => {
      const input = { environment, listing, from: (at + 1) * PAGE };
      return { queryKey: readKey('keys.list', input), queryFn: () => ask(client, 'keys.list', input) };
    }),
    combine: joined,
  });
  const keys = useMemo(() => [...(first.data?.rows ?? []), ...further.rows], [first.data, further.rows]);
  return {
    keys,
    total: first.data === undefined ? null : total,
    problems: first.data?.problems ?? [],
    error: first.error ?? further.error,
    again: () => void first.refetch(),
  };
}

function joined(pages: readonly UseQueryResult<Listing>[]): {
  readonly rows: readonly KeyRow[];
  readonly error: CallFailure | null;
} {
  const error = pages.find((page) => page.error !== null)?.error;
  return {
    rows: pages.flatMap(({ data }) => data?.rows ?? []),
    error: error instanceof CallFailure ? error : null,
  };
}
