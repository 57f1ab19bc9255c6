import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocks, checkQuorum, type Judged } from '../../main/signoff/index.ts';
import type { Quorum } from '../../shared/plan.ts';
import { judgedBy, mostSeats, personWith, seatCount, someNeeds, somePeople } from '../support/people-made-up.ts';

const QUORUM: Quorum = {
  needs: [{ role: 'custodian', count: 2 }],
  requesterCounts: false,
  requesterSigns: false,
  outsideConsole: 0,
};
const ada = personWith('ada', ['custodian']);
const ben = personWith('ben', ['custodian']);
const dan = personWith('dan', ['witness']);
const kim = personWith('kim', ['responder']);
const kimAsCustodian = personWith('kim', ['custodian']);

const check = (judged: readonly Judged[], changes: Partial<Quorum> = {}) =>
  checkQuorum(judged, { ...QUORUM, ...changes }, 'kim');

/** The code of a refusal and the file it names. */
function refusalOf(judged: readonly Judged[], changes: Partial<Quorum> = {}): string {
  const result = check(judged, changes);
  return result.ok ? 'met' : `${result.error.code} ${result.error.signature ?? '-'}`;
}

describe('a quorum', () => {
  test('is met by different persons of the roles it needs, and says who sits where', () => {
    const result = check([judgedBy(ada), judgedBy(ben)]);
    expect(result).toMatchObject({ ok: true, value: { request: null } });
    const seats = result.ok ? result.value.seats : [];
    expect(seats.map(({ role, person }) => `${role} ${person}`).sort()).toEqual(['custodian ada', 'custodian ben']);
  });

  test.each<[string, readonly Judged[], string]>([
    ['nobody has signed', [], 'quorum-not-met -'],
    ['one is missing', [judgedBy(ada)], 'quorum-not-met -'],
    ['the same signature is handed in twice', [judgedBy(ada), judgedBy(ada)], 'quorum-not-met -'],
    [
      'the same person signs with two keys',
      [judgedBy(ada), judgedBy(ada, { label: 'ada2.sig', fingerprint: 'SHA256:other' })],
      'same-person ada2.sig',
    ],
    ['somebody without the role signs too', [judgedBy(ada), judgedBy(ben), judgedBy(dan)], 'role-missing dan.sig'],
    [
      'the requester signs where the rule wants other eyes',
      [judgedBy(ada), judgedBy(kimAsCustodian)],
      'requester-not-allowed kim.sig',
    ],
    [
      'somebody else signs the request',
      [judgedBy(ada), judgedBy(ben), judgedBy(dan, { purpose: 'request' })],
      'wrong-namespace dan.sig',
    ],
  ])('is refused when %s', (_, judged, expected) => {
    expect(refusalOf(judged)).toBe(expected);
  });

  test('counts the requester where the rule says so', () => {
    expect(refusalOf([judgedBy(ada), judgedBy(kimAsCustodian)], { requesterCounts: true })).toBe('met');
  });

  test('where the requester must sign, their request signature is needed and is no approval', () => {
    const both = [judgedBy(ada), judgedBy(ben)];
    const request = judgedBy(kim, { purpose: 'request', label: 'kim.request.sig' });
    expect(refusalOf(both, { requesterSigns: true })).toBe('quorum-not-met -');
    expect(check([...both, request], { requesterSigns: true })).toMatchObject({ ok: true, value: { request } });
    const asCustodian = { ...request, person: kimAsCustodian };
    expect(refusalOf([judgedBy(ada), asCustodian], { requesterSigns: true })).toBe('quorum-not-met -');
  });

  test('where it is demanded, one signature comes from a key that the console does not hold', () => {
    const outside = (custody: Judged['custody']) =>
      refusalOf([judgedBy(ada), judgedBy(ben, { custody })], { outsideConsole: 1 });
    expect(outside('console-held')).toBe('quorum-not-met -');
    expect(outside('own-file')).toBe('met');
    expect(outside('hardware')).toBe('met');
  });

  test('does not count a key outside the console that signed only the request', () => {
    const request = judgedBy(kim, { purpose: 'request', custody: 'hardware' });
    const quorum = { outsideConsole: 1, requesterSigns: true };
    expect(refusalOf([judgedBy(ada), judgedBy(ben), request], quorum)).toBe('quorum-not-met -');
  });

  test('does not take a dissent that does not block for an approval', () => {
    expect(refusalOf([judgedBy(ada), judgedBy(ben, { purpose: 'dissent' })])).toBe('quorum-not-met -');
    expect(refusalOf([judgedBy(ada), judgedBy(ben), judgedBy(dan, { purpose: 'dissent' })])).toBe('met');
  });

  test('a dissent blocks exactly when it comes from somebody who could approve', () => {
    expect(blocks(ada, QUORUM, 'kim')).toBe(true);
    expect(blocks(dan, QUORUM, 'kim')).toBe(false);
    expect(blocks(kimAsCustodian, QUORUM, 'kim')).toBe(false);
    expect(blocks(kimAsCustodian, { ...QUORUM, requesterCounts: true }, 'kim')).toBe(true);
  });
});

