import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json, type JsonObject } from '../../shared/canonical-json.ts';
import { stepsOf, type Plan } from '../../shared/plan.ts';
import { showPlan, type ShownLine } from '../../shared/show.ts';
import { anyPlan, leavesOf, objectsOf, twoPlans, valueAt, withAt } from '../support/plans-made-up.ts';
import { unwrap } from '../support/unwrap.ts';

const shown = (plan: Json): readonly ShownLine[] => unwrap(showPlan(plan));

/** How a value may stand in a line; a text in quotes comes first, as the text without them may be another value's. */
function faces(value: Json): readonly string[] {
  if (value === null) return ['none'];
  if (value === true) return ['yes'];
  if (value === false) return ['no'];
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'string') return [JSON.stringify(value), value];
  return ['(empty)', '(empty list)'];
}

/** The same document with the fields of every object in another order. */
function reordered(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .reverse()
      .map(([key, item]) => [key, reordered(item)]),
  );
}

describe('a shown plan', () => {
  test('has a line for every value, whole, and no line for anything else', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const lines = shown(plan);
        const leaves = leavesOf(plan);
        expect(lines).toHaveLength(leaves.length);
        const left = lines.map(({ value }) => value);
        for (const [path, value] of leaves) {
          const places = faces(value).map((face) => left.indexOf(face));
          const at = places.find((place) => place !== -1) ?? -1;
          expect({ path, shown: at !== -1 }).toEqual({ path, shown: true });
          left.splice(at, 1);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('never has two lines that say they are the same field', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const names = shown(plan).map(({ section, label }) => `${section} / ${label}`);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 150 },
    );
  });

  test('looks different from every different plan', () => {
    fc.assert(
      fc.property(twoPlans, ([a, b]) => {
        expect(shown(a)).not.toEqual(shown(b));
      }),
      { numRuns: 600 },
    );
  });

  test('looks different even as plain text, without columns', () => {
    const text = (plan: Plan): string =>
      shown(plan)
        .map(({ section, label, value }) => `${section}\n${label}: ${value}`)
        .join('\n');
    fc.assert(
      fc.property(twoPlans, ([a, b]) => {
        expect(text(a)).not.toBe(text(b));
      }),
      { numRuns: 600 },
    );
  });

  test('is the same for the same plan, however its fields are ordered in memory', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        expect(shown(reordered(plan))).toEqual(shown(plan));
        expect(shown(JSON.parse(canonicalJson(plan)) as Json)).toEqual(shown(plan));
      }),
      { numRuns: 150 },
    );
  });

  test('keeps the lines of a step together, steps and dependants in their order', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const lines = shown(plan);
        const numbers = (what: RegExp): readonly number[] =>
          lines.flatMap(({ label }) => {
            const found = what.exec(label)?.[1];
            return found === undefined ? [] : [Number(found)];
          });
        for (const what of [/^Step (\d+) /, /^Dependant (\d+) /, /^Need (\d+) /]) {
          const found = numbers(what);
          expect(found).toEqual([...found].sort((a, b) => a - b));
        }
        const sections = lines.map(({ section }) => section).filter((name, at, all) => name !== all[at - 1]);
        expect(new Set(sections).size).toBe(sections.length);
      }),
      { numRuns: 150 },
    );
  });

  test('keeps the calls of a step in the order in which they are made', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const lines = shown(plan);
        for (const [index, { calls }] of stepsOf(plan).entries()) {
          const label = new RegExp(`^Step ${index + 1} provider call \\d+$`);
          const values = lines.filter((line) => label.test(line.label)).map(({ value }) => value);
          expect(values).toHaveLength(calls.length);
          for (const [at, call] of calls.entries()) expect(faces(call)).toContain(values[at]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a plan with a field that this version does not know', () => {
  test('is not shown at all, wherever the field stands', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), fc.constantFrom<Json>(1, 'x', null, {}, []), (plan, place, value) => {
        const paths = objectsOf(plan).filter((path) => path.at(-1) !== 'tags');
        const path = paths[place % paths.length] ?? [];
        const odd = withAt(plan, [...path, 'novelty'], value);
        expect(valueAt(odd, [...path, 'novelty'])).toEqual(value);
        const result = showPlan(odd);
        expect(result.ok).toBe(false);
        expect(result.ok ? '' : result.error).toContain('not one that this version can show');
      }),
      { numRuns: 200 },
    );
  });

  test('is named', () => {
    const [plan] = fc.sample(anyPlan, { numRuns: 1, seed: 7 });
    const result = showPlan({ ...(plan as Json as JsonObject), novelty: 1 });
    expect(result.ok ? '' : result.error).toContain('"novelty"');
  });

  test('nor is one that lacks a field, or has one of another kind', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), (plan, place) => {
        const leaves = leavesOf(plan).filter(([path]) => !path.includes('tags'));
        const [path] = leaves[place % leaves.length] ?? [[]];
        expect(showPlan(withAt(plan, path, { nested: true })).ok).toBe(false);
        const key = path.at(-1) ?? '';
        const parent = path.slice(0, -1);
        const holder = valueAt(plan, parent);
        if (Array.isArray(holder)) return;
        const rest = Object.entries(holder as JsonObject).filter(([name]) => name !== key);
        expect(showPlan(withAt(plan, parent, Object.fromEntries(rest))).ok).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});

describe('values that could be taken for something else', () => {
  const [base] = fc.sample(anyPlan, { numRuns: 1, seed: 11 });
  const reasonShown = (reason: string): ShownLine | undefined =>
    shown({ ...base, reason }).find(({ label }) => label === 'Reason');

  test.each(['none', 'yes', 'no', '5', '-12', '"quoted"', '(empty)', '(empty list)', 'two  blanks'])(
    'the text %s stands in quotes',
    (text) => {
      expect(reasonShown(text)?.value).toBe(JSON.stringify(text));
    },
  );

  test('an ordinary text stands as it is', () => {
    expect(reasonShown('Quarterly rotation, CHG-4711')).toMatchObject({
      value: 'Quarterly rotation, CHG-4711',
      note: null,
    });
  });

  test.each([
    ['a Cyrillic а in a Latin word', 'pаyments', 'Latin and Cyrillic'],
    ['a Greek ο in a Latin word', 'οrders', 'Latin and Greek'],
    ['a Cyrillic and a Greek letter', 'жλ', 'Cyrillic and Greek'],
    ['an Armenian օ', 'dօcs', 'Latin and Armenian'],
    ['a Cherokee Ꭺ', 'Ꭺda', 'Latin and Cherokee'],
  ])('%s is noted', (_, text, scripts) => {
    expect(reasonShown(text)).toMatchObject({ value: text, note: expect.stringContaining(scripts) as string });
  });

  test.each(['Привет мир', 'Ключи 2026', 'naïve café', 'Ωμέγα', '鍵の更新'])('%s is of one alphabet', (text) => {
    expect(reasonShown(text)?.note).toBeNull();
  });
});
