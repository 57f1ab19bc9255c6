import type { CDPSession } from 'playwright-core';

/** Marks the answer that is a document with its token, so that the browser says which one it shows. */
export const DOCUMENT_HEADER = 'x-claviger-document';
const REMEMBERED = 16;

/** Which of the documents that main served stands in a window's main frame now. */
export interface ShownDocument {
  /** Its token; null when what is shown was not served by main. */
  token(): string | null;
}

/**
 * Follows the main frame of a window.
 * SECURITY: a token counts from the moment its document is committed until the next one is, as the browser itself
 * tells it by loader; what was served but never shown has no say, and neither has a document that was replaced.
 * @param left is told the address of every document in the main frame that main did not serve
 */
export async function followDocuments(session: CDPSession, left: (url: string) => void): Promise<ShownDocument> {
  const served = new Map<string, string>();
  let shown: string | null = null;
  session.on('Network.responseReceived', ({ type, loaderId, response }) => {
    const token = Object.entries(response.headers).find(([name]) => name.toLowerCase() === DOCUMENT_HEADER)?.[1];
    if (type !== 'Document' || token === undefined) return;
    served.set(loaderId, token);
    for (const oldest of [...served.keys()].slice(0, -REMEMBERED)) served.delete(oldest);
  });
  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.parentId !== undefined) return;
    shown = frame.loaderId;
    if (!served.has(shown)) left(frame.url);
  });
  await Promise.all([
    session.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 }),
    session.send('Page.enable'),
  ]);
  return { token: () => (shown === null ? null : (served.get(shown) ?? null)) };
}
