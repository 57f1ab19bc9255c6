import { consoleError, EXIT, type ConsoleError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { passphraseProblem, peopleFileSchema, PRACTICE_NOTICE, SAMPLE_PASSPHRASE, wordsOf } from '../../../compose.ts';
import { failed, type Command } from '../desk.ts';
import { newPassphrase, passphraseFile, readInput } from '../input.ts';
import type { Outcome } from '../output.ts';

type PeopleInput = ReturnType<typeof peopleFileSchema.parse>;
type Made = Extract<ReturnType<Command['console']['init']>, { ok: true }>['value'];

const PEOPLE_BYTES = 1_048_576;

/** `claviger init` */
export async function init(command: Command, options: { sample?: boolean; people?: string }): Promise<Outcome> {
  const sample = options.sample === true;
  if (options.people === undefined && !sample) {
    const what = 'A workspace needs people: give --people FILE.json, or --sample to practise.';
    return failed(consoleError('bad-usage', what));
  }
  const people = options.people === undefined ? ok(null) : readPeople(options.people);
  if (!people.ok) return failed(people.error);
  const passphrases = await passphrasesFor(command, people.value ?? []);
  if (!passphrases.ok) return failed(passphrases.error);
  const made = command.console.init({
    folder: command.folder,
    sample,
    people: people.value,
    passphraseFor: (name) => passphrases.value.get(name) ?? '',
  });
  if (!made.ok) return failed(made.error);
  return initialised(command, made.value, sample, people.value === null);
}

function initialised({ terminal, hint }: Command, made: Made, sample: boolean, madeUp: boolean): Outcome {
  const { workspace, folder, people, fragile } = made;
  for (const [operation, environments] of Map.groupBy(fragile, fragilityText)) {
    const where = environments.map(({ environment }) => environment).join(', ');
    terminal.say(terminal.paintSaid('yellow', `warning: ${operation} (${where})`));
  }
  const lines = [
    `Workspace ${folder}`,
    `Id ${workspace}`,
    `In words: ${wordsOf(workspace).join(' ')}`,
    ...(sample ? ['', PRACTICE_NOTICE] : []),
    ...(madeUp ? [`The made-up people sign with the passphrase "${SAMPLE_PASSPHRASE}".`] : []),
    '',
    ...(madeUp
      ? ['Next:', `  ${hint('keys')}`, `  ${hint('drill rotation')}`]
      : [
          'Next, for everybody to compare and sign:',
          `  ${hint('genesis show --out genesis.json')}`,
          'Until everybody has, only Practice vaults run.',
        ]),
  ];
  return { exit: EXIT.done, json: { workspace, folder, people, fragile }, text: lines.join('\n') };
}

function fragilityText({ operation, indispensable }: Made['fragile'][number]): string {
  return indispensable.length === 0
    ? `nobody can ${operation}: the roster has not enough people for its rule`
    : `${operation} cannot do without ${indispensable.join(' or ')}`;
}

function readPeople(file: string): Result<PeopleInput, ConsoleError> {
  const bytes = readInput(file, PEOPLE_BYTES);
  if (!bytes.ok) return bytes;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes.value).toString('utf8'));
  } catch {
    return fail(consoleError('bad-input', `${file} is not JSON.`));
  }
  const parsed = peopleFileSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the list' : issue.path.join('.');
  const what = `${file} is not a list of people: ${where}: ${issue?.message ?? 'not as expected'}.`;
  return fail(consoleError('bad-input', what));
}

async function passphrasesFor(
  { terminal }: Command,
  people: PeopleInput,
): Promise<Result<ReadonlyMap<string, string>, ConsoleError>> {
  const found = new Map<string, string>();
  const without = people.filter(({ publicKeys }) => publicKeys.length === 0).map(({ name }) => name);
  if (without.length > 1 && passphraseFile() !== null) {
    const same = `warning: ${without.join(', ')} all get the same passphrase, the one in CLAVIGER_PASSPHRASE_FILE.`;
    terminal.say(terminal.paintSaid('yellow', same));
  }
  for (const name of without) {
    const given = await newPassphrase(`New passphrase for ${name}`, ` ${name} has no public key in the file.`);
    if (!given.ok) return given;
    const weak = passphraseProblem(given.value);
    if (weak !== null) return fail(consoleError('weak-passphrase', weak));
    found.set(name, given.value);
  }
  return ok(found);
}
