import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { consoleError, type ConsoleError } from '../../../../shared/errors.ts';
import type { Person } from '../../../../shared/people.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { SAMPLE_PASSPHRASE, unlockConsoleKey, type layoutOf } from '../../../compose.ts';
import { passphrase, readInput } from '../input.ts';

type Signer = Extract<ReturnType<typeof unlockConsoleKey>, { ok: true }>['value'];

/**
 * Unlocks the key that the console holds for a person; the passphrase is asked for afresh each time.
 * @param secret null: ask
 */
export async function unlock(
  layout: ReturnType<typeof layoutOf>,
  person: Person,
  secret: string | null,
): Promise<Result<Signer, ConsoleError>> {
  const file = join(layout.people, `${person.id}.key`);
  if (!existsSync(file)) {
    const what = `The console holds no key for ${person.name}, who signs with a key of their own (ssh-keygen -Y sign).`;
    return fail(consoleError('not-possible', what));
  }
  const remark = person.madeUp ? ` Made-up people sign with "${SAMPLE_PASSPHRASE}".` : '';
  const given = secret === null ? await passphrase(`Passphrase of ${person.name}`, remark) : ok(secret);
  if (!given.ok) return given;
  const text = readInput(file, 16_384);
  if (!text.ok) return text;
  const signer = unlockConsoleKey(Buffer.from(text.value).toString('utf8'), given.value);
  if (signer.ok) return ownKey(person, signer.value);
  return signer.error === 'wrong-passphrase'
    ? fail(consoleError('wrong-passphrase', `That is not the passphrase of ${person.name}'s key.`))
    : fail(consoleError('bad-input', `The key file of ${person.name} is not an encrypted OpenSSH key.`));
}

// SECURITY: the file stands in a folder that others may reach; whose key it is, only the roster says.
function ownKey(person: Person, signer: Signer): Result<Signer, ConsoleError> {
  const { fingerprint } = signer.publicKey;
  const isTheirs = person.keys.some((key) => key.fingerprint === fingerprint && key.custody === 'console-held');
  if (isTheirs) return ok(signer);
  const what = `The key file of ${person.name} is not theirs: the roster has no such key of ${person.name} that this console holds (${fingerprint}).`;
  return fail(consoleError('bad-input', what));
}
