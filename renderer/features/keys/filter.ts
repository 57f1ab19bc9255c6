import type { KeyDue, KeyState } from '../../inventory/index.ts';
import { DUE, LIFECYCLE, type KeyRow, type SavedView } from '../../../shared/contract/index.ts';

/** Which keys of the chosen environment are shown; an empty list lets everything through. */
export interface KeyFilter {
  readonly search: string;
  readonly states: readonly KeyState[];
  readonly due: readonly KeyDue[];
}

/** Lets everything through. */
export const NO_FILTER: KeyFilter = { search: '', states: [], due: [] };

/** What a person sees for each `due`. */
export const DUE_LABEL: Readonly<Record<KeyDue, string>> = {
  overdue: 'Overdue',
  due: 'Due soon',
  ok: 'On schedule',
  'not-scheduled': 'Not scheduled',
};

/** A row and everything in it that can be searched, in lower case. Made once per listing. */
export interface SearchableRow {
  readonly row: KeyRow;
  readonly text: string;
}

/** Prepares rows for searching. */
export function searchable(rows: readonly KeyRow[]): readonly SearchableRow[] {
  return rows.map((row) => {
    const { name, id, description, aliases, owner, connection, spec } = row;
    return { row, text: [name, id, description, owner ?? '', connection, spec, ...aliases].join('\n').toLowerCase() };
  });
}

/** The rows that a filter lets through: all words of the search, one of the states, one of the `due`. */
export function matching(rows: readonly SearchableRow[], { search, states, due }: KeyFilter): readonly KeyRow[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return rows
    .filter(
      ({ row, text }) =>
        (states.length === 0 || states.includes(row.state)) &&
        (due.length === 0 || due.includes(row.due)) &&
        words.every((word) => text.includes(word)),
    )
    .map(({ row }) => row);
}

/** Whether a filter lets everything through. */
export function isOpen({ search, states, due }: KeyFilter): boolean {
  return search.trim() === '' && states.length === 0 && due.length === 0;
}

/** The filter of a saved view; words that this version does not know are left out. */
export function filterOf({ search, states, due }: Pick<SavedView, 'search' | 'states' | 'due'>): KeyFilter {
  return { search, states: known(LIFECYCLE, states), due: known(DUE, due) };
}

/** What the address of the list may ask for, when another screen leads to it. */
export interface KeysSearch {
  readonly states?: KeyState[];
  readonly due?: KeyDue[];
}

/** Reads the address; what it should not say is left out. */
export function keysSearch(search: Record<string, unknown>): KeysSearch {
  const [states, due] = [known(LIFECYCLE, search['states']), known(DUE, search['due'])];
  return { ...(states.length === 0 ? {} : { states }), ...(due.length === 0 ? {} : { due }) };
}

function known<const T extends string>(words: readonly T[], given: unknown): T[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  return words.filter((word) => list.includes(word));
}
