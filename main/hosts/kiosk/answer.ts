import type { Request, Route } from 'playwright-core';
import { PAGE_ORIGINS, type Pages } from '../../interface/index.ts';
import { DOCUMENT_HEADER } from './documents.ts';
import { originOf, type OpenedWindow, type Windows } from './windows.ts';

/** Answers a request of the browser from the pages in memory, or ends it. Nothing goes on to a network. */
export async function answer(windows: Windows, pages: Pages, route: Route): Promise<void> {
  const request = route.request();
  const window = windowOf(windows, request);
  const served = window === null ? null : servedTo(window, pages, request);
  // "aborted" leaves a window with what it shows; any other word would show the browser's own page about an error.
  if (served === null) return route.abort('aborted');
  const { status, headers, body, document } = served;
  await route.fulfill({
    status,
    headers: document === null ? { ...headers } : { ...headers, [DOCUMENT_HEADER]: document },
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  });
}

function servedTo(window: OpenedWindow, pages: Pages, request: Request): ReturnType<Pages['respond']> | null {
  // SECURITY: a window shows the page it was opened for and nothing else, in its main frame and nowhere else; a
  // document is for looking at, never for an image or a script to take apart.
  if (originOf(request.url()) !== PAGE_ORIGINS[window.page]) return null;
  const opens = request.isNavigationRequest();
  if (opens && request.frame() !== window.view.mainFrame()) return null;
  const served = pages.respond({ url: request.url(), method: request.method() });
  return opens === (served.document !== null) ? served : null;
}

/** The window a request comes from; null when it comes from elsewhere (a page main did not open, a worker). */
function windowOf(windows: Windows, request: Request): OpenedWindow | null {
  try {
    return windows.of(request.frame().page()) ?? null;
  } catch {
    // There is no frame yet: a page that is only now being opened by somebody else.
    return null;
  }
}
