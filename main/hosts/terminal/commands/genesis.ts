import { consoleError, EXIT, type ConsoleError } from '../../../../shared/errors.ts';
import type { Person } from '../../../../shared/people.ts';
import { NAMESPACES } from '../../../../shared/plan.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import {
  acceptanceEntry,
  acceptanceHolds,
  findPerson,
  makeSshSignature,
  outstandingAcceptances,
  wordsOf,
  type WritingDesk,
} from '../../../compose.ts';
import { failed, reading, writing, type Command } from '../desk.ts';
import { readInput, writeOutput } from '../input.ts';
import { word } from '../hint.ts';
import type { Outcome } from '../output.ts';
import { genesisRows } from './genesis-text.ts';
import { unlock } from './unlock.ts';

const SIGNATURE_BYTES = 16_384;

/** `claviger genesis show` */
export async function genesisShow(command: Command, options: { out?: string }): Promise<Outcome> {
  const { hint, terminal } = command;
  return reading(command, ({ workspace }) => {
    const { authority, id } = workspace;
    const file = options.out ?? 'genesis.json';
    const written = options.out === undefined ? ok(undefined) : writeOutput(options.out, authority.genesisBytes);
    if (!written.ok) return failed(written.error);
    const outstanding = outstandingAcceptances(authority).map(({ name }) => name);
    const words = wordsOf(id);
    const accepting = hint(`genesis accept --signature ${word(`${file}.sig`)}`);
    const held = authority.roster.people.filter(({ keys }) => keys.some(({ custody }) => custody === 'console-held'));
    const text = [
      ...genesisRows(id, authority.genesis, terminal.columns),
      outstanding.length === 0 ? 'Everybody has accepted it.' : `Not accepted yet by: ${outstanding.join(', ')}.`,
      '',
      'Compare the words by voice. Who has a key of their own signs the file with it:',
      ...(options.out === undefined ? [`  ${hint(`genesis show --out ${file}`)}`] : []),
      `  ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n ${NAMESPACES.accept} ${word(file)}`,
      `  ${accepting}`,
      ...(held.length === 0
        ? []
        : [
            `People whose key this console holds (${held.map(({ name }) => name).join(', ')}) sign here:`,
            `  ${hint('genesis accept --as NAME')}`,
          ]),
    ].join('\n');
    const json = { workspace: id, words, genesis: authority.genesis, outstanding, file: options.out ?? null };
    return { exit: EXIT.done, json, text };
  });
}

/** `claviger genesis accept` */
export async function genesisAccept(command: Command, options: { signature?: string; as?: string }): Promise<Outcome> {
  const { signature, as } = options;
  if ((signature === undefined) === (as === undefined)) {
    return failed(consoleError('bad-usage', 'Give either --signature FILE or --as NAME.'));
  }
  return writing(command, 'genesis accept', async ({ workspace, ...desk }) => {
    const accepting =
      as === undefined
        ? broughtAcceptance(workspace, signature ?? '')
        : await madeAcceptance({ ...desk, workspace }, as);
    if (!accepting.ok) return failed(accepting.error);
    const { person, armored } = accepting.value;
    if (!workspace.authority.accepted.has(person.id)) {
      const noted = workspace.append([acceptanceEntry(person, armored)]);
      if (!noted.ok) return failed(noted.error);
    }
    const outstanding = outstandingAcceptances(workspace.authority).map(({ name }) => name);
    const rest = outstanding.length === 0 ? 'Everybody has.' : `Still to come: ${outstanding.join(', ')}.`;
    const text = `${person.name} has accepted the genesis. ${rest}`;
    return { exit: EXIT.done, json: { accepted: person.name, outstanding }, text };
  });
}

type Acceptance = Result<{ readonly person: Person; readonly armored: string }, ConsoleError>;

async function madeAcceptance(desk: WritingDesk, name: string): Promise<Acceptance> {
  const person = findPerson(desk.workspace.authority.roster, name);
  if (person === null) return fail(consoleError('person-not-found', `Nobody in the roster is called "${name}".`));
  const armored = await signAcceptance(desk, person, null);
  return armored.ok ? ok({ person, armored: armored.value }) : armored;
}

function broughtAcceptance({ authority }: WritingDesk['workspace'], file: string): Acceptance {
  const bytes = readInput(file, SIGNATURE_BYTES);
  if (!bytes.ok) return bytes;
  const armored = Buffer.from(bytes.value).toString('latin1');
  const person = authority.roster.people.find((one) => acceptanceHolds(one, authority.genesisBytes, armored));
  if (person !== undefined) return ok({ person, armored });
  const what = `${file} is nobody's acceptance of this genesis (namespace ${NAMESPACES.accept}).`;
  return fail(consoleError('bad-signature', what));
}

/**
 * Signs the genesis with the key that the console holds for a person.
 * @param secret null: ask for the passphrase
 */
export async function signAcceptance(
  { workspace }: Pick<WritingDesk, 'workspace'>,
  person: Person,
  secret: string | null,
): Promise<Result<string, ConsoleError>> {
  const signer = await unlock(workspace.layout, person, secret);
  if (!signer.ok) return signer;
  const message = workspace.authority.genesisBytes;
  return ok(makeSshSignature({ namespace: NAMESPACES.accept, message, signer: signer.value }));
}
