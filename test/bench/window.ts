import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { compose, SAMPLE_PASSPHRASE, thisMachine, type Console, type OpenWindow } from '../../main/compose.ts';
import { BUILT_PAGES, findBrowser, openKiosk, type Kiosk } from '../../main/hosts/kiosk/index.ts';
import { browserEnvironment, launchOf, launchOptions } from '../../main/hosts/kiosk/launch.ts';
import { openPages } from '../../main/interface/index.ts';
import { unwrap } from '../support/unwrap.ts';

/** Where a console's things are. */
export interface Place {
  readonly home: string;
  readonly workspace: string;
}

/** The whole console in a headless browser. */
export interface WindowUnderMeasurement {
  readonly page: Page;
  readonly kiosk: Kiosk;
  close(): Promise<void>;
}

function consoleOf({ home }: Place): Console {
  return compose(thisMachine(home));
}

/** A sample workspace to open windows on. */
export function sampleIn(folder: string): Place {
  const place = { home: join(folder, 'home'), workspace: join(folder, 'workspace') };
  if (existsSync(place.workspace)) return place;
  const wish = { folder: place.workspace, sample: true, people: null, passphraseFor: () => SAMPLE_PASSPHRASE };
  unwrap(consoleOf(place).init(wish));
  return place;
}

/** The browser for measurements: one that is here already. */
export function browserHere(): string {
  return unwrap(findBrowser({ install: false, say: () => undefined }));
}

/** Opens the console as the kiosk does. */
export async function openConsole(place: Place, browser: string): Promise<WindowUnderMeasurement> {
  let opened: OpenWindow | null = null;
  const kiosk = unwrap(
    await openKiosk({
      pages: unwrap(openPages(BUILT_PAGES)),
      browser,
      headless: true,
      log: (line) => void process.stderr.write(`${line}\n`),
      connect: (host) => {
        opened = consoleOf(place).openWindow({ folder: place.workspace, host, version: '0.0.0-bench' });
        return opened.boundary;
      },
    }),
  );
  const page = kiosk.view('w1');
  if (page === undefined) throw new Error('the console has no window');
  return {
    page,
    kiosk,
    close: async () => {
      await kiosk.close();
      await opened?.close();
    },
  };
}

/** The barest window of the same browser, started the same way: a heading and nothing else. */
export async function openBare(folder: string, browser: string): Promise<Omit<WindowUnderMeasurement, 'kiosk'>> {
  const profile = mkdtempSync(join(folder, 'bare-'));
  const launch = launchOf({ headless: true, root: process.getuid?.() === 0 });
  const context = await chromium.launchPersistentContext(profile, {
    ...launchOptions(launch, browserEnvironment(process.env, profile)),
    executablePath: browser,
    headless: true,
    viewport: { width: 1280, height: 800 },
  });
  const [page] = context.pages();
  if (page === undefined) throw new Error('the browser came up without a page');
  await page.goto('data:text/html,<title>Bare</title><h1>Overview</h1><a href="%23">Keys</a>');
  return {
    page,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

/** Resolves when a screen can be used: its heading is there, and a link of it could be clicked. */
export async function usable(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Keys', exact: true }).first().click({ trial: true });
}
