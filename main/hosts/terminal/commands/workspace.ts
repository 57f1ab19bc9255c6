import { consoleError, EXIT } from '../../../../shared/errors.ts';
import { NAMESPACES } from '../../../../shared/plan.ts';
import {
  acceptanceEntry,
  acceptanceHolds,
  allowedSigners,
  findPerson,
  makeSshSignature,
  outstandingAcceptances,
  peopleFileSchema,
  PRACTICE_NOTICE,
  SAMPLE_PASSPHRASE,
  wordsOf,
  type WritingDesk,
} from '../../../compose.ts';
import type { Person } from '../../../../shared/people.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { failed, reading, writing, type Command } from '../desk.ts';
import { passphrase, readInput, writeOutput } from '../input.ts';
import { table, type Outcome } from '../output.ts';
import { unlock } from './unlock.ts';

type PeopleInput = ReturnType<typeof peopleFileSchema.parse>;

/** `claviger init` */
export async function init(command: Command, options: { sample?: boolean; people?: string }): Promise<Outcome> {
  const sample = options.sample === true;
  const people = options.people === undefined ? null : readPeople(options.people);
  if (people?.ok === false) return failed(people.error);
  if (people === null && !sample) {
    return failed(consoleError('bad-usage', 'A workspace needs people: give --people FILE.json, or --sample to practise.'));
  }
  const passphrases = await passphrasesFor(people?.value ?? []);
  if (!passphrases.ok) return failed(passphrases.error);
  const made = command.console.init({
    folder: command.folder,
    sample,
    people: people?.value ?? null,
    passphraseFor: (name) => {
      const found = passphrases.value.get(name);
      return found === undefined ? fail(consoleError('passphrase-needed', `A passphrase for ${name} is needed.`)) : ok(found);
    },
  });
  if (!made.ok) return failed(made.error);
  if (people === null) {
    const accepted = await acceptAsSamplePeople(command);
    if (!accepted.ok) return failed(accepted.error);
  }
  const { workspace, folder, fragile } = made.value;
  for (const { environment, operation, indispensable } of fragile) {
    const who = indispensable.length === 0 ? 'the roster is not enough for it' : `it cannot lose ${indispensable.join(' or ')}`;
    command.terminal.say(command.terminal.paint('yellow', `warning: ${operation} in ${environment}: ${who}.`));
  }
  const lines = [
    `Workspace ${folder}`,
    `Id ${workspace}`,
    `In words: ${wordsOf(workspace).join(' ')}`,
    ...(sample ? ['', PRACTICE_NOTICE] : []),
    ...(people === null ? [`The made-up people sign with the passphrase "${SAMPLE_PASSPHRASE}".`] : []),
    '',
    people === null
      ? 'Next: claviger keys, then claviger drill rotation'
      : 'Next: claviger genesis show --out genesis.json, for everybody to compare and sign. Until then only Practice vaults run.',
  ];
  return { exit: EXIT.done, json: { workspace, folder, people: made.value.people, fragile }, text: lines.join('\n') };
}

function readPeople(file: string): Result<PeopleInput, ReturnType<typeof consoleError>> {
  const bytes = readInput(file, 1024 * 1024);
  if (!bytes.ok) return bytes;
  try {
    const parsed = peopleFileSchema.safeParse(JSON.parse(Buffer.from(bytes.value).toString('utf8')));
    if (parsed.success) return ok(parsed.data);
    const issue = parsed.error.issues[0];
    return fail(consoleError('bad-input', `${file} is not a list of people: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`));
  } catch {
    return fail(consoleError('bad-input', `${file} is not JSON.`));
  }
}

async function passphrasesFor(people: PeopleInput): Promise<Result<Map<string, string>, ReturnType<typeof consoleError>>> {
  const found = new Map<string, string>();
  for (const { name } of people.filter(({ publicKeys }) => publicKeys.length === 0)) {
    const given = await passphrase(`New passphrase for ${name}`, ` ${name} has no public key in the file.`);
    if (!given.ok) return given;
    found.set(name, given.value);
  }
  return ok(found);
}

/** The sample's made-up people accept by themselves: they exist to practise with. */
async function acceptAsSamplePeople(command: Command): Promise<Result<void, ReturnType<typeof consoleError>>> {
  const desk = command.console.write(command.folder, 'init');
  if (!desk.ok) return desk;
  try {
    const drafts = [];
    for (const person of desk.value.workspace.authority.roster.people) {
      const signed = await signAcceptance(desk.value, person, SAMPLE_PASSPHRASE);
      if (!signed.ok) return signed;
      drafts.push(acceptanceEntry(person, signed.value));
    }
    return desk.value.workspace.append(drafts);
  } finally {
    desk.value.close();
  }
}

