import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonView } from '../../../shared/contract/index.ts';
import type { Person } from '../../../shared/people.ts';
import { nameIn, outstandingAcceptances, type ReadableWorkspace } from '../../workspace/index.ts';

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

/** A person by id, also one who is not in the roster any more. */
export function refById({ authority }: Pick<Where, 'authority'>, id: string): { id: string; name: string } {
  return { id, name: nameIn(authority, id) };
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
