import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answersTo,
  inventoryOf,
  lifecycleOf,
  LIFECYCLE_STATES,
  mayBecome,
  PERIOD_TAG,
  REPLACES_TAG,
  scheduleOf,
  type LifecycleState,
} from '../../main/keys/index.ts';
import type { KeyDescription, KeyProvider } from '../../main/providers/index.ts';
import { defaultPolicy, type Policy } from '../../shared/policy.ts';
import { fail, ok } from '../../shared/result.ts';
import { PRACTICE } from '../support/forger.ts';
import { IN_PLACE, keyOf, newLab } from '../support/lab.ts';
import { DAY_MS, START } from '../support/test-clock.ts';
import { present, unwrap } from '../support/unwrap.ts';

/** All states that a key in this state can ever come to. */
function reachable(from: LifecycleState): ReadonlySet<LifecycleState> {
  const found = new Set<LifecycleState>();
  const walk = (state: LifecycleState): void => {
    for (const next of LIFECYCLE_STATES.filter((to) => mayBecome(state, to))) {
      if (found.has(next)) continue;
      found.add(next);
      walk(next);
    }
  };
  walk(from);
  return found;
}

const TRUSTED: readonly LifecycleState[] = ['active', 'primary', 'secondary', 'retired', 'archived', 'revoked'];

describe('the life of a key', () => {
  test('ends when it is destroyed: nothing leads back', () => {
    expect([...reachable('destroyed')]).toEqual([]);
    fc.assert(
      fc.property(fc.constantFrom(...LIFECYCLE_STATES), (to) => {
        expect(mayBecome('destroyed', to)).toBe(false);
      }),
    );
  });

  test.each(TRUSTED)('never leads from compromised back to %s, on no way round', (state) => {
    expect([...reachable('compromised')]).not.toContain(state);
  });

  test('leads from everywhere but destroyed to compromised and to destroyed', () => {
    for (const state of LIFECYCLE_STATES.filter((one) => one !== 'destroyed')) {
      expect([...reachable(state), state]).toEqual(expect.arrayContaining(['compromised', 'destroyed']));
    }
  });

  test('destroys only what was pending deletion or known to be compromised', () => {
    const sources = LIFECYCLE_STATES.filter((state) => mayBecome(state, 'destroyed'));
    expect(sources).toEqual(['compromised', 'pending-deletion']);
  });

  test('does not stand still: no state becomes itself', () => {
    for (const state of LIFECYCLE_STATES) expect(mayBecome(state, state)).toBe(false);
  });
});

const iso = (time: number): string => new Date(time).toISOString();

function keyWith(changes: Partial<KeyDescription> = {}): KeyDescription {
  return {
    id: 'key-1',
    arn: 'practice:vault:key/key-1',
    description: 'A key',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    state: 'enabled',
    createdAt: iso(START),
    aliases: ['team/orders'],
    tags: {},
    versions: [{ id: 'v1', number: 1, createdAt: iso(START), requestId: null, origin: 'created' }],
    rotation: { automaticDays: null, onDemandUsed: 0 },
    deletionDate: null,
    ...changes,
  };
}

const POLICY: Policy = { ...defaultPolicy(), rotation: { periodDays: 90, warnDays: 7 } };

function dueAfter(ms: number, key = keyWith(), state: LifecycleState = 'active') {
  return scheduleOf(key, state, POLICY, new Date(START + ms));
}

describe('the schedule of a key', () => {
  test.each([
    ['when it was made', 0, 'ok', 90],
    ['a day before it is warned of', 82 * DAY_MS, 'ok', 8],
    ['a millisecond later', 82 * DAY_MS + 1, 'due', 7],
    ['seven days before', 83 * DAY_MS, 'due', 7],
    ['on the day', 90 * DAY_MS, 'due', 0],
    ['a millisecond after', 90 * DAY_MS + 1, 'overdue', -1],
    ['a day after', 91 * DAY_MS, 'overdue', -1],
    ['a year after', 455 * DAY_MS, 'overdue', -365],
  ])('%s', (_, ms, due, daysLeft) => {
    expect(dueAfter(ms)).toMatchObject({ due, daysLeft, periodDays: 90, nextRotationAt: iso(START + 90 * DAY_MS) });
  });

  test('counts from the present version', () => {
    const versions = [0, 50].map((day, index) => ({
      id: `v${index}`,
      number: index + 1,
      createdAt: iso(START + day * DAY_MS),
      requestId: null,
      origin: 'created' as const,
    }));
    expect(dueAfter(100 * DAY_MS, keyWith({ versions }))).toMatchObject({
      due: 'ok',
      lastRotatedAt: iso(START + 50 * DAY_MS),
    });
  });

  test.each([
    ['its own tag first', { tags: { [PERIOD_TAG]: '30' }, rotation: { automaticDays: 365, onDemandUsed: 0 } }, 30],
    ['then its automatic period', { rotation: { automaticDays: 365, onDemandUsed: 0 } }, 365],
    ['then the policy’s', {}, 90],
  ])('goes by %s', (_, changes, periodDays) => {
    expect(dueAfter(0, keyWith(changes))).toMatchObject({ periodDays });
  });

  test.each(['', '0', '-30', '1.5', 'soon', 'NaN', 'Infinity'])('does not go by the tag "%s"', (text) => {
    expect(dueAfter(0, keyWith({ tags: { [PERIOD_TAG]: text } }))).toMatchObject({ periodDays: 90 });
  });

  test('is told whatever stands in the tag: one key must not hide the others', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.bigInt({ min: 1n, max: 10n ** 30n }).map(String)), (text) => {
        expect(() => dueAfter(0, keyWith({ tags: { [PERIOD_TAG]: text } }))).not.toThrow();
      }),
    );
  });

  test('is kept only by keys that new work is done with', () => {
    for (const state of LIFECYCLE_STATES) {
      const expected = state === 'active' || state === 'primary' ? 'overdue' : 'not-scheduled';
      expect(dueAfter(500 * DAY_MS, keyWith(), state).due).toBe(expected);
    }
  });
});

