import { DUE, LIFECYCLE, type KeyRow } from '../../shared/contract/index.ts';

export type KeyState = (typeof LIFECYCLE)[number];
export type KeyDue = (typeof DUE)[number];

/** How many keys are in each state and each `due`. */
export interface KeyCounts {
  readonly states: Readonly<Record<KeyState, number>>;
  readonly due: Readonly<Record<KeyDue, number>>;
}

/** Counts keys, in one pass. */
export function countsOf(rows: readonly KeyRow[]): KeyCounts {
  const states = Object.fromEntries(LIFECYCLE.map((state) => [state, 0])) as Record<KeyState, number>;
  const due = Object.fromEntries(DUE.map((one) => [one, 0])) as Record<KeyDue, number>;
  for (const row of rows) {
    states[row.state] += 1;
    due[row.due] += 1;
  }
  return { states, due };
}

/** `in 12 d`, `today`, `3 d late`; a dash for keys that are not rotated any more. */
export function dueText({ due, daysLeft }: Pick<KeyRow, 'due' | 'daysLeft'>): string {
  if (due === 'not-scheduled') return '–';
  if (daysLeft < 0) return `${-daysLeft} d late`;
  return daysLeft === 0 ? 'today' : `in ${daysLeft} d`;
}
