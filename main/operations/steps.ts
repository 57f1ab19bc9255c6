import type { Step } from '../../shared/plan.ts';

type Without<S, K extends PropertyKey> = S extends unknown ? Omit<S, K> : never;

/** A step as an operation writes it down: its number comes from its place; checks need not say that they change nothing. */
export type Draft = Without<Step, 'id' | 'reversibility' | 'undo'> & Partial<Pick<Step, 'reversibility' | 'undo'>>;

/** Numbers the steps of a plan: s1, s2, ... */
export function numbered(drafts: readonly Draft[]): Step[] {
  return drafts.map((draft, index): Step => ({
    reversibility: 'changes-nothing',
    undo: 'Nothing to take back.',
    ...draft,
    id: `s${index + 1}`,
  }));
}
