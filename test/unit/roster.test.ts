import * as fc from 'fast-check';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  findPerson,
  firstRoster,
  peopleFileSchema,
  type ConsoleKey,
  type PersonInput,
} from '../../main/people/index.ts';
import { allowedSigners } from '../../main/people/index.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { personIdSchema, rosterSchema } from '../../shared/people.ts';
import { signerOf } from '../support/cast.ts';
import { lineOfText } from '../support/plans-made-up.ts';
import { unwrap } from '../support/unwrap.ts';

let made = 0;
/** A key for somebody who has none: another one each time. */
function makeKey(): Result<ConsoleKey, string> {
  made += 1;
  return ok({ privateKey: `private ${made}`, publicKey: signerOf(`made ${made}`).publicKey });
}

const build = (inputs: readonly PersonInput[], madeUp = false) => firstRoster(inputs, madeUp, makeKey);
const person = (name: string, ...publicKeys: string[]): PersonInput => ({ name, roles: ['custodian'], publicKeys });
const line = (name: string): string => signerOf(name).publicKey.publicKey;

/** Names of people, among them many that make the same plain letters. */
const names = fc
  .uniqueArray(
    fc.oneof(lineOfText, fc.constantFrom('Ada', 'ADA', 'ada', 'Äda', 'A d a', 'ada-2', 'Ada 2', '***', '王', '-', 'a')),
    { minLength: 1, maxLength: 12 },
  )
  .filter((all) => all.every((name) => name.length <= 100));

describe('the ids of a first roster', () => {
  test('are unique, and safe as file names and OpenSSH principals, whatever people are called', () => {
    fc.assert(
      fc.property(names, (all) => {
        const { roster } = unwrap(build(all.map((name) => person(name))));
        const ids = roster.people.map(({ id }) => id);
        expect(new Set(ids).size).toBe(all.length);
        for (const id of ids) {
          expect(personIdSchema.safeParse(id).success).toBe(true);
          expect(id).toMatch(/^[a-z0-9-]{2,63}$/);
        }
        expect(roster.people.map(({ name }) => name)).toEqual(all);
        expect(rosterSchema.parse(roster)).toEqual(roster);
        expect(allowedSigners(roster, { namespaces: ['claviger-signoff-v1'] }).ok).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('do not depend on who comes later in the list', () => {
    fc.assert(
      fc.property(names, (all) => {
        const idsOf = (some: readonly string[]) =>
          unwrap(build(some.map((name) => person(name)))).roster.people.map(({ id }) => id);
        const few = all.slice(0, Math.ceil(all.length / 2));
        expect(idsOf(all).slice(0, few.length)).toEqual(idsOf(few));
      }),
      { numRuns: 40 },
    );
  });

  test('say the name where it has plain letters', () => {
    const { roster } = unwrap(build(['Ada Lovelace', 'José Müller', 'Ada  lovelace', '王', 'Q'].map((n) => person(n))));
    expect(roster.people.map(({ id }) => id)).toEqual([
      'ada-lovelace',
      'jose-muller',
      'ada-lovelace-2',
      'person',
      'person-q',
    ]);
  });

  test('of two hundred people with one plain name are two hundred', () => {
    const all = Array.from({ length: 200 }, (_, index) =>
      person(`Ada${'!'.repeat((index % 60) + 1)}${'?'.repeat(Math.floor(index / 60))}`),
    );
    const { roster } = unwrap(build(all));
    expect(new Set(roster.people.map(({ id }) => id)).size).toBe(200);
  });
});

describe('the keys of a first roster', () => {
  test('are made for whoever brings none, and kept by id', () => {
    const { roster, consoleKeys } = unwrap(build([person('Ada'), person('Ben', line('ben'))], true));
    expect([...consoleKeys.keys()]).toEqual(['ada']);
    expect(roster.people.map(({ madeUp, keys }) => [madeUp, keys.map(({ custody }) => custody)])).toEqual([
      [true, ['console-held']],
      [true, ['own-file']],
    ]);
  });

  test('are somebody’s and nobody else’s', () => {
    const twice = build([person('Ada', line('one')), person('Ben', line('two'), line('one'))]);
    expect(twice).toMatchObject({ ok: false, error: expect.stringContaining('for Ada and for Ben') as string });
    expect(build([person('Ada', line('one'), line('one'))]).ok).toBe(false);
  });

  test('keep algorithm and key and drop the comment', () => {
    const { roster } = unwrap(build([person('Ada', `${line('ada')} ada@laptop`)]));
    expect(roster.people[0]?.keys[0]).toMatchObject({
      publicKey: line('ada'),
      fingerprint: signerOf('ada').publicKey.fingerprint,
    });
  });

  test.each([
    ['nonsense', 'not a key'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['RSA of 2048 bits', rsaLine(2048)],
  ])('refuse %s, and say whose it is', (_, text) => {
    expect(build([person('Ada', text)])).toMatchObject({ ok: false, error: expect.stringContaining('Ada') as string });
  });

  test('take RSA of 3072 bits', () => {
    expect(build([person('Ada', rsaLine(3072))]).ok).toBe(true);
  });

  test('that cannot be made stop the roster', () => {
    expect(firstRoster([person('Ada')], false, () => fail('No passphrase.'))).toEqual(fail('No passphrase.'));
  });
});

/** An RSA public key as OpenSSH writes it. */
function rsaLine(bits: number): string {
  const { n = '', e = '' } = generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' });
  const field = (bytes: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(bytes.length);
    return Buffer.concat([size, bytes]);
  };
  const number = (text: string): Buffer => {
    const bytes = Buffer.from(text, 'base64url');
    return field((bytes[0] ?? 0) >= 128 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
  };
  return `ssh-rsa ${Buffer.concat([field(Buffer.from('ssh-rsa')), number(e), number(n)]).toString('base64')}`;
}

describe('the list of people', () => {
  test('says each name once', () => {
    expect(build([person('Ada'), person('Ada')])).toMatchObject({
      ok: false,
      error: expect.stringContaining('Ada is in the list twice') as string,
    });
  });

  test('counts a role once', () => {
    const { roster } = unwrap(build([{ name: 'Ada', roles: ['witness', 'custodian', 'witness'], publicKeys: [] }]));
    expect(roster.people[0]?.roles).toEqual(['witness', 'custodian']);
  });

  test.each([
    ['nobody', []],
    ['a person without a role', [{ name: 'Ada', roles: [] }]],
    ['a role there is not', [{ name: 'Ada', roles: ['king'] }]],
    ['a name with a line break', [{ name: 'Ada\nBen', roles: ['custodian'] }]],
    ['a name that reads backwards', [{ name: 'Ada\u202Eneb', roles: ['custodian'] }]],
    ['a name with blanks around it', [{ name: ' Ada', roles: ['custodian'] }]],
    ['a field there is not', [{ name: 'Ada', roles: ['custodian'], admin: true }]],
  ])('with %s is refused', (_, list) => {
    expect(peopleFileSchema.safeParse(list).success).toBe(false);
  });

  test('people are found by id or by exact name, and not by half of it', () => {
    const { roster } = unwrap(build([person('Ada Lovelace'), person('Ben')]));
    expect(findPerson(roster, 'ada-lovelace')?.name).toBe('Ada Lovelace');
    expect(findPerson(roster, 'Ben')?.id).toBe('ben');
    for (const name of ['Ada', 'ben ', 'BEN', '']) expect(findPerson(roster, name)).toBeNull();
  });
});
