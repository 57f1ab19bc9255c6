import { consoleError, EXIT, type ConsoleError } from '../../../../shared/errors.ts';
import type { Json } from '../../../../shared/canonical-json.ts';
import type { Connection } from '../../../../shared/connections.ts';
import { isChange, NAMESPACES, stepsOf, type Plan } from '../../../../shared/plan.ts';
import type { Person, Roster } from '../../../../shared/people.ts';
import type { Environment } from '../../../../shared/policy.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { showPlan } from '../../../../shared/show.ts';
import { findPerson, makePlan, mayApprove, readStatement, seat, wordsOf, type WritingDesk } from '../../../compose.ts';
import { failed, writing, type Command } from '../desk.ts';
import { readInput, writeOutput } from '../input.ts';
import { word } from '../hint.ts';
import { sectionRows, widthFor } from '../layout.ts';
import type { Outcome } from '../output.ts';
import { findKey } from './keys.ts';

const PLAN_BYTES = 1_048_576;

/** What is asked of every plan. */
export interface Asking {
  readonly as: string;
  readonly ticket: string;
  readonly reason: string;
  readonly validFor: number;
  readonly out?: string;
}

/** Options that every operation on a key takes. */
export interface PlanOptions extends Asking {
  readonly environment: Environment;
}

type Wish = Parameters<typeof makePlan>[1]['wish'];
type Statement = Extract<ReturnType<typeof readStatement>, { ok: true }>['value'];

/** `claviger plan rotate` */
export async function planRotate(command: Command, options: PlanOptions & { readonly key: string }): Promise<Outcome> {
  return plan(command, options, async (desk) => {
    const key = await findKey(desk, options.key, options.environment);
    if (!key.ok) return key;
    return ok({ wish: { operation: 'rotate', keyId: key.value.id }, connection: key.value.connection });
  });
}

/** `claviger plan create` */
export async function planCreate(
  command: Command,
  options: PlanOptions & {
    readonly key: string;
    readonly kind: Extract<Wish, { operation: 'create' }>['spec'];
    readonly description: string;
    readonly owner: string;
    readonly automaticDays?: number;
  },
): Promise<Outcome> {
  return plan(command, options, (desk) => {
    const connections = desk.workspace.authority.connections.filter(
      ({ environment }) => environment === options.environment,
    );
    const [connection] = connections;
    if (connection === undefined)
      return fail(consoleError('not-connected', `The environment ${options.environment} has no connection.`));
    const { kind: spec, description, owner, key: alias, automaticDays = null } = options;
    return ok({
      wish: { operation: 'create', alias, spec, description, owner, automaticDays },
      connection,
    });
  });
}

type Chosen = Result<{ readonly wish: Wish; readonly connection: Connection }, ConsoleError>;

async function plan(
  command: Command,
  options: PlanOptions,
  choose: (desk: WritingDesk) => Promise<Chosen> | Chosen,
): Promise<Outcome> {
  return writing(command, 'plan', async (desk) => {
    const { roster } = desk.workspace.authority;
    const requester = findPerson(roster, options.as);
    if (requester === null)
      return failed(consoleError('person-not-found', `Nobody in the roster is called "${options.as}".`));
    const chosen = await choose(desk);
    if (!chosen.ok) return failed(chosen.error);
    const { environment, ticket, reason, validFor: validForMs } = options;
    const { wish, connection } = chosen.value;
    const made = await makePlan(desk.context, { wish, environment, connection, requester, ticket, reason, validForMs });
    return made.ok ? handedOut(command, desk, made.value, options.out) : failed(made.error);
  });
}

/** A plan that was made: written where it was asked for, and what is to be done with it. */
export function handedOut(
  command: Command,
  { workspace }: WritingDesk,
  { plan: made, digest, bytes }: Statement,
  out: string | undefined,
): Outcome {
  const { terminal } = command;
  if (workspace.clock().state === 'behind')
    terminal.say("warning: this computer's clock is behind; the journal's time was used.");
  const missing = unfilled(made, workspace.authority.roster);
  if (missing !== null) terminal.say(terminal.paintSaid('yellow', `warning: ${missing}`));
  const written = out === undefined ? ok(undefined) : writeOutput(out, bytes);
  return written.ok ? planned(command, made, digest, out ?? null, bytes) : failed(written.error);
}

