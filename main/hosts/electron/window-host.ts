import { BrowserWindow, nativeTheme, session, type Session } from 'electron';
import { PAGES, type PageName } from '../../../shared/contract/index.ts';
import type { WindowHost } from '../../compose.ts';
import type { Pages } from '../../interface/index.ts';
import type { Printer } from './pdf.ts';
import { pageHandler } from './protocol.ts';
import { isDeveloperTools, mayRequest, type Outgoing } from './requests.ts';
import type { Partitions, WindowBook } from './window-book.ts';
import { backgroundFor, windowOptions } from './window-options.ts';
import { closeSession } from './window-session.ts';

/** What windows are made of. */
export interface WindowParts {
  readonly pages: Pages;
  readonly book: WindowBook;
  readonly partitions: Partitions;
  readonly print: Printer;
  readonly isPackaged: boolean;
  /** Whether Chromium's sandbox is on. */
  readonly sandboxed: boolean;
  /** Absolute path of a page's preload. */
  preload(page: PageName): string;
  readonly icon: string | null;
  /** A window is gone. */
  closed(window: string): void;
}

/** The host's windows: what the boundary asks for, and the console's own. */
export interface ElectronWindows extends WindowHost {
  openConsole(): Promise<BrowserWindow>;
}

/** Sessions last as long as the application; each knows the window that uses it now. */
interface Slot {
  readonly session: Session;
  contents: number;
}

export function electronWindows(parts: WindowParts): ElectronWindows {
  const windows = new Map<string, BrowserWindow>();
  const open = opener(parts, windows);
  nativeTheme.on('updated', () => {
    for (const window of windows.values()) window.setBackgroundColor(backgroundFor(nativeTheme.shouldUseDarkColors));
  });
  return {
    kind: 'electron',
    sandboxed: parts.sandboxed,
    browser: null,
    openConsole: () => open('console'),
    openApproval: async () => String((await open('approval')).webContents.id),
    close: async (window) => {
      windows.get(window)?.destroy();
    },
    focus: async (window) => {
      const found = windows.get(window);
      if (found?.isMinimized() === true) found.restore();
      found?.focus();
    },
    pdf: (html) => parts.print(html),
  };
}

/** Opens windows, each in a session that no other window has at that time. */
function opener(parts: WindowParts, windows: Map<string, BrowserWindow>): (page: PageName) => Promise<BrowserWindow> {
  const slots = new Map<string, Slot>();
  return async (page) => {
    const partition = parts.partitions.take(page);
    const slot = await slotFor(parts, slots, partition, page);
    const { isPackaged, icon } = parts;
    const preload = parts.preload(page);
    const isDark = nativeTheme.shouldUseDarkColors;
    const window = new BrowserWindow(windowOptions({ page, preload, partition, isDark, isPackaged, icon }));
    const { id } = window.webContents;
    slot.contents = id;
    parts.book.opened(id, page);
    windows.set(String(id), window);
    window.once('ready-to-show', () => {
      window.show();
    });
    window.once('closed', () => {
      windows.delete(String(id));
      parts.book.closed(id);
      parts.partitions.giveBack(partition);
      parts.closed(String(id));
    });
    try {
      await window.loadURL(`${PAGES[page]}/`);
    } catch (error) {
      if (!window.isDestroyed()) window.destroy();
      throw error;
    }
    return window;
  };
}

async function slotFor(
  { pages, book, isPackaged }: WindowParts,
  slots: Map<string, Slot>,
  partition: string,
  page: PageName,
): Promise<Slot> {
  const found = slots.get(partition);
  if (found !== undefined) {
    await found.session.clearData();
    return found;
  }
  const slot: Slot = { session: session.fromPartition(partition, { cache: false }), contents: -1 };
  slots.set(partition, slot);
  const passes = (request: Outgoing) => mayRequest(page, request) || (!isPackaged && isDeveloperTools(request.url));
  await closeSession(slot.session, { page, mayRequest: passes });
  slot.session.protocol.handle(
    'https',
    pageHandler(page, pages, (token) => {
      book.served(slot.contents, token);
    }),
  );
  return slot;
}
