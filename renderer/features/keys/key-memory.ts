import { useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Sorting } from '../../ui/data-table.tsx';
import { keysSearch, NO_FILTER, type KeyFilter } from './filter.ts';

/** How somebody left the list of keys. */
export interface ListMemory {
  readonly filter: KeyFilter;
  readonly sorting: Sorting | null;
  /** Row that was opened last. */
  readonly opened: string | null;
  /** The address that was followed to get here. */
  readonly address: string;
}

const MEMORY_KEY = ['keys.memory'];
const SOONEST_FIRST: Sorting = { column: 'next', descending: false };

/**
 * What the list shows. It outlives the screen, so that a person who comes back from a key finds the list as they left
 * it. An address that asks for something else wins.
 */
export function useListMemory(): readonly [ListMemory, (change: Partial<ListMemory>) => void] {
  const queries = useQueryClient();
  const asked = keysSearch(useSearch({ strict: false }));
  const [memory, setMemory] = useState((): ListMemory => {
    const address = JSON.stringify(asked);
    const left = queries.getQueryData<ListMemory>(MEMORY_KEY);
    if (left !== undefined && (left.address === address || address === '{}')) return left;
    const filter = { ...NO_FILTER, ...asked };
    return { filter, sorting: left?.sorting ?? SOONEST_FIRST, opened: null, address };
  });
  const change = (part: Partial<ListMemory>): void => {
    const next = { ...memory, ...part };
    setMemory(next);
    queries.setQueryData<ListMemory>(MEMORY_KEY, next);
  };
  return [memory, change];
}