/** Says so when even the whole roster could not approve a plan. */
function unfilled({ quorum, requester, operation }: Plan, roster: Roster): string | null {
  const able = roster.people.filter((person: Person) => mayApprove(person, quorum, requester.id) === 'yes');
  const seating = seat(quorum.needs, able);
  if (seating.met) return null;
  const missing = [...Map.groupBy(seating.missing, (role) => role)].map(([role, some]) => counted(role, some.length));
  const without = quorum.requesterCounts ? '' : ` besides ${requester.name}, who asks`;
  return `nobody can approve this ${operation}: the roster lacks ${missing.join(' and ')}${without}.`;
}

const counted = (role: string, count: number): string => `${count} ${role}${count > 1 ? 's' : ''}`;

function planned(command: Command, made: Plan, digest: string, out: string | null, bytes: Uint8Array): Outcome {
  const { terminal, hint } = command;
  const words = wordsOf(digest);
  const json = { plan: made, digest, words, quorum: made.quorum, steps: stepsOf(made), file: out };
  // Without --out the statement itself goes to standard output, so that `> plan.json` gives exactly the bytes to sign.
  if (out === null) {
    if (!terminal.json) for (const row of shown(made, digest, terminal.columnsSaid)) terminal.say(row);
    return { exit: EXIT.done, json, text: Buffer.from(bytes).toString('utf8'), raw: true };
  }
  const needs = made.quorum.needs.map(({ role, count }) => counted(role, count)).join(' and ');
  const file = word(out);
  const text = [
    ...shown(made, digest, terminal.columns),
    `Written to ${out}. It needs ${needs}${made.quorum.requesterCounts ? '' : `, not ${made.requester.name}`}. Each signs it:`,
    `  with their own key:       ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n ${NAMESPACES.signoff} ${file}`,
    `  with a console-held key:  ${hint(`sign ${file} --as NAME`)}`,
    `Then: ${hint(`run ${file} --signoff FILE --signoff FILE`)}`,
    ...(isChange(made) && made.delayHours > 0
      ? [`It comes into force ${made.delayHours} hours after that, unless somebody who may approve says no before.`]
      : []),
  ];
  return { exit: EXIT.done, json, text: text.join('\n') };
}

/**
 * A plan as people see it: every field, its digest, its words.
 * @param columns of the terminal it is shown on; null: not a terminal
 */
export function shown(made: unknown, digest: string, columns: number | null): readonly string[] {
  const lines = showPlan(made as Json);
  if (!lines.ok) return [lines.error];
  return [
    ...sectionRows(lines.value, widthFor(columns)),
    'SHA-256',
    `  ${digest.replace(/(.{8})(?=.)/g, '$1 ')}`,
    'WORDS',
    ...wordRows(digest),
    '',
  ];
}

/** A digest as words, in rows that fit anywhere. */
export function wordRows(digest: string): readonly string[] {
  const words = wordsOf(digest);
  return [0, 6, 12, 18].map((at) => `  ${words.slice(at, at + 6).join(' ')}`);
}

/** `claviger show PLAN`: needs no workspace, so that a co-signer can read a plan on their own machine. */
export function show({ terminal }: Command, file: string): Outcome {
  const bytes = readInput(file, PLAN_BYTES);
  if (!bytes.ok) return failed(bytes.error);
  const statement = readStatement(bytes.value);
  if (!statement.ok) return failed(consoleError('bad-plan', `${file} is not a plan: ${statement.error}.`));
  const { plan: read, digest } = statement.value;
  const lines = showPlan(read);
  if (!lines.ok) return failed(consoleError('bad-plan', lines.error));
  return {
    exit: EXIT.done,
    json: { plan: read, digest, words: wordsOf(digest), lines: lines.value },
    text: shown(read, digest, terminal.columns).join('\n').trimEnd(),
  };
}
