import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { consoleError, ERRORS, EXIT, type ConsoleError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { findPerson, mayAnswer, resumeAll, runPlan, signAnswer } from '../../../compose.ts';
import { failed, writing, type Command } from '../desk.ts';
import { readInput, writeOutput } from '../input.ts';
import type { Outcome, Terminal } from '../output.ts';
import { shown } from './plan.ts';
import { unlock } from './unlock.ts';

const PLAN_BYTES = 1_048_576;
const SIGNATURE_BYTES = 16_384;

type Packet = Parameters<typeof runPlan>[2][number];
type Report = Awaited<ReturnType<typeof runPlan>>;

/** `claviger sign PLAN --as NAME` */
export async function sign(
  command: Command,
  file: string,
  options: { as: string; request?: boolean; dissent?: boolean; reason?: string },
): Promise<Outcome> {
  if (options.request === true && options.dissent === true) {
    return failed(consoleError('bad-usage', 'A signature is either a request or a dissent.'));
  }
  if (options.dissent === true && options.reason === undefined) {
    return failed(consoleError('bad-usage', 'A dissent wants a reason: --reason "...".'));
  }
  const bytes = readInput(file, PLAN_BYTES);
  if (!bytes.ok) return failed(bytes.error);
  return writing(command, 'sign', async (desk) => {
    const { roster } = desk.workspace.authority;
    const person = findPerson(roster, options.as);
    if (person === null)
      return failed(consoleError('person-not-found', `Nobody in the roster is called "${options.as}".`));
    const answer =
      options.dissent === true
        ? ({ purpose: 'dissent', reason: options.reason ?? '' } as const)
        : ({ purpose: options.request === true ? 'request' : 'signoff' } as const);
    const statement = mayAnswer(desk.context, bytes.value, person, answer);
    if (!statement.ok) return failed(statement.error);
    for (const row of shown(statement.value.plan, statement.value.digest, command.terminal.columnsSaid))
      command.terminal.say(row);
    command.terminal.say(`You are about to sign this as ${person.name} (${answer.purpose}).`);
    const signer = await unlock(desk.workspace.layout, person, null);
    if (!signer.ok) return failed(signer.error);
    const signed = signAnswer(desk.context, statement.value, person, signer.value, answer);
    if (!signed.ok) return failed(signed.error);
    return written(file, person.id, answer.purpose, statement.value.digest, signed.value);
  });
}

function written(
  file: string,
  person: string,
  purpose: string,
  digest: string,
  signed: { readonly armored: string; readonly dissent: Uint8Array | null },
): Outcome {
  const stem = purpose === 'signoff' ? `${file}.${person}` : `${file}.${person}.${purpose}`;
  const signature = `${stem}.sig`;
  if (signed.dissent !== null) {
    const said = writeOutput(stem, signed.dissent);
    if (!said.ok) return failed(said.error);
  }
  const put = writeOutput(signature, signed.armored);
  if (!put.ok) return failed(put.error);
  return { exit: EXIT.done, json: { signature, person, purpose, digest }, text: `Written to ${signature}` };
}

/** `claviger run PLAN --signoff FILE ...` */
export async function run(command: Command, file: string, options: { signoff: readonly string[] }): Promise<Outcome> {
  const bytes = readInput(file, PLAN_BYTES);
  if (!bytes.ok) return failed(bytes.error);
  const packets: Packet[] = [];
  for (const name of options.signoff) {
    const packet = readPacket(name);
    if (!packet.ok) return failed(packet.error);
    packets.push(packet.value);
  }
  return writing(command, 'run', async (desk) =>
    outcomeOf(command.terminal, await runPlan(desk.context, bytes.value, packets)),
  );
}

/** A signature file; for a dissent with a reason the statement it signs stands beside it, as ssh-keygen leaves it. */
function readPacket(file: string): Result<Packet, ConsoleError> {
  const bytes = readInput(file, SIGNATURE_BYTES);
  if (!bytes.ok) return fail(bytes.error);
  const armored = Buffer.from(bytes.value).toString('latin1');
  const statement = file.endsWith('.dissent.sig') ? file.slice(0, -'.sig'.length) : null;
  if (statement === null || !existsSync(statement)) return ok({ label: basename(file), armored, dissent: null });
  const dissent = readInput(statement, SIGNATURE_BYTES);
  return dissent.ok ? ok({ label: basename(file), armored, dissent: dissent.value }) : fail(dissent.error);
}

/** `claviger resume` */
export async function resume(command: Command): Promise<Outcome> {
  return writing(command, 'resume', async (desk) => {
    const reports = await resumeAll(desk.context);
    const outcomes = reports.map((report) => outcomeOf(command.terminal, report));
    const last = outcomes.at(-1);
    if (last === undefined) {
      const json = { result: 'done', operation: null, steps: [], runs: [] };
      return { exit: EXIT.done, json, text: 'Nothing is open.' };
    }
    // Several open runs: the worst decides, so that a script does not overlook it.
    const exit = Math.max(...outcomes.map((one) => one.exit));
    const decisive = outcomes.find((one) => one.exit === exit) ?? last;
    return {
      exit,
      json: { ...decisive.json, runs: outcomes.map(({ json }) => json) },
      text: outcomes.map(({ text }) => text).join('\n'),
    };
  });
}

function outcomeOf(terminal: Terminal, report: Report): Outcome {
  const { result, operation, plan, steps, evidence, seats, error, signature } = report;
  const json = {
    result,
    operation,
    plan,
    steps,
    evidence,
    seats,
    ...(error === null ? {} : { error: { code: error.code, message: error.message } }),
    ...(signature === null ? {} : { signature }),
  };
  const rows = steps.map((step) => `  ${mark(terminal, step.result)} ${step.id} ${step.action}`);
  const head = `${operation ?? 'run'}: ${result}`;
  return { exit: exitOf(report), json, text: [head, ...rows].join('\n') };
}

function mark(terminal: Terminal, result: string): string {
  if (result === 'done') return terminal.paint('green', 'pass');
  return result === 'unknown' ? terminal.paint('red', 'open') : terminal.paint('yellow', '----');
}

function exitOf({ result, error }: Report): number {
  if (result === 'done') return EXIT.done;
  if (result === 'unknown') return EXIT.unknown;
  return error === null ? EXIT.failed : ERRORS[error.code].exit;
}
