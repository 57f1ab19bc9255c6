import { describe, expect, test } from 'vitest';
import type { Statement } from '../../main/signoff/index.ts';
import type { KeyPlan } from '../../shared/plan.ts';
import { approved, carriedOut, forger, proposed, type Draft, type Forger } from './forger.ts';

/** Two persons who may approve the forger's plans. */
export const SIGNERS = ['ada', 'ben'];

/** Entries that nobody authorised. */
export interface Forgery {
  readonly name: string;
  readonly drafts: (forging: Forger) => readonly Draft[];
  /** The entry to be named when these are the first after the genesis, and what is said of it. */
  readonly entry: number;
  readonly says: RegExp;
  readonly kind?: 'unauthorised' | 'unreadable';
}

/** A plan and its admission on the signatures of these persons. */
export const planAndRun = (statement: Statement, signers: readonly string[] = SIGNERS): readonly Draft[] => [
  proposed(statement),
  approved(statement, signers),
];

/** An honest history of one run: a plan, its admission, what it did, its end. */
export function honest(
  forging: Forger,
  changes: Partial<KeyPlan> = {},
): { readonly statement: Statement<KeyPlan>; readonly drafts: readonly Draft[] } {
  const statement = forging.plan(changes);
  return { statement, drafts: [...planAndRun(statement), ...carriedOut(statement)] };
}

/** States of each forgery that its entry is named: at the beginning of a journal, and behind an honest run. */
export function describeForgeries(what: string, forgeries: readonly Forgery[]): void {
  describe(what, () => {
    test.each(forgeries)('$name', ({ drafts, entry, says, kind = 'unauthorised' }) => {
      const forging = forger();
      forging.write(drafts(forging));
      expect(forging.verdict()).toMatch(new RegExp(`^${kind} ${entry}: `));
      expect(forging.verdict()).toMatch(says);
    });

    test.each(forgeries)('behind an honest run, too: $name', ({ drafts, entry, kind = 'unauthorised' }) => {
      const forging = forger();
      forging.write(honest(forging, { nonce: '77'.repeat(16) }).drafts);
      const before = forging.journal.size() - 1;
      // Later than what is there, whatever time a forgery asks for.
      forging.write(drafts(forging).map((one) => ({ ...one, at: (one.at ?? 0) + 60_000 })));
      expect(forging.verdict()).toMatch(new RegExp(`^${kind} ${before + entry}: `));
    });
  });
}
