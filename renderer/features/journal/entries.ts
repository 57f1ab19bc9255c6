import type { EntryRow, OutputOf } from '../../../shared/contract/index.ts';

type Page = OutputOf<'journal.list'>;

/** What has been read of a list: entries, newest first, without a gap, and where the next page begins. */
export interface Entries {
  readonly entries: readonly EntryRow[];
  /** Null: the journal's beginning is reached. */
  readonly next: number | null;
  /** How many entries the journal has. */
  readonly size: number;
  /** Kinds that can be asked for. */
  readonly kinds: readonly string[];
}

/** Puts the newest page, read again, on top of what was read before. Entries never change, so nothing else is asked. */
export function withNewest(before: Entries | null, { entries, next, size, kinds }: Page): Entries {
  const newest = before?.entries[0];
  const fresh = newest === undefined ? -1 : entries.findIndex(({ seq }) => seq <= newest.seq);
  // No overlap, and more below: entries between the two are missing, so begin anew. The same after another list.
  if (before === null || newest === undefined || fresh === -1 || size < before.size) {
    return { entries, next, size, kinds };
  }
  return { entries: [...entries.slice(0, fresh), ...before.entries], next: before.next, size, kinds };
}

/** Puts an older page below what was read before. */
export function withOlder(before: Entries, { entries, next }: Page): Entries {
  const oldest = before.entries.at(-1)?.seq ?? Infinity;
  return { ...before, entries: [...before.entries, ...entries.filter(({ seq }) => seq < oldest)], next };
}
