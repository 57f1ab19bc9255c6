import { PAGES, type PageName } from '../../shared/contract/index.ts';
import { documentHeaders, plainHeaders } from './headers.ts';

/** A request as the host saw it. */
export interface Asked {
  readonly url: string;
  readonly method: string;
}

/** The answer to a request; what is not served is answered with 404 or 405 and nothing in it. */
export interface Served {
  readonly status: 200 | 404 | 405;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The token put into the document that this answer is; null when it is not a document. */
  readonly document: string | null;
}

/** What one page consists of, read into memory. */
export interface Bundle {
  /** The document's text, with the places for nonce and token still open. */
  readonly html: string;
  /** By path, as it stands in an address. */
  readonly assets: ReadonlyMap<string, Asset>;
}
export interface Asset {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Where a document gets its nonce for styles and its token for calls. */
export const PLACES = { nonce: '%CSP_NONCE%', document: '%DOCUMENT%' } as const;

const LONGEST_URL = 8192;
const EXTENSION = /\.[A-Za-z0-9]{1,8}$/;

/** Answers a request for one of the pages. @param random a fresh, unguessable word each time */
export function respond(bundles: Readonly<Record<PageName, Bundle>>, random: () => string, asked: Asked): Served {
  const target = pageOf(asked.url);
  if (target === null) return notServed(404, 'console');
  const { page, url } = target;
  if (asked.method !== 'GET') return notServed(405, page);
  // SECURITY: an address is only ever looked up among the files read at the start; no path reaches a disk.
  const asset = url.search === '' ? bundles[page].assets.get(url.pathname) : undefined;
  if (asset !== undefined) {
    return { status: 200, headers: plainHeaders(page, asset.contentType), body: asset.body, document: null };
  }
  return isDocument(page, url.pathname) ? serveDocument(page, bundles[page].html, random) : notServed(404, page);
}

function pageOf(address: string): { readonly page: PageName; readonly url: URL } | null {
  if (address.length > LONGEST_URL || !URL.canParse(address)) return null;
  const url = new URL(address);
  // `origin` of a blob: address is that of the page that made it: the scheme has to be looked at too.
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  for (const page of ['console', 'approval'] as const) if (url.origin === PAGES[page]) return { page, url };
  return null;
}

/** The console keeps its place in the address (client-side routes); the approval page has one place only. */
function isDocument(page: PageName, path: string): boolean {
  return page === 'console' ? !path.startsWith('/assets/') && !EXTENSION.test(path) : path === '/';
}

function serveDocument(page: PageName, html: string, random: () => string): Served {
  const nonce = random();
  const document = random();
  const text = html.replace(PLACES.nonce, () => nonce).replace(PLACES.document, () => document);
  return { status: 200, headers: documentHeaders(page, nonce), body: Buffer.from(text, 'utf8'), document };
}

function notServed(status: 404 | 405, page: PageName): Served {
  const headers = plainHeaders(page, 'text/plain; charset=utf-8');
  return {
    status,
    headers: status === 405 ? { ...headers, Allow: 'GET' } : headers,
    body: new Uint8Array(),
    document: null,
  };
}
