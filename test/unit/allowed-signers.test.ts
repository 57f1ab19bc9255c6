import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { allowedSigners, fingerprintOf, makeConsoleKey, type ConsoleKey } from '../../main/people/index.ts';
import type { Roster } from '../../shared/people.ts';
import { inTemporaryFolder, sshKeygen, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';

const SCOPE = { namespaces: ['claviger-signoff-v1', 'claviger-dissent-v1'] };
const passphrase = 'correct horse battery';

function consoleKey(): ConsoleKey {
  const made = makeConsoleKey({ passphrase, comment: 'test', rounds: 1 });
  if (!made.ok) throw new Error(made.error);
  return made.value;
}
const [first, second] = [consoleKey(), consoleKey()];

function person(id: string, name: string, ...keys: readonly ConsoleKey[]): Roster['people'][number] {
  const held = keys.map(({ publicKey }) => ({
    publicKey: publicKey.publicKey,
    fingerprint: fingerprintOf(publicKey.blob),
    custody: 'console-held' as const,
  }));
  return { id, name, roles: ['custodian'], keys: held, madeUp: true };
}
const roster = (...people: Roster['people']): Roster => ({ type: 'claviger.roster.v1', people });

function exported(people: Roster['people'], scope: Parameters<typeof allowedSigners>[1] = SCOPE): string {
  const file = allowedSigners(roster(...people), scope);
  if (!file.ok) throw new Error(file.error);
  return file.value;
}

describe('the allowed_signers file', () => {
  it('has one line for each key, with the stable id, the namespaces and the key without comment', () => {
    expect(exported([person('olena-k', 'Olena Kovalenko', first, second)])).toBe(
      [
        '# Olena Kovalenko',
        `olena-k namespaces="claviger-signoff-v1,claviger-dissent-v1" ${first.publicKey.publicKey}`,
        `olena-k namespaces="claviger-signoff-v1,claviger-dissent-v1" ${second.publicKey.publicKey}`,
        '',
      ].join('\n'),
    );
  });

  it('can say from when on signatures count, in UTC', () => {
    const text = exported([person('olena-k', 'O', first)], { ...SCOPE, validAfter: '2026-11-03T09:05:07.250Z' });
    expect(text).toContain('claviger-dissent-v1",valid-after="20261103090507Z" ssh-ed25519 ');
  });

  it.each(['*', '!x', 'a,b', 'a"b', 'a b', 'a\nb', '#a', '-a', 'A', 'olena?', '', 'a-'])(
    'refuses the id %j instead of writing it',
    (id) => {
      expect(allowedSigners(roster(person(id, 'Somebody', first)), SCOPE).ok).toBe(false);
    },
  );

  it.each(['*', '!file', 'a,b', 'a"', 'a b', 'a\nb', ''])('refuses the namespace %j instead of writing it', (name) => {
    expect(allowedSigners(roster(person('olena-k', 'O', first)), { namespaces: [name] }).ok).toBe(false);
  });

  it('refuses to export without a namespace, with a time that is none, and with a key that is none', () => {
    const people = [person('olena-k', 'O', first)];
    expect(allowedSigners(roster(...people), { namespaces: [] }).ok).toBe(false);
    expect(allowedSigners(roster(...people), { ...SCOPE, validAfter: '2026-11-03' }).ok).toBe(false);
    const [olena] = people;
    const broken = { ...olena!, keys: [{ ...olena!.keys[0]!, publicKey: '* ssh-ed25519 AAAA' }] };
    expect(allowedSigners(roster(broken), SCOPE).ok).toBe(false);
  });

  it('keeps every name, however hostile, out of all lines but comments', () => {
    const names = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('*', '!x', 'a\n* ssh-ed25519', '"'),
    );
    fc.assert(
      fc.property(names, (name) => {
        const lines = exported([person('olena-k', name, first)]).split(/[\n\r\u2028\u2029\v\f\0]/);
        const rest = lines.filter((text) => !text.startsWith('#'));
        expect(rest).toEqual([
          `olena-k namespaces="claviger-signoff-v1,claviger-dissent-v1" ${first.publicKey.publicKey}`,
          '',
        ]);
      }),
    );
  });
});

describe('stock ssh-keygen, given the allowed_signers file', () => {
  beforeEach((context) => {
    if (WITHOUT_SSH_KEYGEN !== null) context.skip(WITHOUT_SSH_KEYGEN);
  });

  const hostile = ['*', '!olena-k', 'x\n* ssh-ed25519 AAAA', '"', 'a,b', '# a'];

  it('finds the person by the signature, by id and nobody else, whatever the names are', () => {
    for (const name of hostile) {
      inTemporaryFolder((folder) => {
        const people = [person('olena-k', name, first), person('bram-v', name, second)];
        const message = sign(folder, first, exported(people));
        const found = sshKeygen(folder, ['-Y', 'find-principals', '-s', 'message.sig', '-f', 'allowed'], message);
        expect(found.out.trim()).toBe('olena-k');
        expect(verify(folder, message, 'olena-k', 'claviger-signoff-v1').ok).toBe(true);
        for (const other of ['bram-v', '*', 'anybody']) {
          expect(verify(folder, message, other, 'claviger-signoff-v1').ok).toBe(false);
        }
      });
    }
  });

  it('refuses a signature in a namespace that the file does not list', () => {
    inTemporaryFolder((folder) => {
      const message = sign(folder, first, exported([person('olena-k', 'O', first)], { namespaces: ['other-v1'] }));
      expect(verify(folder, message, 'olena-k', 'claviger-signoff-v1').ok).toBe(false);
    });
  });

  it('refuses a signature made before the key became valid', () => {
    inTemporaryFolder((folder) => {
      const scope = { ...SCOPE, validAfter: '2026-01-02T03:04:05.000Z' };
      const message = sign(folder, first, exported([person('olena-k', 'O', first)], scope));
      const at = (time: string) =>
        verify(folder, message, 'olena-k', 'claviger-signoff-v1', `-Overify-time=${time}`).ok;
      expect([at('20260102030404Z'), at('20260102030406Z')]).toEqual([false, true]);
    });
  });

  /** Leaves `allowed` and `message.sig` in the folder. */
  function sign(folder: string, key: ConsoleKey, allowed: string): Uint8Array {
    const message = Buffer.from('{"type":"plan"}');
    writeFileSync(join(folder, 'allowed'), allowed);
    writeFileSync(join(folder, 'key'), key.privateKey, { mode: 0o600 });
    writeFileSync(join(folder, 'message'), message);
    sshKeygen(folder, ['-q', '-p', '-P', passphrase, '-N', '', '-f', 'key']);
    sshKeygen(folder, ['-Y', 'sign', '-f', 'key', '-n', 'claviger-signoff-v1', 'message']);
    expect(readFileSync(join(folder, 'message.sig'), 'utf8')).toContain('BEGIN SSH SIGNATURE');
    return message;
  }
  function verify(folder: string, message: Uint8Array, id: string, namespace: string, ...more: readonly string[]) {
    const args = ['-Y', 'verify', '-f', 'allowed', '-I', id, '-n', namespace, '-s', 'message.sig', ...more];
    return sshKeygen(folder, args, message);
  }
});
