import * as fc from 'fast-check';
import type { Judged } from '../../main/signoff/index.ts';
import type { Custody, Person, Role } from '../../shared/people.ts';
import type { Need } from '../../shared/policy.ts';

/** Few roles, so that people who hold several of them compete for the same seats. */
const FEW_ROLES = ['custodian', 'witness', 'security-lead'] as const satisfies readonly Role[];

/** A person for the rules of a quorum; keys play no part. */
export function personWith(id: string, roles: readonly Role[]): Person {
  return { id, name: id.toUpperCase(), roles: [...roles], keys: [], madeUp: false };
}

/** Up to `max` persons p0, p1, ... with some of {@link FEW_ROLES}. */
export function somePeople(max: number): fc.Arbitrary<readonly Person[]> {
  return fc
    .array(fc.subarray([...FEW_ROLES], { minLength: 0 }), { maxLength: max })
    .map((all) => all.map((roles, index) => personWith(`p${index}`, roles.length === 0 ? ['auditor'] : roles)));
}

/** Needs of a rule, with at most five seats in all. */
export const someNeeds: fc.Arbitrary<readonly Need[]> = fc
  .array(fc.record({ role: fc.constantFrom(...FEW_ROLES), count: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .filter((needs) => needs.reduce((seats, { count }) => seats + count, 0) <= 5);

/** The most seats that can be filled at once, by trying every assignment of persons to seats. */
export function mostSeats(needs: readonly Need[], people: readonly Person[]): number {
  const seats = needs.flatMap(({ role, count }) => Array.from({ length: count }, () => role));
  const best = (at: number, free: readonly Person[]): number => {
    const role = seats[at];
    if (role === undefined) return 0;
    const taken = free
      .filter((person) => person.roles.includes(role))
      .map((person) => 1 + best(at + 1, without(free, person)));
    return Math.max(best(at + 1, free), ...taken);
  };
  return best(0, people);
}

export function seatCount(needs: readonly Need[]): number {
  return needs.reduce((seats, { count }) => seats + count, 0);
}

export function without<T>(all: readonly T[], one: T): readonly T[] {
  return all.filter((other) => other !== one);
}

/** A signature that holds, as `checkQuorum` gets it. */
export function judgedBy(person: Person, changes: Partial<Judged> & { readonly custody?: Custody } = {}): Judged {
  return {
    label: `${person.id}.sig`,
    purpose: 'signoff',
    person,
    fingerprint: `SHA256:${person.id}`,
    custody: 'console-held',
    armored: '',
    dissent: null,
    ...changes,
  };
}
