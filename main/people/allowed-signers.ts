import { personIdSchema, timeSchema, type Person, type Roster } from '../../shared/people.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { textProblem } from '../../shared/text.ts';
import { parsePublicKeyLine } from './openssh-keys.ts';

/** What the keys of an allowed_signers file are good for. */
export type AllowedSignersScope = {
  /** At least one; every key is allowed for these SSHSIG namespaces and no other. */
  readonly namespaces: readonly string[];
  /** UTC with milliseconds; signatures made before do not count. The "Z" it becomes needs OpenSSH 9.1 or newer. */
  readonly validAfter?: string;
};

/**
 * Writes the roster as an OpenSSH allowed_signers file (ssh-keygen(1), ALLOWED SIGNERS), so that an auditor can check
 * signatures without this console: one line per key, the person's id as principal, the name only as a comment.
 * @returns the file, or a sentence if the roster or the scope cannot be written safely.
 */
export function allowedSigners(roster: Roster, scope: AllowedSignersScope): Result<string, string> {
  const options = optionsOf(scope);
  if (!options.ok) return options;
  const lines: string[] = [];
  for (const person of roster.people) {
    const written = linesOf(person, options.value);
    if (!written.ok) return written;
    lines.push(...written.value);
  }
  return ok(`${lines.join('\n')}\n`);
}

function optionsOf(scope: AllowedSignersScope): Result<string, string> {
  // SECURITY: the field is a pattern list to OpenSSH; `*`, `!` and commas would widen it, a quote would end it.
  if (scope.namespaces.length === 0 || !scope.namespaces.every((name) => /^[a-z0-9][a-z0-9.@-]{0,99}$/.test(name))) {
    return fail('A namespace for allowed signers consists of small letters, digits, dots, hyphens and @.');
  }
  const namespaces = `namespaces="${scope.namespaces.join(',')}"`;
  if (scope.validAfter === undefined) return ok(namespaces);
  if (!timeSchema.safeParse(scope.validAfter).success) return fail('The time for allowed signers is not a UTC time.');
  const seconds = scope.validAfter.slice(0, 19).replaceAll(/[-:T]/g, '');
  return ok(`${namespaces},valid-after="${seconds}Z"`);
}

function linesOf(person: Person, options: string): Result<readonly string[], string> {
  // SECURITY: a principal is a pattern to OpenSSH. Only ids of the roster's own shape may stand there: `*` would let
  // one key sign for everybody. Checked here again, because a file that leaves the house must not rely on its caller.
  if (!personIdSchema.safeParse(person.id).success) return fail('A person in the roster has an unusable id.');
  const lines: string[] = [];
  if (person.name !== '' && textProblem(person.name) === null) lines.push(`# ${person.name}`);
  for (const { publicKey } of person.keys) {
    const key = parsePublicKeyLine(publicKey);
    if (!key.ok) return fail(`A key of ${person.id} cannot be exported. ${key.error}`);
    lines.push(`${person.id} ${options} ${key.value.publicKey}`);
  }
  return ok(lines);
}