describe('the inventory', () => {
  const listing = (keys: readonly KeyDescription[]): KeyProvider =>
    ({ kind: 'practice', listKeys: async () => ok(keys) }) as unknown as KeyProvider;
  const list = async (...keys: readonly KeyDescription[]) =>
    unwrap(await inventoryOf(PRACTICE, listing(keys), POLICY, new Date(START)));

  test.each([
    ['enabled', 'alone', 'active'],
    ['enabled', 'replaces', 'primary'],
    ['enabled', 'replaced', 'secondary'],
    ['disabled', 'alone', 'retired'],
    ['disabled', 'replaced', 'retired'],
    ['pending-deletion', 'replaces', 'pending-deletion'],
  ] as const)('shows a key that is %s (%s) as %s', (state, pair, expected) => {
    expect(lifecycleOf(keyWith({ state }), pair)).toBe(expected);
  });

  test('knows the two keys of a replacement by their tag, and calls a key whose predecessor is gone active', async () => {
    const old = keyWith({ id: 'old', aliases: [] });
    const fresh = keyWith({ id: 'fresh', tags: { [REPLACES_TAG]: 'old', owner: 'Team' } });
    expect((await list(old, fresh)).map(({ id, state }) => [id, state])).toEqual([
      ['old', 'secondary'],
      ['fresh', 'primary'],
    ]);
    expect(await list(fresh)).toMatchObject([{ state: 'active', owner: 'Team', name: 'team/orders', version: 1 }]);
  });

  test('is sorted by name; a key without an alias goes by its id', async () => {
    const keys = ['b', 'a', 'c'].map((name) => keyWith({ id: `id-${name}`, aliases: name === 'a' ? [] : [name] }));
    expect((await list(...keys)).map(({ name }) => name)).toEqual(['b', 'c', 'id-a']);
  });

  test('says when the provider does not answer', async () => {
    const error = { code: 'no-answer', message: 'Nobody answers.', providerCode: 'Timeout', notDone: false } as const;
    const silent = { kind: 'practice', listKeys: async () => fail(error) } as unknown as KeyProvider;
    expect(await inventoryOf(PRACTICE, silent, POLICY, new Date(START))).toEqual(fail(error));
  });

  test('answers to alias, id and full name, and to nothing else', async () => {
    const key = present((await list(keyWith({ aliases: ['team/orders', 'team/old-orders'] })))[0]);
    for (const name of ['team/orders', 'team/old-orders', 'alias/team/orders', 'key-1', 'practice:vault:key/key-1']) {
      expect(answersTo(key, name)).toBe(true);
    }
    for (const name of ['', 'team', 'team/order', 'Team/Orders', 'KEY-1', 'alias/key-1', 'key-1 ']) {
      expect(answersTo(key, name)).toBe(false);
    }
  });

  test('of the sample has all three environments, something due and something overdue', async () => {
    const desk = newLab().open();
    const keys = unwrap(await desk.keys(null));
    expect(keys.length).toBeGreaterThanOrEqual(12);
    expect(new Set(keys.map(({ environment }) => environment)).size).toBe(3);
    const dues = keys.map(({ schedule }) => schedule.due);
    expect(dues).toEqual(expect.arrayContaining(['ok', 'due', 'overdue']));
    expect(keys.every(({ owner }) => owner !== null)).toBe(true);
    expect(answersTo(await keyOf(desk, IN_PLACE), IN_PLACE)).toBe(true);
  });
});
