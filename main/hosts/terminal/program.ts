import { Command as Program, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { consoleError, EXIT } from '../../../shared/errors.ts';
import { applicationFolder, compose, thisMachine } from '../../compose.ts';
import { addCommands, type With } from './command-list.ts';
import { failed, type Command } from './desk.ts';
import { EXAMPLES } from './examples.ts';
import { hintFor } from './hint.ts';
import { processTerminal, type Outcome } from './output.ts';
import { describe } from './unexpected.ts';

/** Runs one command line and prints its outcome. @returns the exit code */
export async function runTerminal(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const outcome = await outcomeOf(args, json);
  const error = 'error' in outcome.json ? (outcome.json.error as { code: string; message: string }) : null;
  if (json) process.stdout.write(`${JSON.stringify(outcome.json)}\n`);
  else if (outcome.text !== '') process.stdout.write(outcome.raw === true ? outcome.text : `${outcome.text}\n`);
  const { paintSaid, say } = processTerminal(json);
  if (outcome.said !== undefined && !json) say(outcome.said);
  if (error !== null) say(`${paintSaid('red', error.code)}: ${error.message}`);
  return outcome.exit;
}

/** What parsing a command line leaves behind: what was printed, where it went wrong, what the command made of it. */
interface Parsing {
  outcome: Outcome | null;
  /** What commander would have printed: help or the version. */
  printed: string;
  /** The command that a usage error is about. */
  at: Program | null;
}

async function outcomeOf(args: readonly string[], json: boolean): Promise<Outcome> {
  const parsing: Parsing = { outcome: null, printed: '', at: null };
  const program = buildProgram(parsing);
  const stranger = args[0] === 'help' ? unknownName(program, args.slice(1)) : null;
  if (stranger !== null) return failed(consoleError('bad-usage', `There is no command "${stranger}".`));
  try {
    await program.parseAsync(helpAsOption(args), { from: 'user' });
  } catch (error) {
    return error instanceof CommanderError ? usageOutcome(error, parsing) : failed(describe(error, json));
  }
  return parsing.outcome ?? failed(consoleError('internal', 'The command has left nothing.'));
}

/** `help plan rotate` is `plan rotate --help`; commander itself looks at the first name only. */
function helpAsOption(args: readonly string[]): string[] {
  const [first, ...names] = args;
  return first === 'help' && names.some((name) => !name.startsWith('-')) ? [...names, '--help'] : [...args];
}

/** The first name after `help` that no command has. */
function unknownName(program: Program, names: readonly string[]): string | null {
  const [name] = names;
  if (name === undefined || name.startsWith('-')) return null;
  const command = program.commands.find((one) => one.name() === name);
  return command === undefined ? (name === 'help' ? null : name) : unknownName(command, names.slice(1));
}

function usageOutcome(error: CommanderError, { printed, at }: Parsing): Outcome {
  const text = printed.trimEnd();
  if (error.code === 'commander.version') return { exit: EXIT.done, json: { version: text }, text };
  if (error.exitCode === 0) return { exit: EXIT.done, json: { help: text }, text };
  const path = at === null ? [] : pathOf(at);
  const isGroup = error.code === 'commander.help';
  const what = isGroup
    ? `"${['claviger', ...path].join(' ')}" wants a command after it.`
    : error.message.replace(/^error: /, '').replace(/\.?$/, '.');
  const message = `${what} See "${['claviger help', ...path].join(' ')}".`;
  return { ...failed({ code: 'bad-usage', message }), ...(isGroup ? { said: `${text}\n` } : {}) };
}

/** The names that lead to a command, without the program's own. */
function pathOf(command: Program): readonly string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

/** The whole command line; `parsing` gets what the chosen command left. */
function buildProgram(parsing: Parsing): Program {
  const program = new Program('claviger')
    .description("The console of the people who keep an organisation's cryptographic keys.")
    .version(version())
    .option('--workspace <dir>', 'folder of the workspace (default: CLAVIGER_WORKSPACE, else the application folder)')
    .option('--json', 'print exactly one JSON document')
    .option('--confirm-clock', "this computer's clock is right although it is far ahead of the journal")
    .addHelpText('after', EXAMPLES);
  const with_: With = (work) => async () => {
    parsing.outcome = await work(commandOf(program));
  };
  addCommands(program, with_);
  for (const command of [program, ...everyCommand(program)]) listenTo(command, parsing);
  return program;
}

/** Nothing is printed and nothing ends while a command line is parsed: that is for whoever has the outcome. */
function listenTo(command: Program, parsing: Parsing): void {
  const keep = (text: string): void => {
    parsing.printed += text;
  };
  command.configureOutput({ writeOut: keep, writeErr: keep, outputError: () => undefined }).exitOverride((error) => {
    parsing.at = command;
    throw error;
  });
}

function everyCommand(program: Program): readonly Program[] {
  return program.commands.flatMap((command) => [command, ...everyCommand(command)]);
}

function commandOf(program: Program): Command {
  const options = program.opts<{ workspace?: string; json?: boolean; confirmClock?: boolean }>();
  const home = applicationFolder(process.env, process.platform);
  const terminal = processTerminal(options.json === true);
  const chosen = options.workspace ?? process.env['CLAVIGER_WORKSPACE'] ?? '';
  const folder = resolve(chosen === '' ? join(home, 'workspace') : chosen);
  return {
    home,
    terminal,
    version: version(),
    folder,
    hint: hintFor(chosen === '' ? null : folder),
    console: compose({
      ...thisMachine(home),
      progress: ({ text }) => {
        terminal.say(`  ${text}`);
      },
      clockConfirmed: options.confirmClock === true,
    }),
  };
}

/** The version that the package has. */
function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