async function signAcceptance(
  desk: WritingDesk,
  person: Person,
  secret: string | null,
): Promise<Result<string, ReturnType<typeof consoleError>>> {
  const signer = await unlock(desk.workspace.layout, person, secret);
  if (!signer.ok) return signer;
  const message = desk.workspace.authority.genesisBytes;
  return ok(makeSshSignature({ namespace: NAMESPACES.accept, message, signer: signer.value }));
}

/** `claviger genesis show` */
export async function genesisShow(command: Command, options: { out?: string }): Promise<Outcome> {
  return reading(command, ({ workspace }) => {
    const { authority, id } = workspace;
    if (options.out !== undefined) {
      const written = writeOutput(options.out, authority.genesisBytes);
      if (!written.ok) return failed(written.error);
    }
    const missing = outstandingAcceptances(authority).map(({ name }) => name);
    const words = wordsOf(id);
    const people = authority.roster.people.map(({ name, roles, keys }) => [name, roles.join(', '), keys[0]?.fingerprint ?? '']);
    const text = [
      `Genesis of workspace ${id}`,
      `In words: ${words.join(' ')}`,
      '',
      table(['NAME', 'ROLES', 'KEY'], people),
      '',
      `Rules: ${authority.policy.rules.length}. Connections: ${authority.connections.map((one) => one.id).join(', ')}.`,
      missing.length === 0 ? 'Everybody has accepted it.' : `Not accepted yet by: ${missing.join(', ')}.`,
      '',
      'Compare the words by voice, then sign the file with your own key:',
      `  ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n ${NAMESPACES.accept} ${options.out ?? 'genesis.json'}`,
      `  claviger genesis accept --signature ${options.out ?? 'genesis.json'}.sig`,
    ];
    return {
      exit: EXIT.done,
      json: { workspace: id, words, genesis: authority.genesis, outstanding: missing, file: options.out ?? null },
      text: text.join('\n'),
    };
  });
}

/** `claviger genesis accept` */
export async function genesisAccept(command: Command, options: { signature?: string; as?: string }): Promise<Outcome> {
  const { signature, as } = options;
  if ((signature === undefined) === (as === undefined)) {
    return failed(consoleError('bad-usage', 'Give either --signature FILE or --as NAME.'));
  }
  return writing(command, 'genesis accept', async (desk) => {
    const { roster, genesisBytes } = desk.workspace.authority;
    let person: Person | null = null;
    let armored = '';
    if (as !== undefined) {
      person = findPerson(roster, as);
      if (person === null) return failed(consoleError('person-not-found', `Nobody in the roster is called "${as}".`));
      const signed = await signAcceptance(desk, person, null);
      if (!signed.ok) return failed(signed.error);
      armored = signed.value;
    } else if (signature !== undefined) {
      const bytes = readInput(signature, 16_384);
      if (!bytes.ok) return failed(bytes.error);
      armored = Buffer.from(bytes.value).toString('utf8');
      person = roster.people.find((candidate) => acceptanceHolds(candidate, genesisBytes, armored)) ?? null;
    }
    if (person === null || !acceptanceHolds(person, genesisBytes, armored)) {
      return failed(consoleError('bad-signature', 'The signature is nobody\'s acceptance of this genesis (namespace claviger-accept-v1).'));
    }
    if (!desk.workspace.authority.accepted.has(person.id)) {
      const noted = desk.workspace.append([acceptanceEntry(person, armored)]);
      if (!noted.ok) return failed(noted.error);
    }
    const outstanding = outstandingAcceptances(desk.workspace.authority).map(({ name }) => name);
    const rest = outstanding.length === 0 ? 'Everybody has.' : `Still to come: ${outstanding.join(', ')}.`;
    return { exit: EXIT.done, json: { accepted: person.name, outstanding }, text: `${person.name} has accepted the genesis. ${rest}` };
  });
}

/** `claviger people list` */
export async function peopleList(command: Command): Promise<Outcome> {
  return reading(command, ({ workspace }) => {
    const { roster, accepted } = workspace.authority;
    const people = roster.people.map(({ id, name, roles, keys, madeUp }) => ({
      id,
      name,
      roles,
      keys,
      madeUp,
      accepted: accepted.has(id),
    }));
    const rows = people.map(({ id, name, roles, keys, accepted: has }) => [
      id,
      name,
      roles.join(', '),
      keys.map(({ custody }) => custody).join(', '),
      has ? 'yes' : 'no',
    ]);
    return { exit: EXIT.done, json: { people }, text: table(['ID', 'NAME', 'ROLES', 'KEY HELD', 'ACCEPTED'], rows) };
  });
}

/** `claviger people allowed-signers` */
export async function peopleAllowedSigners(command: Command): Promise<Outcome> {
  return reading(command, ({ workspace }) => {
    const namespaces = Object.values(NAMESPACES);
    const file = allowedSigners(workspace.authority.roster, { namespaces });
    if (!file.ok) return failed(consoleError('internal', file.error));
    return { exit: EXIT.done, json: { allowedSigners: file.value }, text: file.value.trimEnd() };
  });
}
