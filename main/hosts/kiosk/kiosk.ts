import { tmpdir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { PageName } from '../../../shared/contract/index.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Boundary, WindowHost } from '../../compose.ts';
import { PAGE_ORIGINS, type Pages } from '../../interface/index.ts';
import { answer } from './answer.ts';
import { followDocuments } from './documents.ts';
import { browserEnvironment, launchOf, launchOptions } from './launch.ts';
import { print } from './print.ts';
import { makeProfile, removeProfile, sweepProfiles } from './profile.ts';
import { keepViews, type Views } from './views.ts';
import { senderOf, trackWindows, type OpenedWindow, type Windows } from './windows.ts';

export interface KioskWish {
  readonly pages: Pages;
  /** Makes the boundary that the pages talk to; it in turn asks this host for windows. */
  readonly connect: (host: WindowHost) => Boundary;
  readonly headless: boolean;
  /** Path of the browser, from `findBrowser`. */
  readonly browser: string;
  /** Told about what went wrong without anybody's call being concerned. */
  readonly log: (line: string) => void;
  /** Where the browser's profile is made; it is gone afterwards. The system's folder for temporary files by default. */
  readonly profiles?: string;
}

/** The console on a screen. */
export interface Kiosk {
  readonly host: WindowHost;
  /** The browser's pages: the drill on the real screens and the tests drive them. */
  readonly context: BrowserContext;
  /** The page of a window; undefined when it is gone. */
  view(window: string): Page | undefined;
  /** Resolves when the console's window is closed, the browser is gone and its profile with it. */
  readonly closed: Promise<void>;
  readonly close: () => Promise<void>;
}

const HEAD_START_MS = 60;
const APPROVAL_SIZE = { width: 820, height: 900 };
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Opens the console in a browser, over a pipe: no port is opened by anybody. */
export async function openKiosk(wish: KioskWish): Promise<Result<Kiosk, ConsoleError>> {
  // SECURITY: playwright-core reads this when it is loaded and then prints every message, passphrases too.
  if ((process.env['DEBUG'] ?? '') !== '') {
    return fail(consoleError('security-failed', 'The environment has the variable DEBUG, which prints every message.'));
  }
  const parent = wish.profiles ?? tmpdir();
  sweepProfiles(parent);
  const profile = makeProfile(parent);
  const root = process.getuid?.() === 0;
  try {
    const launching = launch(wish, profile, root);
    // The browser has a head start; main opens the workspace while it comes up.
    await Promise.race([launching, setTimeout(HEAD_START_MS)]);
    const ready = Promise.withResolvers<Ready>();
    const host = hostOf(ready.promise, wish.browser, root);
    const boundary = wish.connect(host);
    return ok(await present(wish, await launching, { profile, host, boundary, ready: ready.resolve }));
  } catch (error) {
    await removeProfile(profile);
    wish.log(`the browser could not be started: ${String(error)}`);
    return fail(consoleError('browser-failed', `The browser ${wish.browser} could not be started.`));
  }
}

async function launch({ browser, headless }: KioskWish, profile: string, root: boolean): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    ...launchOptions(launchOf({ headless, root }), browserEnvironment(process.env, profile)),
    executablePath: browser,
    headless,
    viewport: headless ? { width: 1280, height: 800 } : null,
    acceptDownloads: false,
    serviceWorkers: 'block',
    permissions: [],
  });
}

/** What the parts of an open kiosk share. */
interface Stage {
  readonly wish: KioskWish;
  readonly context: BrowserContext;
  readonly windows: Windows;
  readonly boundary: Boundary;
  /** Ends everything; called when the console's window is gone. */
  readonly close: () => Promise<void>;
}

/** What a host needs to open further windows; it is there once the browser is. */
interface Ready {
  readonly stage: Stage;
  readonly views: Views;
}

interface Prepared {
  readonly profile: string;
  readonly host: WindowHost;
  readonly boundary: Boundary;
  readonly ready: (ready: Ready) => void;
}

async function present(
  wish: KioskWish,
  context: BrowserContext,
  { profile, host, boundary, ready }: Prepared,
): Promise<Kiosk> {
  const windows = trackWindows();
  const [first] = context.pages();
  const browser = context.browser();
  if (first === undefined || browser === null) throw new Error('the browser came up without a page');
  const { closed, close } = ending(context, profile, wish.log);
  const stage: Stage = { wish, context, windows, boundary, close };
  const [session] = await Promise.all([
    browser.newBrowserCDPSession(),
    context.route('**/*', (route) => answer(windows, wish.pages, route).catch(() => undefined)),
    context.exposeBinding('claviger', ({ page, frame }, message: unknown) =>
      // A message that is not text is refused by the boundary like any other that it cannot read.
      boundary.receive(senderOf(windows, page, frame), typeof message === 'string' ? message : ''),
    ),
  ]);
  ready({ stage, views: keepViews(context, session, first, wish.headless) });
  await show(stage, 'console', first);
  return { host, context, view: (id) => windows.byId(id)?.view, closed, close };
}

function hostOf(ready: Promise<Ready>, browser: string, root: boolean): WindowHost {
  const viewOf = async (id: string): Promise<Page | undefined> => (await ready).stage.windows.byId(id)?.view;
  return {
    kind: 'kiosk',
    sandboxed: !root,
    browser,
    openApproval: async () => {
      const { stage, views } = await ready;
      return (await show(stage, 'approval', await views.openView(APPROVAL_SIZE))).id;
    },
    close: async (id) => (await viewOf(id))?.close(),
    focus: async (id) => (await viewOf(id))?.bringToFront(),
    pdf: async (html) => (await ready).views.behindTheScenes((view) => print(view, html)),
  };
}

/** Makes a page one of main's windows and shows in it what it was opened for. */
async function show(stage: Stage, page: PageName, view: Page): Promise<OpenedWindow> {
  const { context, windows, boundary } = stage;
  const home = `${PAGE_ORIGINS[page]}/`;
  const session = await context.newCDPSession(view);
  // SECURITY: whatever brought another document into this window (about:blank, an address the page made), it goes.
  const shown = await followDocuments(session, () => void view.goto(home).catch(() => undefined));
  const window = windows.add(page, view, shown);
  view.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
  view.on('crash', () => void view.close().catch(() => undefined));
  view.on('close', () => {
    windows.remove(window);
    boundary.closed(window.id);
    if (page === 'console') void stage.close();
  });
  await view.goto(home, { waitUntil: 'domcontentloaded' });
  // There is nothing to go back to: what the browser came up with is no page of the console.
  await session.send('Page.resetNavigationHistory');
  return window;
}

/** How it ends: once, whoever wishes it - the person, a signal, main, or the browser by itself. */
function ending(
  context: BrowserContext,
  profile: string,
  log: (line: string) => void,
): Pick<Kiosk, 'closed' | 'close'> {
  let gone = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const close = async (): Promise<void> => {
    await context.close().catch(() => undefined);
    return closed;
  };
  const onSignal = (): void => void close();
  for (const signal of SIGNALS) process.once(signal, onSignal);
  const cleanUp = async (): Promise<void> => {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    // The browser has said goodbye; this waits until its process has ended.
    await context.close().catch(() => undefined);
    await removeProfile(profile).catch((error: unknown) => {
      log(`the browser's profile could not be removed: ${String(error)}`);
    });
    gone();
  };
  context.once('close', () => void cleanUp());
  return { closed, close };
}
