import { describe, expect, test } from 'vitest';
import type { OperationContext } from '../../main/operations/index.ts';
import { consoleError } from '../../shared/errors.ts';
import { fail } from '../../shared/result.ts';
import { gaps, soundness } from '../support/soundness.ts';
import { story } from '../support/told.ts';
import { OPERATIONS, trial, type OperationName, type Trial } from '../support/trial.ts';
import { strayChanges } from '../support/watched.ts';

/** What a journal that fails is asked to write. */
interface Failing {
  /** Kinds of the entries it was asked for, in order. */
  readonly asked: string[];
  mended: boolean;
}

/** A journal that fails at the nth entry: only then, or from then on. */
function failing(
  n: number,
  mode: 'once' | 'from then on',
): Failing & { readonly around: (context: OperationContext) => OperationContext } {
  const state: Failing = { asked: [], mended: false };
  return Object.assign(state, {
    around: (context: OperationContext): OperationContext => ({
      ...context,
      workspace: {
        ...context.workspace,
        append: (drafts, urgency) => {
          if (!state.mended) state.asked.push(...drafts.map(({ kind }) => kind));
          const at = state.asked.length;
          const fails = !state.mended && (mode === 'once' ? at === n : at >= n);
          return fails
            ? fail(consoleError('journal-full', 'Nothing was written: the disk is full.'))
            : context.workspace.append(drafts, urgency);
        },
      },
    }),
  });
}

/** Entries that a run writes: the approval, an intent and an outcome for each step, the end. */
const LENGTH: Readonly<Record<OperationName, number>> = {
  'rotation in place': 2 + 2 * 3,
  'rotation by replacement': 2 + 2 * 6,
  creation: 2 + 2 * 5,
};

/** The entries that are intents of changes. */
const CHANGING_STEPS = Object.fromEntries(
  Object.entries(OPERATIONS).map(([operation, steps]) => [
    operation,
    Object.keys(steps).map((step) => 2 * Number(step.slice(1))),
  ]),
) as unknown as Readonly<Record<OperationName, readonly number[]>>;

/** How a run ends, by the entry that could not be written. */
const ENDINGS: Readonly<Record<'once' | 'from then on', Readonly<Record<string, string>>>> = {
  once: {
    'run.approved': 'failed',
    'step.intent': 'failed',
    'step.outcome': 'unknown',
    'run.finished': 'unknown',
  },
  // That it ended cannot be written either, so it has to be taken up again.
  'from then on': {
    'run.approved': 'failed',
    'step.intent': 'unknown',
    'step.outcome': 'unknown',
    'run.finished': 'unknown',
  },
};

const POSITIONS = (Object.keys(OPERATIONS) as OperationName[]).flatMap((operation) =>
  Array.from({ length: LENGTH[operation] }, (_, index) => ({ operation, n: index + 1 })),
);

/** How often each change took effect. */
function effects(trying: Trial): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { call } of trying.events()) found[call] = (found[call] ?? 0) + 1;
  return found;
}

/** What a run that is done leaves at the provider. */
const ONCE: Readonly<Record<OperationName, Readonly<Record<string, number>>>> = {
  'rotation in place': { RotateKeyOnDemand: 1 },
  'rotation by replacement': { CreateKey: 1, UpdateAlias: 1 },
  creation: { CreateKey: 1, EnableKeyRotation: 1, CreateAlias: 1 },
};

describe.each<['once' | 'from then on']>([['once'], ['from then on']])('the journal fails %s', (mode) => {
  test.each(POSITIONS)('$operation, at entry $n: nothing happens unwritten', async ({ operation, n }) => {
    const state = failing(n, mode);
    const trying = await trial(operation, { around: state.around });
    const report = await trying.run();
    const kind = state.asked[n - 1] ?? '';
    expect(report).toMatchObject({ result: ENDINGS[mode][kind], error: { code: 'journal-full' } });
    // What was sent had been announced: with the announcement missing, the last change is an earlier one.
    expect(strayChanges(trying.changes)).toEqual([]);
    expect(trying.changes).toHaveLength(CHANGING_STEPS[operation].filter((at) => at < n).length);

    state.mended = true;
    const resumed = await trying.resume();
    const { journal } = trying.desk.workspace;
    if (report.result === 'unknown') {
      expect(resumed).toMatchObject([{ result: 'done', error: null }]);
      expect(effects(trying)).toEqual(ONCE[operation]);
    } else expect(resumed).toEqual([]);
    expect(strayChanges(trying.changes)).toEqual([]);
    expect(await soundness(trying.desk.workspace)).toBe('sound');
    if (kind === 'run.approved') expect(story(journal, trying.statement.digest)).toEqual([]);
    else expect(gaps(journal, trying.statement)).toEqual([]);
    expect(await trying.resume()).toEqual([]);
  });
});

test('a run writes as many entries as the positions above go through', async () => {
  for (const operation of Object.keys(OPERATIONS) as OperationName[]) {
    const state = failing(1000, 'once');
    const trying = await trial(operation, { around: state.around });
    expect(await trying.run()).toMatchObject({ result: 'done' });
    expect(state.asked).toHaveLength(LENGTH[operation]);
  }
});
