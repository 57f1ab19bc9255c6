import type { Page } from 'playwright-core';

/**
 * Prints a document as PDF.
 * SECURITY: nothing in it runs, and nothing it asks for is brought: the page is none of main's windows, so that every
 * request of it is ended, and its scripts are off.
 * @param html self-contained: no scripts, no references
 */
export async function print(view: Page, html: string): Promise<Uint8Array> {
  const session = await view.context().newCDPSession(view);
  await session.send('Emulation.setScriptExecutionDisabled', { value: true });
  await view.setContent(html, { waitUntil: 'load' });
  return view.pdf({ format: 'A4', printBackground: true, preferCSSPageSize: true, tagged: true });
}
