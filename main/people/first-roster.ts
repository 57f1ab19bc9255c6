import { z } from 'zod';
import {
  line,
  personIdSchema,
  ROLES,
  rosterSchema,
  type Person,
  type PersonKey,
  type Roster,
} from '../../shared/people.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { ConsoleKey } from './console-keys.ts';
import { parsePublicKeyLine } from './openssh-keys.ts';

/** What `init --people FILE` takes: who there is at the start. */
export const peopleFileSchema = z
  .array(
    z.strictObject({
      name: line(100),
      /** For file names and allowed_signers; none: made from the name's plain letters. */
      id: personIdSchema.optional(),
      roles: z.array(z.enum(ROLES)).min(1),
      /** OpenSSH public key lines; none: the console makes a key for this person. */
      publicKeys: z.array(z.string().max(8000)).max(8).default([]),
    }),
  )
  .min(1)
  .max(200);
export type PersonInput = z.infer<typeof peopleFileSchema>[number];

export interface FirstRoster {
  readonly roster: Roster;
  /** Encrypted OpenSSH private keys that the console made, by person id. */
  readonly consoleKeys: ReadonlyMap<string, string>;
}

/**
 * Builds the first roster. Every key is somebody's and nobody else's; every name is said once.
 * @param makeKey makes a console-held key for a person without one
 */
export function firstRoster(
  inputs: readonly PersonInput[],
  madeUp: boolean,
  makeKey: (name: string) => Result<ConsoleKey, string>,
): Result<FirstRoster, string> {
  const people: Person[] = [];
  const consoleKeys = new Map<string, string>();
  const owners = new Map<string, string>();
  const chosen = inputs.flatMap(({ id }) => (id === undefined ? [] : [id]));
  for (const { name, id: own, roles, publicKeys } of inputs) {
    if (people.some((other) => other.name === name))
      return fail(`${name} is in the list twice; give each person one name.`);
    if (own !== undefined && people.some((other) => other.id === own))
      return fail(`The id ${own} is in the list twice; give each person one id.`);
    const id = own ?? personId(name, [...people.map((other) => other.id), ...chosen]);
    const keys = publicKeys.length === 0 ? madeKey(id, name, makeKey, consoleKeys) : broughtKeys(name, publicKeys);
    if (!keys.ok) return keys;
    for (const { fingerprint } of keys.value) {
      const owner = owners.get(fingerprint);
      if (owner !== undefined) {
        const whose = owner === name ? `twice for ${name}` : `for ${owner} and for ${name}`;
        return fail(`The key ${fingerprint} is given ${whose}.`);
      }
      owners.set(fingerprint, name);
    }
    people.push({ id, name, roles: [...new Set(roles)], keys: [...keys.value], madeUp });
  }
  const roster = rosterSchema.safeParse({ type: 'claviger.roster.v1', people });
  return roster.success ? ok({ roster: roster.data, consoleKeys }) : fail('The list does not make a roster.');
}

function madeKey(
  id: string,
  name: string,
  makeKey: (name: string) => Result<ConsoleKey, string>,
  consoleKeys: Map<string, string>,
): Result<readonly PersonKey[], string> {
  const made = makeKey(name);
  if (!made.ok) return made;
  const { publicKey, fingerprint } = made.value.publicKey;
  consoleKeys.set(id, made.value.privateKey);
  return ok([{ publicKey, fingerprint, custody: 'console-held' }]);
}

/** Keys that somebody brings as public key lines. */
export function broughtKeys(name: string, lines: readonly string[]): Result<readonly PersonKey[], string> {
  const keys: PersonKey[] = [];
  for (const text of lines) {
    const parsed = parsePublicKeyLine(text);
    if (!parsed.ok) return fail(`A public key of ${name} cannot be taken: ${parsed.error}`);
    const { publicKey, fingerprint, custodyHint } = parsed.value;
    keys.push({ publicKey, fingerprint, custody: custodyHint });
  }
  return ok(keys);
}

/** A stable id from the name's plain letters, numbered where two come out alike. */
export function personId(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  const base = plain.length >= 2 ? plain : `person${plain === '' ? '' : `-${plain}`}`;
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(id)) return id;
  }
}

/** Finds a person by id or exact name. */
export function findPerson(roster: Roster, name: string): Person | null {
  return roster.people.find((person) => person.id === name || person.name === name) ?? null;
}
