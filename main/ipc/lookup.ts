import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Person } from '../../shared/people.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { ReadableWorkspace } from '../workspace/index.ts';

/** A person of the roster in force, by id. */
export function personNamed(
  { authority }: Pick<ReadableWorkspace, 'authority'>,
  id: string,
): Result<Person, ConsoleError> {
  const person = authority.roster.people.find((one) => one.id === id);
  return person === undefined
    ? fail(consoleError('person-not-found', `Nobody in the roster has the id ${id}.`))
    : ok(person);
}

/** What is answered about a plan that this journal has not made. */
export function planNotFound(digest: string): ConsoleError {
  return consoleError('plan-not-found', `This journal has no plan ${digest.slice(0, 16)}.`);
}
