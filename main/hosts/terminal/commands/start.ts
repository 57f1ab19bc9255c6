import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../../../../shared/errors.ts';
import type { ScreensDrillReport } from '../../../compose.ts';
import { chooseHost, hasDisplay } from '../../choose-host.ts';
import { electronBinary, obtainElectron, startElectron, type ElectronBinary } from '../../electron/locate.ts';
import { failed, type Command } from '../desk.ts';
import { hintFor } from '../hint.ts';
import { table, type Outcome } from '../output.ts';

// SECURITY: the browser's driver is loaded only where a browser is wanted.
const kiosk = () => import('../../kiosk/index.ts');

const PROJECT = fileURLToPath(new URL('../../../../', import.meta.url));

/** `claviger start`: the console on this machine's screen; without one, the drill through the real screens. */
export async function start(command: Command): Promise<Outcome> {
  const machine = { platform: process.platform, env: process.env };
  const electron = hasDisplay(machine) ? await readyElectron(command) : ABSENT;
  const electronAbsent = electron.kind === 'absent' ? electron.why : null;
  const choice = chooseHost({ ...machine, electronAbsent });
  command.terminal.say(choice.why);
  switch (choice.host) {
    case 'electron':
      return inElectron(command, electron.kind === 'installed' ? electron.path : '');
    case 'kiosk':
      return inKiosk(command);
    case 'drill':
      return drillOnFreshWorkspace(command);
  }
}

const ABSENT: ElectronBinary = { kind: 'absent', why: 'there is no display' };

/** Electron's program, fetched where it is missing and can be had, and the application built for it. */
async function readyElectron({ terminal }: Command): Promise<ElectronBinary> {
  if (electronBinary(PROJECT).kind === 'absent') {
    terminal.say('Electron is not here yet; trying to fetch it, for a minute at most.');
  }
  const found = await obtainElectron(PROJECT);
  if (found.kind === 'absent' || buildForElectron()) return found;
  return { kind: 'absent', why: 'the application could not be built for Electron (see above)' };
}

function buildForElectron(): boolean {
  const tool = join(PROJECT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const args = [tool, 'build', '-c', 'electron.config.ts', '--logLevel', 'error'];
  return spawnSync(process.execPath, args, { cwd: PROJECT, stdio: ['ignore', 2, 2] }).status === 0;
}

async function inElectron({ folder }: Command, binary: string): Promise<Outcome> {
  const code = await startElectron({
    binary,
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
