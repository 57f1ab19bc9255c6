import { join } from 'node:path';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import type { Person } from '../../../shared/people.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { verifySshSignature } from '../../signoff/index.ts';
import { readPlainFile, type Layout } from '../../workspace/index.ts';
import type { MadeKey, Unsealing, UnsealFailure } from './unsealing.ts';

/** So many wrong passphrases in a row are free; from then on each costs a wait that doubles. */
export const WRONG_PASSPHRASES = { free: 5, firstWaitMs: 15_000, longestWaitMs: 15 * 60_000 } as const;
/** So many keys are opened at once. */
export const AT_ONCE = 3;

export interface SignWish {
  readonly person: Person;
  readonly passphrase: string;
  readonly namespace: string;
  readonly message: Uint8Array;
}

/** A signature by a key that the console holds. */
export interface ConsoleSignature {
  readonly armored: string;
  readonly fingerprint: string;
}

/** Signs with keys that the console holds: each signature takes the passphrase anew (trust 17). */
export interface ConsoleSigner {
  sign(layout: Layout, wish: SignWish): Promise<Result<ConsoleSignature, ConsoleError>>;
  /** Signs with a key that was made just now and is nobody's yet. */
  signWith(
    sealed: string,
    wish: Omit<SignWish, 'person'> & { readonly person: string },
  ): Promise<Result<string, ConsoleError>>;
  makeKey(wish: {
    readonly passphrase: string;
    readonly comment: string;
    readonly rounds: number;
  }): Promise<Result<MadeKey, ConsoleError>>;
}

interface Wrong {
  readonly count: number;
  readonly until: number;
}

/** @param monotonic milliseconds that only move forward */
export function consoleSigner(unsealing: Unsealing, monotonic: () => number): ConsoleSigner {
  const wrong = new Map<string, Wrong>();
  const during = atMost(AT_ONCE);
  return {
    async sign(layout, { person, passphrase, namespace, message }) {
      const waitMs = (wrong.get(person.id)?.until ?? 0) - monotonic();
      if (waitMs > 0) return fail(tooOften(person, waitMs));
      const sealed = sealedKey(layout, person);
      if (!sealed.ok) return sealed;
      // Counted before it is tried: many tries at once are not free either.
      const before = wrong.get(person.id);
      countWrong(wrong, person.id, monotonic());
      const secret = Buffer.from(passphrase, 'utf8');
      const signed = await during(() =>
        unsealing.sign({ sealed: sealed.value, passphrase: secret, namespace, message }),
      );
      if (signed.ok) wrong.delete(person.id);
      else if (signed.error !== 'wrong-passphrase') putBack(wrong, person.id, before);
      if (!signed.ok) return fail(failureOf(person.name, signed.error));
      return ownSignature(person, signed.value, namespace, message);
    },
    async signWith(sealed, { person, passphrase, namespace, message }) {
      const secret = Buffer.from(passphrase, 'utf8');
      const signed = await during(() => unsealing.sign({ sealed, passphrase: secret, namespace, message }));
      return signed.ok ? signed : fail(failureOf(person, signed.error));
    },
    async makeKey({ passphrase, comment, rounds }) {
      const made = await during(() =>
        unsealing.makeKey({ passphrase: Buffer.from(passphrase, 'utf8'), comment, rounds }),
      );
      return made.ok ? made : fail(failureOf(comment, made.error));
    },
  };
}

/** Does so many things at once at most. */
function atMost(limit: number) {
  let atWork = 0;
  return async <T>(work: () => Promise<Result<T, UnsealFailure>>): Promise<Result<T, UnsealFailure | 'busy'>> => {
    if (atWork >= limit) return fail('busy');
    atWork += 1;
    try {
      return await work();
    } finally {
      atWork -= 1;
    }
  };
}

function countWrong(wrong: Map<string, Wrong>, person: string, now: number): void {
  const { free, firstWaitMs, longestWaitMs } = WRONG_PASSPHRASES;
  const count = (wrong.get(person)?.count ?? 0) + 1;
  const waitMs = count < free ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (count - free));
  wrong.set(person, { count, until: now + waitMs });
}

/** What was tried was no passphrase after all. */
function putBack(wrong: Map<string, Wrong>, person: string, before: Wrong | undefined): void {
  if (before === undefined) wrong.delete(person);
  else wrong.set(person, before);
}

function tooOften({ name }: Person, waitMs: number): ConsoleError {
  const what = `Wrong passphrases have been given for ${name} too often; the next can be tried in ${Math.ceil(waitMs / 1000)} s.`;
  return consoleError('busy', what);
}

const LONGEST_KEY_FILE = 16_384;

function sealedKey(layout: Layout, person: Person): Result<string, ConsoleError> {
  const what = `The console holds no key for ${person.name}, who signs with a key of their own.`;
  if (!person.keys.some(({ custody }) => custody === 'console-held'))
    return fail(consoleError('passphrase-needed', what));
  const read = readPlainFile(join(layout.people, `${person.id}.key`), LONGEST_KEY_FILE);
  return read.ok ? ok(read.value.toString('utf8')) : fail(consoleError('passphrase-needed', what));
}

function failureOf(name: string, failure: UnsealFailure | 'busy'): ConsoleError {
  switch (failure) {
    case 'wrong-passphrase':
      return consoleError('wrong-passphrase', `That is not the passphrase of ${name}'s key.`);
    case 'not-a-key':
      return consoleError('bad-input', `The key file of ${name} is not an encrypted OpenSSH key.`);
    case 'weak-passphrase':
      return consoleError('weak-passphrase', 'A passphrase has 12 to 200 characters that can be seen and typed again.');
    case 'unavailable':
      return consoleError('busy', 'The process in which keys are opened did not answer.');
    case 'busy':
      return consoleError('busy', 'Several keys are being opened already.');
  }
}

// SECURITY: the file stands in a folder that others may reach; whose key it is, only the roster says.
function ownSignature(
  person: Person,
  armored: string,
  namespace: string,
  message: Uint8Array,
): Result<ConsoleSignature, ConsoleError> {
  const key = person.keys.find(
    ({ custody, publicKey }) =>
      custody === 'console-held' && verifySshSignature({ signature: armored, message, namespace, publicKey }).ok,
  );
  if (key !== undefined) return ok({ armored, fingerprint: key.fingerprint });
  const what = `The key file of ${person.name} is not theirs: the roster has no such key that this console holds.`;
  return fail(consoleError('bad-input', what));
}