describe('signatures merge', () => {
  /** A heap of signatures as they may come in: several persons, several keys, requests, some of them twice. */
  const heap = fc
    .tuple(someNeeds, somePeople(4), fc.boolean())
    .filter(([, people]) => people.length > 0)
    .chain(([needs, people, requesterCounts]) => {
      const one = fc.record({
        person: fc.constantFrom(...people),
        purpose: fc.constantFrom('signoff' as const, 'signoff' as const, 'signoff' as const, 'request' as const),
        key: fc.integer({ min: 1, max: 8 }).map((n) => (n === 8 ? 2 : 1)),
      });
      return fc.record({
        quorum: fc.constant<Quorum>({ ...QUORUM, needs: [...needs], requesterCounts }),
        requester: fc.constantFrom('p0', 'nobody'),
        judged: fc.array(one, { maxLength: 6 }).map((items) =>
          items.map(({ person, purpose, key }) =>
            judgedBy(person, {
              purpose,
              label: `${person.id}.${purpose}.${key}.sig`,
              fingerprint: `SHA256:${person.id}.${key}`,
            }),
          ),
        ),
      });
    });

  /** What a packet amounts to, without the words of the refusal. */
  function answer(judged: readonly Judged[], quorum: Quorum, requester: string) {
    const result = checkQuorum(judged, quorum, requester);
    if (!result.ok) return { met: false, code: result.error.code, approvals: [], seats: [] };
    const { approvals, seats } = result.value;
    return {
      met: true,
      code: null,
      approvals: approvals.map(({ person }) => person.id).sort(),
      seats: seats.map(({ role, person }) => `${role} ${person}`).sort(),
    };
  }

  const inAnyOrder = heap.chain((one) =>
    fc.record({
      one: fc.constant(one),
      shuffled: fc.shuffledSubarray(one.judged, { minLength: one.judged.length }),
    }),
  );

  test.each<['met' | 'approvals' | 'code' | 'seats', string]>([
    ['met', 'they are enough or not'],
    ['approvals', 'the same persons have approved'],
    ['code', 'they are refused with the same code'],
    ['seats', 'the same persons fill the same roles'],
  ])('in any order (%s): %s', (what) => {
    fc.assert(
      fc.property(inAnyOrder, ({ one: { judged, quorum, requester }, shuffled }) => {
        expect(answer(shuffled, quorum, requester)[what]).toEqual(answer(judged, quorum, requester)[what]);
      }),
      { numRuns: 1000 },
    );
  });

  test('idempotently: a packet added to itself, in any order, is the same packet', () => {
    fc.assert(
      fc.property(inAnyOrder, ({ one: { judged, quorum, requester }, shuffled }) => {
        const { met, approvals } = answer([...judged, ...shuffled], quorum, requester);
        expect(answer(judged, quorum, requester)).toMatchObject({ met, approvals });
      }),
      { numRuns: 500 },
    );
  });

  test('into a quorum exactly when enough different persons who may approve have signed, and nobody who may not', () => {
    fc.assert(
      fc.property(heap, ({ judged, quorum, requester }) => {
        const signed = judged.filter(({ purpose }) => purpose === 'signoff');
        const people = [...new Set(signed.map(({ person }) => person))];
        const oneKeyEach = new Set(signed.map(({ fingerprint }) => fingerprint)).size === people.length;
        const mayAll = people.every(
          (person) =>
            (quorum.requesterCounts || person.id !== requester) &&
            quorum.needs.some(({ role }) => person.roles.includes(role)),
        );
        const ownRequests = judged.every(({ purpose, person }) => purpose === 'signoff' || person.id === requester);
        const enough = mostSeats(quorum.needs, people) === seatCount(quorum.needs);
        expect(checkQuorum(judged, quorum, requester).ok).toBe(oneKeyEach && mayAll && ownRequests && enough);
      }),
      { numRuns: 1000 },
    );
  });
});
