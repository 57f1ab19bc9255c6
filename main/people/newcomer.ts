import { z } from 'zod';
import { enrolledSchema, type Enrolled } from '../../shared/change.ts';
import { line, ROLES, type PersonKey, type Role } from '../../shared/people.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { broughtKeys, personId } from './first-roster.ts';

/** What `plan people --add FILE` takes. */
export const newcomerFileSchema = z.strictObject({
  name: line(100),
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
  /** OpenSSH public key lines; none: the console makes a key for this person. */
  publicKeys: z.array(z.string().max(8000)).max(8).default([]),
});

/** Who is to come into the roster. */
export interface Newcomer {
  readonly name: string;
  readonly roles: readonly Role[];
  /** OpenSSH public key lines that they bring, or the key that this console made for them. */
  readonly keys: readonly string[] | PersonKey;
}

/**
 * Builds the person that a newcomer will be: the id comes from the name, as in a first roster.
 * @param takenIds ids that are or were somebody's
 * @returns the person, or a sentence that says what is wrong
 */
export function newPerson({ name, roles, keys }: Newcomer, takenIds: readonly string[]): Result<Enrolled, string> {
  const brought = 'fingerprint' in keys ? ok([keys]) : broughtKeys(name, keys);
  if (!brought.ok) return brought;
  if (new Set(brought.value.map(({ fingerprint }) => fingerprint)).size < brought.value.length) {
    return fail(`A key of ${name} is given twice.`);
  }
  const person = { id: personId(name, takenIds), name, roles: [...new Set(roles)], keys: [...brought.value] };
  const checked = enrolledSchema.safeParse(person);
  return checked.success ? ok(checked.data) : fail('A person has a name, at least one role, and one to eight keys.');
}
