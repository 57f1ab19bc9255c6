import type { OnBeforeRequestListenerDetails } from 'electron';
import type { PageName } from '../../../shared/contract/index.ts';
import { isAddressOf } from './navigation.ts';
import { PRINT_URL } from './protocol.ts';

/** A request before it leaves, as Electron tells of it. */
export type Outgoing = Pick<OnBeforeRequestListenerDetails, 'url' | 'method' | 'resourceType'>;

// What a page is made of. Not in it: frames, fetch and XMLHttpRequest, WebSockets, pings, reports, media, plug-ins.
const PARTS = new Set<Outgoing['resourceType']>(['mainFrame', 'stylesheet', 'script', 'image', 'font']);

/**
 * SECURITY: what a page may ask for: parts of itself, from its own origin, by GET. Everything else is refused before it
 * reaches a handler or the network: http, ws, wss, ftp, file, other hosts, the other page.
 * @param page what the session serves
 */
export function mayRequest(page: PageName, { url, method, resourceType }: Outgoing): boolean {
  if (method !== 'GET' || !PARTS.has(resourceType) || !isAddressOf(page, url)) return false;
  // A document is asked for by the window itself only: each gets a token, and the last one served is what counts.
  return (resourceType === 'mainFrame') !== new URL(url).pathname.startsWith('/assets/');
}

/** SECURITY: a document to be printed is loaded once, and nothing with it. */
export function mayRequestForPrint({ url, method, resourceType }: Outgoing): boolean {
  return method === 'GET' && resourceType === 'mainFrame' && url === PRINT_URL;
}

/** What Chromium's developer tools are made of. They come with Electron and are off in the packaged application. */
export function isDeveloperTools(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'devtools:';
}
