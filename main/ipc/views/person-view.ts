import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonView } from '../../../shared/contract/index.ts';
import type { Person } from '../../../shared/people.ts';
import { outstandingAcceptances, type ReadableWorkspace } from '../../workspace/index.ts';

type Where = Pick<ReadableWorkspace, 'layout' | 'authority'>;

/** Whether a passphrase is all that a person needs to sign here. */
export function hasConsoleKey({ layout }: Pick<Where, 'layout'>, person: Person): boolean {
  const isHeld = person.keys.some(({ custody }) => custody === 'console-held');
  return isHeld && existsSync(join(layout.people, `${person.id}.key`));
}

/** Name and id, which is all that most places need. */
export function personRef({ id, name }: Pick<Person, 'id' | 'name'>): { id: string; name: string } {
  return { id, name };
}

/** A person of the roster by id; somebody who is not in it any more is shown by their id. */
export function refById({ authority }: Pick<Where, 'authority'>, id: string): { id: string; name: string } {
  return personRef(authority.roster.people.find((person) => person.id === id) ?? { id, name: id });
}

/** A person as pages see them. */
export function personView(where: Where, person: Person): PersonView {
  const { id, name, roles, madeUp, keys } = person;
  return {
    id,
    name,
    roles: [...roles],
    madeUp,
    keys: keys.map(({ publicKey, fingerprint, custody }) => ({ publicKey, fingerprint, custody })),
    hasConsoleKey: hasConsoleKey(where, person),
    accepted: outstandingAcceptances(where.authority).every((waiting) => waiting.id !== id),
  };
}
