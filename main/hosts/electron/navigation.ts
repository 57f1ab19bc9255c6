import { PAGES, type PageName } from '../../../shared/contract/index.ts';

/** Somewhere a frame wants to go. */
export interface Departure {
  readonly url: string;
  readonly isMainFrame: boolean;
}

/**
 * SECURITY: a window shows its own page and nothing else, ever. What is left of navigation is loading the page again.
 * @param page what the window was opened for; null for a window that main did not open
 */
export function mayNavigate(page: PageName | null, { url, isMainFrame }: Departure): boolean {
  return page !== null && isMainFrame && isAddressOf(page, url);
}

/** Whether a URL lies on the page's origin and carries neither name nor password. */
export function isAddressOf(page: PageName, url: string): boolean {
  if (!URL.canParse(url)) return false;
  // The origin of a `blob:` address is that of the page that made it: the scheme has to be looked at too.
  const { protocol, origin, username, password } = new URL(url);
  return protocol === 'https:' && origin === PAGES[page] && username === '' && password === '';
}

/** SECURITY: pages are served as they are: a redirect is nothing of ours. */
export const mayRedirect = (): boolean => false;

/** SECURITY: pages open no windows; main does. */
export const windowOpenAnswer = { action: 'deny' } as const;
