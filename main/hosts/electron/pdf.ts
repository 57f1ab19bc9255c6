import { BrowserWindow, session } from 'electron';
import { PRINT_URL, printHandler } from './protocol.ts';
import { mayRequestForPrint } from './requests.ts';
import { printOptions } from './window-options.ts';
import { closeSession } from './window-session.ts';

const PARTITION = 'claviger-print';
/** A document that is not printed by then will not be. */
const LONGEST_MS = 60_000;

/** Prints documents, one after the other, in a window that nobody sees. */
export type Printer = (html: string) => Promise<Uint8Array | null>;

/** Makes the printer with a closed session of its own. */
export async function openPrinter(): Promise<Printer> {
  const own = session.fromPartition(PARTITION, { cache: false });
  let document: string | null = null;
  await closeSession(own, { page: null, mayRequest: mayRequestForPrint });
  own.protocol.handle(
    'https',
    printHandler(() => document),
  );
  let before: Promise<unknown> = Promise.resolve();
  return (html) => {
    const printed = before.then(async () => {
      document = html;
      const bytes = await printOnce();
      document = null;
      return bytes;
    });
    before = printed;
    return printed;
  };
}

async function printOnce(): Promise<Uint8Array | null> {
  const window = new BrowserWindow(printOptions(PARTITION));
  const deadline = setTimeout(() => {
    window.destroy();
  }, LONGEST_MS);
  try {
    await window.loadURL(PRINT_URL);
    return await window.webContents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      pageSize: 'A4',
      generateTaggedPDF: true,
    });
  } catch {
    // The window could not load or print it, or its time was over: there is no PDF.
    return null;
  } finally {
    clearTimeout(deadline);
    if (!window.isDestroyed()) window.destroy();
  }
}
