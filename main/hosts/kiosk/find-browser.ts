import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, win32 } from 'node:path';
import { chromium } from 'playwright-core';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';

export interface BrowserWish {
  /** Whether one may be installed when there is none: `npm start` and `npm test` do. */
  readonly install: boolean;
  /** Told what is being done, for people. */
  readonly say: (line: string) => void;
}

/** What the decision rests on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  /** Whether there is a program at this path that may be started. */
  readonly isProgram: (path: string) => boolean;
  readonly root: boolean;
  readonly debian: boolean;
  /** Where Playwright keeps the browser it downloads. */
  readonly downloaded: string;
}

/** What to do for a browser. */
export type BrowserChoice =
  | { readonly kind: 'found'; readonly path: string }
  /** CLAVIGER_BROWSER names something that is not there: it is not replaced by something else in silence. */
  | { readonly kind: 'named-is-missing'; readonly path: string }
  /** There is none; these are the ways to one, the best first. */
  | { readonly kind: 'none'; readonly ways: readonly ('debian' | 'download')[] };

/** Takes the browser that was named, else an installed one, else the one Playwright has downloaded before. */
export function chooseBrowser(machine: Machine): BrowserChoice {
  const named = machine.env['CLAVIGER_BROWSER'];
  if (named !== undefined && named !== '') {
    return machine.isProgram(named) ? { kind: 'found', path: named } : { kind: 'named-is-missing', path: named };
  }
  const path = [...installedBrowsers(machine), machine.downloaded].find((candidate) => machine.isProgram(candidate));
  if (path !== undefined) return { kind: 'found', path };
  return { kind: 'none', ways: machine.root && machine.debian ? ['debian', 'download'] : ['download'] };
}

/** Where Chrome, Chromium and Edge are installed on each system. */
export function installedBrowsers({ platform, env, home }: Pick<Machine, 'platform' | 'env' | 'home'>): string[] {
  if (platform === 'win32') {
    // The launcher's environment has no PROGRAMFILES: the usual places are named as they are.
    const roots = ['C:\\Program Files', 'C:\\Program Files (x86)', env['LOCALAPPDATA'] ?? ''].filter((at) => at !== '');
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];
    return [...programs, 'Microsoft\\Edge\\Application\\msedge.exe'].flatMap((program) =>
      roots.map((root) => win32.join(root, program)),
    );
  }
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
      ['/Applications', join(home, 'Applications')].map((root) => `${root}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  // The programs themselves before the scripts that start them: Debian's adds flags of its own (extensions). Chromium
  // as a snap is left out: it may not have its profile where we make it.
  return [
    '/opt/google/chrome/chrome',
    '/usr/lib/chromium/chromium',
    '/usr/lib64/chromium-browser/chromium-browser',
    '/opt/microsoft/msedge/msedge',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/chromium',
    '/usr/bin/microsoft-edge-stable',
  ];
}

/** Finds a browser, or installs one where that is wanted and possible. */
export function findBrowser({ install, say }: BrowserWish): Result<string, ConsoleError> {
  const first = chooseBrowser(thisMachine());
  if (first.kind === 'found') return ok(first.path);
  if (first.kind === 'named-is-missing') {
    return fail(consoleError('browser-missing', `CLAVIGER_BROWSER names ${first.path}, which is not a program.`));
  }
  for (const way of install ? first.ways : []) {
    INSTALL[way](say);
    const now = chooseBrowser(thisMachine());
    if (now.kind === 'found') return ok(now.path);
  }
  return fail(consoleError('browser-missing', 'There is no Chromium, Chrome or Edge on this computer.'));
}

const INSTALL = {
  debian: (say: BrowserWish['say']): void => {
    say('No browser found; installing the package "chromium" with apt-get.');
    const apt = ['install', '-y', '--no-install-recommends', 'chromium'];
    if (run('apt-get', apt)) return;
    say(run('apt-get', ['update']) && run('apt-get', apt) ? 'Installed.' : 'apt-get could not install it.');
  },
  download: (say: BrowserWish['say']): void => {
    say('No browser found; downloading the one that Playwright brings.');
    const folder = dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'));
    const done = run(process.execPath, [join(folder, 'cli.js'), 'install', 'chromium', '--no-shell']);
    say(done ? 'Downloaded.' : 'It could not be downloaded.');
  },
} as const;

const PATIENCE_MS = 10 * 60_000;

/** Runs a program; what it says goes to stderr. @returns whether it ended well */
function run(program: string, args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, args, { stdio: ['ignore', 2, 2], env, timeout: PATIENCE_MS }).status === 0;
}

function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    isProgram,
    root: process.getuid?.() === 0,
    debian: existsSync('/etc/debian_version'),
    downloaded: chromium.executablePath(),
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
