import type { Frame, Page } from 'playwright-core';
import type { PageName } from '../../../shared/contract/index.ts';
import type { Sender } from '../../compose.ts';
import type { ShownDocument } from './documents.ts';

/** A window that main opened. */
export interface OpenedWindow {
  readonly id: string;
  readonly page: PageName;
  readonly view: Page;
  readonly shown: ShownDocument;
}

/** The windows that main opened and that are still there. */
export interface Windows {
  add(page: PageName, view: Page, shown: ShownDocument): OpenedWindow;
  remove(window: OpenedWindow): void;
  byId(id: string): OpenedWindow | undefined;
  of(view: Page): OpenedWindow | undefined;
  all(): readonly OpenedWindow[];
}

export function trackWindows(): Windows {
  const windows = new Map<Page, OpenedWindow>();
  let last = 0;
  return {
    add: (page, view, shown) => {
      const window = { id: `w${++last}`, page, view, shown };
      windows.set(view, window);
      return window;
    },
    remove: (window) => void windows.delete(window.view),
    byId: (id) => [...windows.values()].find((window) => window.id === id),
    of: (view) => windows.get(view),
    all: () => [...windows.values()],
  };
}

/** The origin of an address as the boundary compares it: `null` for everything that is not https. */
export function originOf(url: string): string {
  if (!URL.canParse(url)) return 'null';
  // SECURITY: the URL class gives a blob: address the origin inside it; a document there was not served by main.
  const { protocol, origin } = new URL(url);
  return protocol === 'https:' ? origin : 'null';
}

/**
 * Who calls.
 * SECURITY: the binding exists in every frame of every page. Nothing here comes from the page: the frame and its
 * address are the browser's word, the rest is what main itself did.
 */
export function senderOf(windows: Windows, view: Page, frame: Frame): Sender {
  const window = windows.of(view);
  return {
    window: window?.id ?? 'unknown',
    page: window?.page ?? null,
    origin: originOf(frame.url()),
    isMainFrame: window !== undefined && frame === view.mainFrame(),
    document: window?.shown.token() ?? null,
  };
}
