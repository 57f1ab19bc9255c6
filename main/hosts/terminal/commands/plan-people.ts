import type { Enrolled } from '../../../../shared/change.ts';
import { consoleError, EXIT, type ConsoleError } from '../../../../shared/errors.ts';
import type { Person } from '../../../../shared/people.ts';
import { NAMESPACES } from '../../../../shared/plan.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import {
  enrolmentStatement,
  enrolWithPassphrase,
  findPerson,
  newcomerFileSchema,
  newcomerWithKeys,
  passphraseProblem,
  proposePersonAddition,
  proposePersonRemoval,
  type WritingDesk,
} from '../../../compose.ts';
import { failed, writing, type Command } from '../desk.ts';
import { newPassphrase, readInput, writeOutput } from '../input.ts';
import { word } from '../hint.ts';
import type { Outcome } from '../output.ts';
import { handedOut, type Asking } from './plan.ts';

const NEWCOMER_BYTES = 65_536;
const PROOF_BYTES = 16_384;

/** Options of `claviger plan people`. */
export interface PeopleOptions extends Asking {
  readonly add?: string;
  readonly remove?: string;
  readonly voucher?: string;
  readonly proof: readonly string[];
  readonly enrolmentOut?: string;
}

type Newcomer = ReturnType<typeof newcomerFileSchema.parse>;
type Enrolment = Parameters<typeof proposePersonAddition>[1]['enrolment'];

/** `claviger plan people` */
export async function planPeople(command: Command, options: PeopleOptions): Promise<Outcome> {
  const { add, remove, voucher } = options;
  if ((add === undefined) === (remove === undefined)) {
    return failed(consoleError('bad-usage', 'Give either --add FILE or --remove NAME.'));
  }
  if (add === undefined) return removal(command, options, remove ?? '');
  if (voucher === undefined) {
    return failed(consoleError('bad-usage', 'Say who vouches that this is the person: --voucher NAME.'));
  }
  const newcomer = readNewcomer(add);
  if (!newcomer.ok) return failed(newcomer.error);
  return addition(command, { ...options, voucher }, newcomer.value);
}

async function removal(command: Command, options: PeopleOptions, name: string): Promise<Outcome> {
  return writing(command, 'plan', (desk) => {
    const requester = inRoster(desk, options.as);
    const person = inRoster(desk, name);
    if (!requester.ok) return failed(requester.error);
    if (!person.ok) return failed(person.error);
    const asked = { ticket: options.ticket, reason: options.reason, validForMs: options.validFor };
    const made = proposePersonRemoval(desk.context, { ...asked, requester: requester.value, person: person.value });
    return made.ok ? handedOut(command, desk, made.value, options.out) : failed(made.error);
  });
}

async function addition(
  command: Command,
  options: PeopleOptions & { readonly voucher: string },
  newcomer: Newcomer,
): Promise<Outcome> {
  // Asked for before the workspace is locked: others need not wait for somebody to type.
  const secret = newcomer.publicKeys.length === 0 ? await passphraseOf(newcomer) : ok(null);
  if (!secret.ok) return failed(secret.error);
  return writing(command, 'plan', (desk) => {
    const requester = inRoster(desk, options.as);
    const voucher = inRoster(desk, options.voucher);
    if (!requester.ok) return failed(requester.error);
    if (!voucher.ok) return failed(voucher.error);
    const enrolment =
      secret.value === null
        ? brought(desk, newcomer, options.proof)
        : enrolWithPassphrase(desk.workspace, { ...newcomer, passphrase: secret.value });
    if (!enrolment.ok) return failed(enrolment.error);
    if ('unproved' in enrolment.value) return toProve(command, desk, enrolment.value.unproved, options.enrolmentOut);
    const asked = { ticket: options.ticket, reason: options.reason, validForMs: options.validFor };
    const people = { requester: requester.value, voucher: voucher.value, enrolment: enrolment.value };
    const made = proposePersonAddition(desk.context, { ...asked, ...people });
    return made.ok ? handedOut(command, desk, made.value, options.out) : failed(made.error);
  });
}

function brought(
  desk: WritingDesk,
  newcomer: Newcomer,
  files: readonly string[],
): Result<Enrolment | { readonly unproved: Enrolled }, ConsoleError> {
  const person = newcomerWithKeys(desk.workspace, newcomer);
  if (!person.ok) return person;
  if (files.length === 0) return ok({ unproved: person.value });
  const proofs: string[] = [];
  for (const file of files) {
    const bytes = readInput(file, PROOF_BYTES);
    if (!bytes.ok) return bytes;
    proofs.push(Buffer.from(bytes.value).toString('latin1'));
  }
  return ok({ person: person.value, proofs, privateKey: null });
}

/** Nothing is planned before the newcomer has proved to hold their keys: here is what they sign. */
function toProve({ hint, terminal }: Command, desk: WritingDesk, person: Enrolled, file: string | undefined): Outcome {
  const bytes = enrolmentStatement(desk.workspace.id, person);
  const enrolment = Buffer.from(bytes).toString('utf8');
  const json = { enrolment: JSON.parse(enrolment) as object, person, plan: null, file: file ?? null };
  const name = word(file ?? 'enrolment.json');
  const again = hint(`plan people ... ${person.keys.map(() => '--proof FILE.sig').join(' ')}`);
  const told = [
    `Nothing is planned yet. First ${person.name} (${person.id}) proves to hold ${keysText(person)}, by signing ${name}:`,
    `  ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n ${NAMESPACES.enrol} ${name}`,
    `Then give the same command once more, with the signature${person.keys.length > 1 ? 's, in the order of the keys' : ''}:`,
    `  ${again}`,
  ];
  if (file === undefined) {
    if (!terminal.json) for (const row of told) terminal.say(row);
    return { exit: EXIT.done, json, text: enrolment, raw: true };
  }
  const written = writeOutput(file, bytes);
  return written.ok ? { exit: EXIT.done, json, text: told.join('\n') } : failed(written.error);
}

const keysText = ({ keys }: Enrolled): string =>
  keys.length === 1 ? 'their key' : `each of their ${keys.length} keys`;

function inRoster({ workspace }: WritingDesk, name: string): Result<Person, ConsoleError> {
  const person = findPerson(workspace.authority.roster, name);
  return person === null
    ? fail(consoleError('person-not-found', `Nobody in the roster is called "${name}".`))
    : ok(person);
}

async function passphraseOf({ name }: Newcomer): Promise<Result<string, ConsoleError>> {
  const given = await newPassphrase(`Passphrase of ${name}`, ` ${name} brings no key, so the console makes one.`);
  if (!given.ok) return given;
  const weak = passphraseProblem(given.value);
  return weak === null ? given : fail(consoleError('weak-passphrase', `${name}: ${weak}`));
}

function readNewcomer(file: string): Result<Newcomer, ConsoleError> {
  const bytes = readInput(file, NEWCOMER_BYTES);
  if (!bytes.ok) return bytes;
  try {
    const read = newcomerFileSchema.safeParse(JSON.parse(Buffer.from(bytes.value).toString('utf8')));
    if (read.success) return ok(read.data);
  } catch {
    // Said below.
  }
  return fail(consoleError('bad-input', `${file} is not {"name", "roles": [], "publicKeys": []} with known roles.`));
}
