import { url } from 'node:inspector';
import { SAFEGUARDS, type Safeguard } from '../../security/index.ts';
import { refusedSwitch } from './command-line.ts';
import { mayReachElectron } from './environment.ts';

/** What the safeguards look at; a test gives its own. */
export interface ElectronProcess {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly isRoot: boolean;
  /** Address of an open debugger port. */
  readonly debuggerUrl: () => string | undefined;
  /** Puts a listener where SIGUSR1 would open a debugger port. */
  readonly takeSignal: () => void;
  /** What every object inherits from. */
  readonly everyObject: object;
}

/** This process. */
export function thisProcess(): ElectronProcess {
  return {
    argv: process.argv,
    env: process.env,
    isRoot: process.platform === 'linux' && process.getuid?.() === 0,
    debuggerUrl: url,
    takeSignal: () => {
      if (process.platform !== 'win32') process.on('SIGUSR1', () => undefined);
    },
    everyObject: Object.prototype,
  };
}

/**
 * SECURITY: a packaged application is started by the desktop, with whatever the desktop has in its environment: it is
 * cleaned here instead of refused. What the loader of the operating system reads was read before; see the fuses for
 * what Electron itself would read.
 */
const environmentCleaned = ({ env, isRoot }: ElectronProcess): Safeguard => ({
  name: 'environment',
  install: () => {
    const isUnwalled = env['ELECTRON_DISABLE_SANDBOX'] !== undefined && !isRoot;
    if (isUnwalled) return 'ELECTRON_DISABLE_SANDBOX takes the sandbox away';
    for (const name of Object.keys(env)) if (!mayReachElectron(name)) Reflect.deleteProperty(env, name);
    const left = Object.keys(env).find((name) => !mayReachElectron(name));
    return left === undefined ? null : `the variable ${left} could not be removed`;
  },
});

/** SECURITY: no debugger is attached, and SIGUSR1 opens none. */
const debuggerShut = ({ debuggerUrl, takeSignal }: ElectronProcess): Safeguard => ({
  name: 'debugger',
  install: () => {
    takeSignal();
    return debuggerUrl() === undefined ? null : 'a debugger port is open';
  },
});

const commandLineClean = ({ argv, isRoot }: ElectronProcess): Safeguard => ({
  name: 'command-line',
  install: () => {
    const found = refusedSwitch(argv, isRoot);
    return found === null ? null : `${found} is on the command line`;
  },
});

/** SECURITY: Electron cannot be started with `--disable-proto`; the accessor is taken away here, for the same effect. */
const accessorRemoved = ({ everyObject }: ElectronProcess): Safeguard => ({
  name: 'prototype-accessor',
  install: () => (Reflect.deleteProperty(everyObject, '__proto__') ? null : 'objects keep their __proto__'),
});

// These two ask for what only the launcher for Node.js can give.
const REPLACED = new Set(['environment', 'debugger']);

/** Everything that must be in force before the Electron host does anything: the house's safeguards, as Electron has them. */
export function electronSafeguards(of: ElectronProcess = thisProcess()): readonly Safeguard[] {
  return [
    environmentCleaned(of),
    debuggerShut(of),
    commandLineClean(of),
    accessorRemoved(of),
    ...SAFEGUARDS.filter(({ name }) => !REPLACED.has(name)),
  ];
}
