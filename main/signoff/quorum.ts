import type { Person, Role, Roster } from '../../shared/people.ts';
import type { Need, Policy } from '../../shared/policy.ts';

/** Which person fills which role of a rule. */
export interface Seat {
  readonly role: Role;
  readonly person: string;
}

/** Whether a quorum is reached: with the seating, or with the roles that no remaining person can fill. */
export type Seating =
  { readonly met: true; readonly seats: readonly Seat[] } | { readonly met: false; readonly missing: readonly Role[] };

/**
 * Seats persons in the roles that a rule needs. One person takes one seat, however many roles or keys they hold, so
 * this is a bipartite matching; it is solved exactly (augmenting paths, Kuhn 1955), because a greedy choice would
 * refuse quorums that exist.
 */
export function seat(needs: readonly Need[], people: readonly Person[]): Seating {
  const roles = needs.flatMap(({ role, count }) => Array.from({ length: count }, () => role));
  const holder = new Map<Person, number>();
  const missing = roles.filter((_, index) => !place(index, roles, people, holder, new Set()));
  if (missing.length > 0) return { met: false, missing };
  const seats = [...holder].map(([person, index]) => ({ index, role: roles[index], person: person.id }));
  seats.sort((a, b) => a.index - b.index);
  return { met: true, seats: seats.flatMap(({ role, person }) => (role === undefined ? [] : [{ role, person }])) };
}

function place(
  index: number,
  roles: readonly Role[],
  people: readonly Person[],
  holder: Map<Person, number>,
  tried: Set<Person>,
): boolean {
  const role = roles[index];
  for (const person of people) {
    if (role === undefined || !person.roles.includes(role) || tried.has(person)) continue;
    tried.add(person);
    const seated = holder.get(person);
    if (seated === undefined || place(seated, roles, people, holder, tried)) {
      holder.set(person, index);
      return true;
    }
  }
  return false;
}

/** A rule as far as it says who may take a seat. */
export interface Admitting {
  readonly needs: readonly Need[];
  readonly requesterCounts: boolean;
  /** Ids of persons whom the plan is about: they are kept out like a requester who does not count. */
  readonly without?: readonly string[];
}

/** Whether a person may take a seat at all: holds a needed role, and is not somebody whom the rule keeps out. */
export function mayApprove(
  person: Person,
  rule: Admitting,
  requesterId: string,
): 'yes' | 'role-missing' | 'requester-not-allowed' {
  if (isAbout(rule, person)) return 'requester-not-allowed';
  if (person.id === requesterId && !rule.requesterCounts) return 'requester-not-allowed';
  return rule.needs.some(({ role }) => person.roles.includes(role)) ? 'yes' : 'role-missing';
}

/** Whether the plan is about this person. */
export function isAbout({ without = [] }: Admitting, { id }: Pick<Person, 'id'>): boolean {
  return without.includes(id);
}

/** A rule that some loss of persons would leave without a quorum. */
export interface Fragility {
  readonly environment: string;
  readonly operation: string;
  /** Persons any one of whom cannot be lost; empty when even the whole roster is not enough. */
  readonly indispensable: readonly string[];
}

/**
 * Finds the rules that break "any one person may be lost". Where the requester does not count, one more person has to
 * be there to ask: somebody must be able to request, and the others still fill the seats.
 */
export function fragileRules(policy: Policy, roster: Roster): readonly Fragility[] {
  return policy.rules.flatMap((rule) => {
    const works = (people: readonly Person[]): boolean =>
      rule.requesterCounts
        ? seat(rule.needs, people).met
        : people.some(
            (requester) =>
              seat(
                rule.needs,
                people.filter((person) => person !== requester),
              ).met,
          );
    if (!works(roster.people)) return [{ environment: rule.environment, operation: rule.operation, indispensable: [] }];
    const indispensable = roster.people.filter((lost) => !works(roster.people.filter((person) => person !== lost)));
    if (indispensable.length === 0) return [];
    return [
      {
        environment: rule.environment,
        operation: rule.operation,
        indispensable: indispensable.map(({ name }) => name),
      },
    ];
  });
}
