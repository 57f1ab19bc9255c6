import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../../../../shared/errors.ts';
import type { ScreensDrillReport } from '../../../compose.ts';
import { chooseHost, hasDisplay } from '../../choose-host.ts';
import { obtainElectron, startElectron } from '../../electron/locate.ts';
import { failed, type Command } from '../desk.ts';
import { hintFor } from '../hint.ts';
import { table, type Outcome } from '../output.ts';

// SECURITY: the browser's driver is loaded only where a browser is wanted.
const kiosk = () => import('../../kiosk/index.ts');

const PROJECT = fileURLToPath(new URL('../../../../', import.meta.url));
/** What Electron runs: the project once it is built for it. */
const BUILT_FOR_ELECTRON = join(PROJECT, 'dist', 'main');

/** `claviger start`: the console on this machine's screen; without one, the drill through the real screens. */
export async function start(command: Command): Promise<Outcome> {
  const machine = { platform: process.platform, env: process.env };
  const choice = chooseHost({ ...machine, electronAbsent: hasDisplay(machine) ? await electronAbsent(command) : null });
  command.terminal.say(choice.why);
  switch (choice.host) {
    case 'electron':
      return inElectron(command);
    case 'kiosk':
      return inKiosk(command);
    case 'drill':
      return drillOnFreshWorkspace(command);
  }
}

/** Looks for Electron's program and fetches it where that is possible. @returns why it cannot be used, or null */
async function electronAbsent({ terminal }: Command): Promise<string | null> {
  if (!existsSync(BUILT_FOR_ELECTRON)) return 'the Electron application is not built here ("npm run build:electron")';
  terminal.say('Looking for Electron; where it is missing it is fetched, which takes a minute at most.');
  const found = await obtainElectron(PROJECT);
  return found.kind === 'installed' ? null : found.why;
}

async function inElectron({ folder }: Command): Promise<Outcome> {
  const found = await obtainElectron(PROJECT);
  if (found.kind === 'absent') return ended(EXIT.failed);
  const code = await startElectron({
    binary: found.path,
    application: PROJECT,
    env: { ...process.env, CLAVIGER_WORKSPACE: folder },
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
  });
  return ended(code === 0 ? EXIT.done : EXIT.failed);
}

async function inKiosk(command: Command): Promise<Outcome> {
  const { showConsole } = await kiosk();
  const { console: main, folder, version, terminal } = command;
  const say = (line: string): void => {
    terminal.say(line);
  };
  const shown = await showConsole({ console: main, folder, version, headless: false, install: true, say });
  if (!shown.ok) return failed(shown.error);
  await shown.value.closed;
  return ended(EXIT.done);
}

function ended(exit: Outcome['exit']): Outcome {
  return { exit, json: { ended: true }, text: exit === EXIT.done ? 'The console is closed.' : '' };
}

async function drillOnFreshWorkspace(command: Command): Promise<Outcome> {
  const folder = join(command.home, 'drills', new Date().toISOString().replace(/[:.]/g, '-'));
  command.terminal.say(`A fresh sample workspace: ${folder}`);
  const made = command.console.makePractice(folder);
  if (!made.ok) return failed(made.error);
  const hint = hintFor(folder);
  const outcome = await drillRotationOnScreens({ ...command, folder, hint });
  return { ...outcome, text: `${outcome.text}\n\nGo on with it:\n  ${hint('keys')}\n  ${hint('journal verify')}` };
}

/** `claviger drill rotation --screens` */
export async function drillRotationOnScreens(command: Command): Promise<Outcome> {
  const { drillOnScreens } = await kiosk();
  const { console: main, folder, version, terminal } = command;
  const report = await drillOnScreens({
    console: main,
    folder,
    version,
    headless: true,
    install: true,
    monotonic: () => performance.now(),
    say: (line) => {
      terminal.say(line);
    },
  });
  return report.ok ? drilled(report.value) : failed(report.error);
}

function drilled({ error, ...report }: ScreensDrillReport): Outcome {
  const { files } = report;
  const rows = [
    ['result', report.result],
    ['key', `${report.key.name}, version ${report.key.fromVersion} -> ${report.key.toVersion ?? 'unchanged'}`],
    ['signers', report.signers.map(({ name, role }) => `${name} (${role})`).join(', ')],
    ['plan', report.digest],
    ['journal', `${report.journal.size} entries, root ${report.journal.root}`],
    ['time', `${report.elapsedMs} ms`],
    ['pictures', `${files.pictures.length} in ${files.folder}`],
    ['transcript', files.transcript],
    ...(files.pdf === null ? [] : [['transcript, PDF', files.pdf]]),
    ['journal file', files.journal],
    ...(error === null ? [] : [['error', `${error.code}: ${error.message}`]]),
  ];
  return {
    exit: report.result === 'passed' ? EXIT.done : EXIT.failed,
    json: { ...report, ...(error === null ? {} : { error }) },
    text: table(['ROTATION DRILL ON THE REAL SCREENS', ''], rows),
  };
}
