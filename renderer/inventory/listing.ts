import { useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useWorkspace } from '../app/session.tsx';
import { ask, useClient, type CallFailure } from '../boundary/index.ts';
import type { BoundaryError, InputOf, KeyRow, OutputOf } from '../../shared/contract/index.ts';
import type { Environment } from '../../shared/policy.ts';

type Page = OutputOf<'keys.list'>;
type Place = Pick<InputOf<'keys.list'>, 'listing' | 'from'>;

/** The inventory as far as it has arrived. */
export interface Listing {
  /** Of the environment asked for. */
  readonly rows: readonly KeyRow[];
  /** How many keys of all environments are here, and how many there are; null: not known yet. */
  readonly read: number;
  readonly total: number | null;
  /** When the providers were asked. */
  readonly at: string | null;
  /** Connections that did not answer: their keys are missing. */
  readonly problems: Page['problems'];
  /** What went wrong last; rows that were here before stay. */
  readonly error: BoundaryError | null;
  readonly isWhole: boolean;
  readonly isRefreshing: boolean;
  /** Asks the providers again. The rows stay until all new ones are here. */
  readonly refresh: () => void;
  /** Goes on where reading stopped. */
  readonly goOn: () => void;
}

/** Rows read and the page that comes next; undefined: none. A page of another listing ends the reading. */
export function nextPlace(pages: readonly Page[]): Place | undefined {
  const [first, last] = [pages[0], pages.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const read = pages.reduce((sum, { rows }) => sum + rows.length, 0);
  const isOver = read >= first.total || last.rows.length === 0 || last.listing !== first.listing;
  return isOver ? undefined : { listing: first.listing, from: read };
}

/**
 * Reads the whole inventory, page after page; the first page shows at once. All environments are read together, so
 * that changing the environment asks no provider anything.
 */
export function useListing(environment: Environment | null): Listing {
  const client = useClient();
  const { environments } = useWorkspace();
  const query = useInfiniteQuery<Page, CallFailure, InfiniteData<Page, Place>, readonly string[], Place>({
    queryKey: ['keys.list', 'whole'],
    queryFn: ({ pageParam }) => ask(client, 'keys.list', { environment: null, ...pageParam }),
    initialPageParam: { listing: null, from: 0 },
    getNextPageParam: (_, pages) => nextPlace(pages),
  });
  const { data, hasNextPage, isFetching, isError, fetchNextPage, refetch } = query;
  useEffect(() => {
    // Two components may read the same listing: whoever asks first asks for both.
    if (hasNextPage && !isFetching && !isError) void fetchNextPage({ cancelRefetch: false });
  }, [hasNextPage, isFetching, isError, fetchNextPage, data]);
  const all = useMemo(() => rowsOf(data?.pages ?? []), [data]);
  const rows = useMemo(
    () => (environment === null ? all : all.filter((row) => row.environment === environment)),
    [all, environment],
  );
  const first = data?.pages[0];
  const problems = useMemo(() => {
    const here = environments.find((one) => one.environment === environment)?.connections ?? [];
    const told = first?.problems ?? [];
    return environment === null ? told : told.filter(({ connection }) => here.some(({ id }) => id === connection));
  }, [environments, environment, first]);
  return {
    rows,
    read: all.length,
    total: first?.total ?? null,
    at: first?.at ?? null,
    problems,
    error: query.error?.error ?? null,
    isWhole: first !== undefined && all.length >= first.total,
    isRefreshing: query.isRefetching,
    refresh: () => void refetch(),
    goOn: () => void (data === undefined ? refetch() : fetchNextPage()),
  };
}

function rowsOf(pages: readonly Page[]): readonly KeyRow[] {
  const listing = pages[0]?.listing;
  return pages.filter((page) => page.listing === listing).flatMap(({ rows }) => rows);
}
