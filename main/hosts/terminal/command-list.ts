import { Option, type Command as Program } from 'commander';
import { ENVIRONMENTS, type Environment } from '../../../shared/policy.ts';
import { drillRotation, health } from './commands/drill.ts';
import { genesisAccept, genesisShow } from './commands/genesis.ts';
import { init } from './commands/init.ts';
import { journalCheckpoint, journalExport, journalSearch, journalVerify } from './commands/journal.ts';
import { keys, keysShow } from './commands/keys.ts';
import { peopleAllowedSigners, peopleList } from './commands/people.ts';
import { planPeople, type PeopleOptions } from './commands/plan-people.ts';
import { planCreate, planRotate, show, type PlanOptions } from './commands/plan.ts';
import { resume, run, sign } from './commands/run.ts';
import { drillRotationOnScreens, start } from './commands/start.ts';
import type { Command } from './desk.ts';
import { collect, count, days, duration, KINDS } from './option-values.ts';
import type { Outcome } from './output.ts';

/** Makes the work of a command what is done when the command is chosen. */
export type With = (work: (command: Command) => Promise<Outcome> | Outcome) => () => Promise<void>;

/** Everything that can be typed: commands, what they take, and a line of help for each. */
export function addCommands(program: Program, with_: With): void {
  addWorkspace(program, with_);
  addKeys(program, with_);
  addPlan(program, with_);
  addRun(program, with_);
  addJournal(program, with_);
  addDrills(program, with_);
}

function addWorkspace(program: Program, with_: With): void {
  const initCommand = program
    .command('init')
    .description('make a workspace')
    .option('--sample', 'fill Practice vaults in all three environments with a believable estate')
    .option(
      '--people <file>',
      'first roster: [{"name", "id" (optional), "roles": [], "publicKeys": []}] (without it: made-up people)',
    );
  initCommand.action(async () => with_((command) => init(command, initCommand.opts()))());
  const people = program.command('people').description('the roster');
  people.command('list').description('who is in it, with roles and keys').action(with_(peopleList));
  people
    .command('allowed-signers')
    .description('print it as an OpenSSH allowed_signers file')
    .action(with_(peopleAllowedSigners));
  const genesis = program.command('genesis').description('the first entry, which everybody accepts with a signature');
  const showing = genesis
    .command('show')
    .description('show it; write its exact bytes')
    .option('--out <file>', 'where to write the bytes to sign');
  showing.action(async () => with_((command) => genesisShow(command, showing.opts()))());
  const accepting = genesis
    .command('accept')
    .description("take in a person's acceptance")
    .option('--signature <file>', 'signature made with ssh-keygen -Y sign -n claviger-accept-v1')
    .option('--as <name>', 'sign here, with the key that the console holds for this person');
  accepting.action(async () => with_((command) => genesisAccept(command, accepting.opts()))());
}

const environmentOption = (): Option =>
  new Option('--environment <name>', 'practice, staging or production').choices(ENVIRONMENTS);

function addKeys(program: Program, with_: With): void {
  const list = program
    .command('keys')
    .description('the inventory: keys with state, version, owner and when they are due');
  list.addOption(environmentOption());
  const environment = (): Environment | null => list.opts<{ environment?: Environment }>().environment ?? null;
  list.action(async () => with_((command) => keys(command, environment()))());
  const showing = list
    .command('show')
    .description('one key with versions, dependants and history')
    .argument('<key>', 'alias, id or full name');
  showing.addOption(environmentOption());
  showing.action(async (name: string) => {
    const own = showing.opts<{ environment?: Environment }>().environment ?? environment();
    await with_((command) => keysShow(command, name, own))();
  });
}

function planCommand(plan: Program, name: string, description: string): Program {
  return asking(plan, name, description).addOption(environmentOption().makeOptionMandatory());
}

/** A command that plans something. */
function asking(plan: Program, name: string, description: string): Program {
  return plan
    .command(name)
    .description(description)
    .requiredOption('--as <name>', 'who asks for it (name or id in the roster)')
    .requiredOption('--ticket <id>', 'change ticket, for example CHG-4711')
    .requiredOption('--reason <text>', 'why, in a sentence; no secrets')
    .option(
      '--valid-for <duration>',
      'how long the plan may wait for signatures: 90s, 30m, 24h, 7d',
      duration,
      86_400_000,
    )
    .option('--out <file>', 'where to write the plan: exactly the bytes to sign');
}

