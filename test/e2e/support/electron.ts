import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { hasDisplay } from '../../../main/hosts/choose-host.ts';
import { electronEnvironment } from '../../../main/hosts/electron/environment.ts';
import { electronBinary } from '../../../main/hosts/electron/locate.ts';
import { PAGES } from '../../../shared/contract/index.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const ENTRY = fileURLToPath(new URL('electron-entry.mjs', import.meta.url));

/** Why the console cannot be tried in Electron here; null when it can. */
export function whyNoElectron(): string | null {
  const binary = electronBinary(project);
  if (binary.kind === 'absent') return binary.why;
  return hasDisplay({ platform: process.platform, env: process.env }) ? null : 'there is no display';
}

/** Builds the application that is tried; takes some seconds. */
export function buildElectron(): void {
  const tool = join(project, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const args = [tool, 'build', '-c', 'electron.config.ts', '--logLevel', 'error'];
  execFileSync(process.execPath, args, {
    cwd: project,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, NODE_ENV: '' },
  });
}

/** Where a console's things are: given again, the same console is started anew. */
export interface Place {
  readonly home: string;
  readonly workspace: string;
}

/** The console in Electron, with what scenarios need of a console, whatever its host. */
export interface ElectronUnderTest {
  readonly place: Place;
  readonly app: ElectronApplication;
  /** The console's own window. */
  readonly page: Page;
  /** Everything the main process has said. */
  readonly log: readonly string[];
  /** The approval window that was opened last, once there is one. */
  approvalPage(): Promise<Page>;
  readonly close: () => Promise<void>;
  /** Ends the main process without asking it. */
  kill(): Promise<void>;
}

const open: ElectronUnderTest[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Starts the built application; it is closed after the test. */
export async function startElectronConsole(place: Place = newPlace()): Promise<ElectronUnderTest> {
  const isRoot = process.getuid?.() === 0;
  const app = await _electron.launch({
    args: [ENTRY],
    cwd: project,
    chromiumSandbox: !isRoot,
    env: { ...electronEnvironment(process.env), CLAVIGER_HOME: place.home, CLAVIGER_WORKSPACE: place.workspace },
  });
  const log: string[] = [];
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => log.push(text));
  }
  const ended = new Promise<void>((done) => {
    app.process().once('exit', () => {
      done();
    });
  });
  const page = await app.firstWindow();
  await page.waitForURL(`${PAGES.console}/**`);
  const started: ElectronUnderTest = {
    place,
    app,
    page,
    log,
    approvalPage: async () => {
      const last = (): Page | undefined => app.windows().findLast((one) => one.url().startsWith(`${PAGES.approval}/`));
      await expect.poll(() => last() !== undefined, { timeout: 30_000 }).toBe(true);
      return last()!;
    },
    close: async () => {
      if (app.process().exitCode === null && app.process().signalCode === null) await app.close();
      await ended;
    },
    kill: async () => {
      app.process().kill('SIGKILL');
      await ended;
    },
  };
  open.push(started);
  return started;
}

function newPlace(): Place {
  const folder = temporaryFolder();
  return { home: join(folder, 'home'), workspace: join(folder, 'workspace') };
}
