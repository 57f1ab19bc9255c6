import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { electronEnvironment } from './environment.ts';

/** Whether Electron can be started. `why` completes a sentence that begins with "because". */
export type ElectronBinary =
  { readonly kind: 'installed'; readonly path: string } | { readonly kind: 'absent'; readonly why: string };

/** What lies in the folder of the npm package `electron`. */
export interface PackageFolder {
  /** Absolute path of `node_modules/electron`. */
  readonly folder: string;
  /** Version in its package.json; null: the package is not there. */
  readonly version: string | null;
  /** Content of `path.txt`, which its installer writes last. */
  readonly pathFile: string | null;
  /** Content of `dist/version`. */
  readonly distVersion: string | null;
  readonly exists: (path: string) => boolean;
}

/** Decides from what lies in the package's folder. Never loads the package: loading it would begin a download. */
export function decide({ folder, version, pathFile, distVersion, exists }: PackageFolder): ElectronBinary {
  const absent = (why: string): ElectronBinary => ({ kind: 'absent', why });
  if (version === null) return absent('the npm package "electron" is not installed');
  if (pathFile === null || pathFile.trim() === '') return absent("Electron's program has not been downloaded");
  if (distVersion?.trim().replace(/^v/, '') !== version) {
    return absent(`Electron's program is not of version ${version}`);
  }
  const path = join(folder, 'dist', pathFile.trim());
  return exists(path) ? { kind: 'installed', path } : absent("Electron's program is missing from its folder");
}

/** Looks for the Electron binary of a project, without loading or downloading anything. */
export function electronBinary(projectFolder: string): ElectronBinary {
  const folder = join(projectFolder, 'node_modules', 'electron');
  return decide({
    folder,
    version: versionIn(join(folder, 'package.json')),
    pathFile: textOf(join(folder, 'path.txt')),
    distVersion: textOf(join(folder, 'dist', 'version')),
    exists: existsSync,
  });
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function versionIn(file: string): string | null {
  const text = textOf(file);
  const found: unknown = text === null ? null : JSON.parse(text);
  return typeof found === 'object' && found !== null && 'version' in found && typeof found.version === 'string'
    ? found.version
    : null;
}

/** How long a download may take. */
export const DOWNLOAD_MS = 60_000;

/** Where an installer runs and how it ends: true when it has ended well within its time. */
export type RunInstaller = (file: string, limitMs: number) => Promise<boolean>;

/**
 * Finds the binary, downloading it when it is absent: only when somebody asks for it, and not for longer than the limit.
 * The package's own installer does it, and checks what it gets against the digests that came with the package.
 */
export async function obtainElectron(
  projectFolder: string,
  run: RunInstaller = runInstaller,
  limitMs: number = DOWNLOAD_MS,
): Promise<ElectronBinary> {
  const found = electronBinary(projectFolder);
  const installer = join(projectFolder, 'node_modules', 'electron', 'install.js');
  if (found.kind === 'installed' || !existsSync(installer)) return found;
  if (await run(installer, limitMs)) return electronBinary(projectFolder);
  return { kind: 'absent', why: `${found.why}, and could not be` };
}

function runInstaller(file: string, limitMs: number): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [file], { stdio: 'ignore', timeout: limitMs, killSignal: 'SIGKILL' });
    child.on('error', () => {
      done(false);
    });
    child.on('close', (code) => {
      done(code === 0);
    });
  });
}

/** How the console is started in Electron. */
export interface ElectronStart {
  readonly binary: string;
  /** Folder of the project, or a file: what Electron runs. */
  readonly application: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Root cannot have Chromium's sandbox: it goes without, and then only Practice workspaces open. */
  readonly isRoot: boolean;
}

/** A command line with its environment. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The command that starts it. SECURITY: with a clean environment, and without core dumps, which would hold secrets. */
export function electronCommand({ binary, application, env, platform, isRoot }: ElectronStart): Command {
  const args = [...(isRoot && platform === 'linux' ? ['--no-sandbox'] : []), application];
  const clean = electronEnvironment(env);
  if (platform === 'win32') return { file: binary, args, env: clean };
  return { file: '/bin/sh', args: ['-c', 'ulimit -c 0; exec "$@"', 'claviger', binary, ...args], env: clean };
}

/** Starts the console in Electron and waits for its end. @returns the exit code */
export function startElectron(start: ElectronStart): Promise<number> {
  const { file, args, env } = electronCommand(start);
  return new Promise((done) => {
    const child = spawn(file, args, { stdio: 'inherit', env });
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, forward);
    child.on('error', () => {
      done(1);
    });
    child.on('close', (code) => {
      for (const signal of signals) process.off(signal, forward);
      done(code ?? 1);
    });
  });
}
