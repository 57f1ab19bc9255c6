import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fragileRules, mayApprove, seat } from '../../main/signoff/index.ts';
import type { Person, Roster } from '../../shared/people.ts';
import { defaultPolicy, type Need, type Policy, type Rule } from '../../shared/policy.ts';
import { mostSeats, personWith, seatCount, someNeeds, somePeople, without } from '../support/people-made-up.ts';

const RUNS = { numRuns: 400 };

describe('seating persons in the roles of a rule', () => {
  test('finds a seating exactly when there is one', () => {
    fc.assert(
      fc.property(someNeeds, somePeople(6), (needs, people) => {
        expect(seat(needs, people).met).toBe(mostSeats(needs, people) === seatCount(needs));
      }),
      RUNS,
    );
  });

  test('gives every seat to somebody who holds its role, and nobody two', () => {
    fc.assert(
      fc.property(someNeeds, somePeople(6), (needs, people) => {
        const seating = seat(needs, people);
        fc.pre(seating.met);
        const wanted = needs.flatMap(({ role, count }) => Array.from({ length: count }, () => role));
        expect(seating.seats.map(({ role }) => role)).toEqual(wanted);
        expect(new Set(seating.seats.map(({ person }) => person)).size).toBe(wanted.length);
        for (const { role, person } of seating.seats) {
          expect(people.find(({ id }) => id === person)?.roles).toContain(role);
        }
      }),
      RUNS,
    );
  });

  test('otherwise names as many missing roles as seats cannot be filled, and those would fill them', () => {
    fc.assert(
      fc.property(someNeeds, somePeople(6), (needs, people) => {
        const seating = seat(needs, people);
        fc.pre(!seating.met);
        expect(seating.missing).toHaveLength(seatCount(needs) - mostSeats(needs, people));
        const helpers = seating.missing.map((role, index) => personWith(`helper${index}`, [role]));
        expect(seat(needs, [...people, ...helpers]).met).toBe(true);
      }),
      RUNS,
    );
  });

  test('does not depend on the order in which the persons signed', () => {
    fc.assert(
      fc.property(
        someNeeds,
        somePeople(6).chain((people) =>
          fc.tuple(fc.constant(people), fc.shuffledSubarray([...people], { minLength: people.length })),
        ),
        (needs, [people, shuffled]) => {
          expect(seat(needs, shuffled).met).toBe(seat(needs, people).met);
        },
      ),
      RUNS,
    );
  });

  test('counts a person once, however many roles they hold', () => {
    const everything = personWith('ada', ['custodian', 'witness', 'security-lead']);
    const needs: Need[] = [
      { role: 'custodian', count: 1 },
      { role: 'witness', count: 1 },
    ];
    expect(seat(needs, [everything])).toEqual({ met: false, missing: ['witness'] });
    expect(seat([{ role: 'custodian', count: 2 }], [everything])).toEqual({ met: false, missing: ['custodian'] });
  });

  test('moves somebody to another seat where the first choice would block a quorum that exists', () => {
    const both = personWith('ada', ['custodian', 'witness']);
    const custodian = personWith('ben', ['custodian']);
    const needs: Need[] = [
      { role: 'custodian', count: 1 },
      { role: 'witness', count: 1 },
    ];
    expect(seat(needs, [both, custodian])).toEqual({
      met: true,
      seats: [
        { role: 'custodian', person: 'ben' },
        { role: 'witness', person: 'ada' },
      ],
    });
  });
});

describe('who may approve', () => {
  const needs: Need[] = [{ role: 'custodian', count: 2 }];

  test('a person without a needed role may not', () => {
    expect(mayApprove(personWith('dan', ['witness']), { needs, requesterCounts: true }, 'kim')).toBe('role-missing');
  });

  test('the requester may exactly where the rule says so, whatever roles they hold', () => {
    const ada = personWith('ada', ['custodian']);
    expect(mayApprove(ada, { needs, requesterCounts: true }, 'ada')).toBe('yes');
    expect(mayApprove(ada, { needs, requesterCounts: false }, 'ada')).toBe('requester-not-allowed');
    expect(mayApprove(ada, { needs, requesterCounts: false }, 'kim')).toBe('yes');
    const kim = personWith('kim', ['responder']);
    expect(mayApprove(kim, { needs, requesterCounts: false }, 'kim')).toBe('requester-not-allowed');
    expect(mayApprove(kim, { needs, requesterCounts: true }, 'kim')).toBe('role-missing');
  });
});

describe('rules that cannot lose one person', () => {
  /** Whether a rule can be met at all, by trying every requester and every assignment. */
  function works({ needs, requesterCounts }: Pick<Rule, 'needs' | 'requesterCounts'>, people: readonly Person[]) {
    const full = (signers: readonly Person[]): boolean => mostSeats(needs, signers) === seatCount(needs);
    return requesterCounts ? full(people) : people.some((requester) => full(without(people, requester)));
  }

  const rule = (needs: readonly Need[], requesterCounts: boolean): Rule => ({
    environment: 'staging',
    operation: 'rotate',
    needs: [...needs],
    requesterCounts,
    requesterSigns: 'never',
    outsideConsole: 'never',
  });
  const rosterOf = (people: readonly Person[]): Roster => ({ type: 'claviger.roster.v1', people: [...people] });
  const policyOf = (rules: Rule[]): Policy => ({ ...defaultPolicy(), rules });

  test('are found as by trying to lose each person in turn', () => {
    fc.assert(
      fc.property(someNeeds, fc.boolean(), somePeople(6), (needs, requesterCounts, people) => {
        const one = rule(needs, requesterCounts);
        const [found] = fragileRules(policyOf([one]), rosterOf(people));
        const indispensable = people.filter((lost) => !works(one, without(people, lost))).map(({ name }) => name);
        if (!works(one, people)) expect(found?.indispensable).toEqual([]);
        else if (indispensable.length === 0) expect(found).toBeUndefined();
        else expect(found).toEqual({ environment: 'staging', operation: 'rotate', indispensable });
      }),
      { numRuns: 250 },
    );
  });

  test('where the requester does not count, one more person has to be there to ask', () => {
    const [ada, ben, cleo, dan] = ['ada', 'ben', 'cleo', 'dan'].map((id) => personWith(id, ['custodian']));
    const needs: Need[] = [{ role: 'custodian', count: 2 }];
    const three = rosterOf([ada, ben, cleo].filter((one) => one !== undefined));
    const four = rosterOf([ada, ben, cleo, dan].filter((one) => one !== undefined));
    expect(fragileRules(policyOf([rule(needs, true)]), three)).toEqual([]);
    expect(fragileRules(policyOf([rule(needs, false)]), three)).toHaveLength(1);
    expect(fragileRules(policyOf([rule(needs, false)]), four)).toEqual([]);
  });
});