function addPlan(program: Program, with_: With): void {
  const plan = program
    .command('plan')
    .description('dry run: work out exactly what would be done, and write the statement to sign');
  const rotate = planCommand(plan, 'rotate', 'a new version of a key, or a new key in its place').requiredOption(
    '--key <key>',
    'alias, id or full name',
  );
  rotate.action(async () => with_((command) => planRotate(command, rotate.opts<PlanOptions & { key: string }>()))());
  const create = planCommand(plan, 'create', 'a new master key under a new alias')
    .requiredOption('--key <alias>', 'alias of the new key')
    .requiredOption('--owner <who>', 'who answers for the key')
    .requiredOption('--description <text>', 'what it is for')
    .addOption(new Option('--kind <spec>', 'kind of key').choices(KINDS).default('SYMMETRIC_DEFAULT'))
    .option('--automatic-days <days>', 'rotate automatically every so many days', days);
  create.action(async () => with_((command) => planCreate(command, create.opts<Parameters<typeof planCreate>[1]>()))());
  const people = asking(plan, 'people', 'add a person to the roster, or remove one')
    .option('--add <file>', 'the person to add: {"name", "roles": [], "publicKeys": []}')
    .option('--voucher <name>', 'who of the roster vouches that this is the person (with --add)')
    .option('--proof <file>', 'signature of the new person by their key; give it once for each key', collect, [])
    .option('--enrolment-out <file>', 'where to write what the new person signs (without --proof)')
    .option('--remove <name>', 'the person to remove');
  people.action(async () => with_((command) => planPeople(command, people.opts<PeopleOptions>()))());
  program
    .command('show')
    .description('show a plan file with every field, its digest and its words; needs no workspace')
    .argument('<plan>', 'plan file')
    .action(async (file: string) => with_((command) => show(command, file))());
}

function addRun(program: Program, with_: With): void {
  const signing = program
    .command('sign')
    .description('sign a plan with the key that the console holds for a person')
    .argument('<plan>', 'plan file')
    .requiredOption('--as <name>', 'who signs')
    .option('--request', 'sign as the requester')
    .option('--dissent', 'say no, on the record')
    .option('--reason <text>', 'why not (with --dissent)');
  signing.action(async (file: string) => with_((command) => sign(command, file, signing.opts()))());
  const running = program
    .command('run')
    .description('check the quorum, execute the plan, verify by reading back')
    .argument('<plan>', 'plan file')
    .argument('[signatures...]', 'more signature files')
    .option('--signoff <file>', 'signature file; give it once for each', collect, []);
  running.action(async (file: string, more: readonly string[]) => {
    const { signoff } = running.opts<{ signoff: readonly string[] }>();
    await with_((command) => run(command, file, { signoff: [...signoff, ...more] }))();
  });
  program.command('resume').description('settle and finish whatever an interruption left open').action(with_(resume));
}

function addJournal(program: Program, with_: With): void {
  const journal = program.command('journal').description('the record that proves itself');
  const verifying = journal
    .command('verify')
    .description('check integrity, authorisation and anchoring; name the first bad entry')
    .option('--against <file>', 'a checkpoint kept earlier; give it once for each', collect, [])
    .option('--witness <vkey>', 'verifier key of a witness whose cosignature counts', collect, [])
    .option('--export <file>', 'verify an exported file instead of the workspace');
  verifying.action(async () => with_((command) => journalVerify(command, verifying.opts()))());
  const searching = journal
    .command('search')
    .description('find entries by text, newest first')
    .argument('<text>')
    .option('--limit <count>', 'at most so many', count, 50);
  searching.action(async (text: string) => with_((command) => journalSearch(command, text, searching.opts()))());
  const exporting = journal
    .command('export')
    .description('write the journal to a file that can be verified without the workspace')
    .argument('<file>')
    .option('--entry <seq>', 'only a proof that this entry is in the journal (tlog-proof)', count);
  exporting.action(async (file: string) => with_((command) => journalExport(command, file, exporting.opts()))());
  const checkpoint = journal
    .command('checkpoint')
    .description('print the signed head; keep it somewhere else')
    .option('--out <file>', 'also write it to a file');
  checkpoint.action(async () => with_((command) => journalCheckpoint(command, checkpoint.opts()))());
}

function addDrills(program: Program, with_: With): void {
  const drill = program
    .command('drill')
    .description('a whole procedure on the Practice vault with made-up people, timed');
  const rotation = drill
    .command('rotation')
    .description('plan, approve, rotate, verify')
    .option('--screens', 'walk through the real screens in a browser; leaves pictures, the transcript as page and PDF');
  rotation.action(async () => {
    const { screens } = rotation.opts<{ screens?: boolean }>();
    await with_(screens === true ? drillRotationOnScreens : drillRotation)();
  });
  program.command('health').description('exit 0 healthy, 10 degraded, 11 unhealthy').action(with_(health));
  program
    .command('start')
    .description('open the console in a window; without a display, walk the rotation drill through the real screens')
    .action(with_(start));
}
