import type { PageName } from '../../../shared/contract/index.ts';
import type { Asked, Pages } from '../../interface/index.ts';
import { isAddressOf } from './navigation.ts';

/** What no handler knows is refused, and says nothing about itself. */
const REFUSED = { status: 403, headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' } } as const;

/**
 * Answers the requests of one window over the https scheme of its session. Nothing is fetched from anywhere.
 * SECURITY: a window's session serves the window's own page only: the other page's address is refused in it.
 * @param onDocument told the token of each document served: that is the one the window shows from now on
 */
export function pageHandler(
  page: PageName,
  pages: Pages,
  onDocument: (token: string) => void,
): (request: Asked) => Response {
  return ({ url, method }) => {
    if (!isAddressOf(page, url)) return new Response(null, REFUSED);
    const { status, headers, body, document } = pages.respond({ url, method });
    if (document !== null) onDocument(document);
    // A copy: the page server keeps what it serves.
    return new Response(Uint8Array.from(body), { status, headers });
  };
}

/** Where a document to be printed is found while it is being printed. */
export const PRINT_URL = 'https://print.claviger.localhost/';

// SECURITY: what is printed was composed by main, but from what people have written: it runs nothing, loads nothing.
const PRINT_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; sandbox",
} as const;

/** Answers the one request of a window that prints. */
export function printHandler(html: () => string | null): (request: Asked) => Response {
  return ({ url }) => {
    const text = url === PRINT_URL ? html() : null;
    return text === null ? new Response(null, REFUSED) : new Response(text, { status: 200, headers: PRINT_HEADERS });
  };
}
