import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterEach } from 'vitest';
import type { Boundary, WindowHost } from '../../../main/compose.ts';
import { findBrowser, openKiosk, type Kiosk } from '../../../main/hosts/kiosk/index.ts';
import { openPages, type Pages } from '../../../main/interface/index.ts';
import { temporaryFolder } from '../../support/temporary.ts';

export const BUILT_PAGES = fileURLToPath(new URL('../../../dist/renderer', import.meta.url));

export interface ConsoleWish {
  /** The boundary behind the pages: the real one of `compose(...).openWindow`, or a test's own. */
  readonly connect: (host: WindowHost) => Boundary;
  /** Folder of the pages; the built ones by default. */
  readonly folder?: string;
  /** Pages of the test's own making, instead of those of a folder. */
  readonly pages?: Pages;
  /** Program to start instead of the browser that was found. */
  readonly browser?: string;
  /** With a window, for which there has to be a display. */
  readonly headless?: boolean;
}

/** The console, running in a real browser. */
export interface ConsoleUnderTest extends Kiosk {
  readonly console: Page;
  /** Where the browser's profile was made, and nothing else. */
  readonly profiles: string;
  /** What the host said by itself. */
  readonly log: readonly string[];
  /** What the console page's console complained about: violations of the policy, scripts that failed. */
  readonly complaints: readonly string[];
  /** Opens an approval window as main does. */
  readonly approval: () => Promise<{ readonly id: string; readonly page: Page }>;
}

const open: ConsoleUnderTest[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Path of the browser for tests. */
export function browserForTests(): string {
  const found = findBrowser({ install: false, say: () => undefined });
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}

export function pagesOf(folder: string = BUILT_PAGES): Pages {
  const pages = openPages(folder);
  if (!pages.ok) throw new Error(pages.error.message);
  return pages.value;
}

/** Keeps what a page complains about. */
export function listenToComplaints(page: Page): readonly string[] {
  const heard: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text());
  });
  page.on('pageerror', (error) => heard.push(error.message));
  return heard;
}

/** Opens the console in the kiosk, headless unless a window is asked for; it is closed after the test. */
export async function startConsole(wish: ConsoleWish): Promise<ConsoleUnderTest> {
  const profiles = temporaryFolder();
  const log: string[] = [];
  const opened = await openKiosk({
    pages: wish.pages ?? pagesOf(wish.folder),
    connect: wish.connect,
    headless: wish.headless ?? true,
    browser: wish.browser ?? browserForTests(),
    log: (line) => log.push(line),
    profiles,
  });
  if (!opened.ok) throw new Error(`${opened.error.message}\n${log.join('\n')}`);
  const kiosk = opened.value;
  const page = kiosk.view('w1')!;
  const started: ConsoleUnderTest = {
    ...kiosk,
    console: page,
    profiles,
    log,
    complaints: listenToComplaints(page),
    approval: async () => {
      const id = await kiosk.host.openApproval();
      return { id, page: kiosk.view(id)! };
    },
  };
  open.push(started);
  return started;
}
