import { fileURLToPath } from 'node:url';
import type { ConsoleError } from '../../../shared/errors.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { Console, OpenWindow } from '../../compose.ts';
import { openPages } from '../../interface/index.ts';
import { findBrowser } from './find-browser.ts';
import { openKiosk, type Kiosk } from './kiosk.ts';

export interface ShowWish {
  readonly console: Pick<Console, 'openWindow'>;
  /** The workspace to begin with; it need not be there yet. */
  readonly folder: string;
  readonly version: string;
  readonly headless: boolean;
  /** Whether a browser may be installed when there is none. */
  readonly install: boolean;
  /** For people. */
  readonly say: (line: string) => void;
}

/** The console in a browser's window. */
export interface ShownConsole {
  readonly kiosk: Kiosk;
  /** Resolves when the window is gone, what was under way is at a safe point and the workspace is closed. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** The built pages of this project. */
export const BUILT_PAGES = fileURLToPath(new URL('../../../dist/renderer/', import.meta.url));

/** Opens the console in a browser and wires its pages to main. */
export async function showConsole(wish: ShowWish): Promise<Result<ShownConsole, ConsoleError>> {
  const { console: main, folder, version, headless, install, say } = wish;
  const pages = openPages(BUILT_PAGES);
  if (!pages.ok) return pages;
  const browser = findBrowser({ install, say });
  if (!browser.ok) return browser;
  let opened: OpenWindow | null = null;
  const kiosk = await openKiosk({
    pages: pages.value,
    browser: browser.value,
    headless,
    log: say,
    connect: (host) => {
      opened = main.openWindow({ folder, host, version });
      return opened.boundary;
    },
  });
  const close = async (): Promise<void> => opened?.close();
  if (!kiosk.ok) {
    await close();
    return kiosk;
  }
  const closed = kiosk.value.closed.then(close);
  return ok({
    kiosk: kiosk.value,
    closed,
    close: async () => {
      await kiosk.value.close();
      await closed;
    },
  });
}
