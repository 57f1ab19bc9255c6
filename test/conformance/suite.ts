import { describe, expect, it } from 'vitest';
import { statements } from './statements.ts';
import type { Divergence, Statement, Subject } from './subject.ts';

/**
 * Checks a statement of a provider that may be known to diverge from it.
 * @throws when it does not hold; or when it holds although it is listed as a divergence, so that lists stay true
 */
export async function judge(statement: Statement, subject: Subject, divergence: Divergence | undefined): Promise<void> {
  if (divergence === undefined) {
    await statement.run(subject);
    return;
  }
  const diverges = await statement.run(subject).then(
    () => false,
    () => true,
  );
  if (!diverges) throw new Error(`it holds now, take it off the list of divergences: ${divergence.reason}`);
}

/** Runs every statement on a provider; `open` is called once. */
export function conform(name: string, open: () => Promise<Subject>, divergences: readonly Divergence[] = []): void {
  let opened: Promise<Subject> | null = null;
  const subject = () => (opened ??= open());
  describe(name, () => {
    for (const statement of statements) {
      const divergence = divergences.find((it) => it.id === statement.id);
      const suffix = divergence === undefined ? '' : ` - DIVERGES: ${divergence.reason}`;
      it(`${statement.title} [${statement.id}]${suffix}`, async (context) => {
        const it = await subject();
        const applies = statement.needs?.(it.provider.capabilities) ?? true;
        if (!applies && divergence !== undefined) throw new Error('a divergence is listed from what is not claimed');
        if (!applies) context.skip();
        await judge(statement, it, divergence);
      });
    }

    it('lists divergences of existing statements only, each once', () => {
      const listed = divergences.map((it) => it.id);
      expect(statements.map((it) => it.id)).toEqual(expect.arrayContaining(listed));
      expect(new Set(listed).size).toBe(listed.length);
    });
  });
}
