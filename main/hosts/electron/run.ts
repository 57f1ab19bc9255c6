import { app, ipcMain, Menu, utilityProcess, type BrowserWindow } from 'electron';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PageName } from '../../../shared/contract/index.ts';
import {
  applicationFolder,
  compose,
  SIGNER_FILE,
  thisMachine,
  unsealingThrough,
  type Boundary,
  type OpenWindow,
} from '../../compose.ts';
import { openPages, type Pages } from '../../interface/index.ts';
import { hardenApplication } from './app-security.ts';
import { CHANNEL } from './channel.ts';
import { menuTemplate } from './menu.ts';
import { openPrinter } from './pdf.ts';
import { senderOf } from './sender.ts';
import { converseThrough } from './unsealing.ts';
import { partitions, windowBook, type WindowBook } from './window-book.ts';
import { electronWindows, type ElectronWindows } from './window-host.ts';

// Everything that comes with the application lies where the build put it, beside this file's own folder.
const built = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Runs the console in Electron, from before Chromium starts until its window is closed. */
export async function runElectron(): Promise<void> {
  const book = windowBook();
  hardenApplication(app, book);
  const home = applicationFolder(process.env, process.platform);
  // Nothing of the pages is kept; what Chromium itself wants to keep lies with the rest of Claviger.
  const own = join(home, 'electron');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  app.setPath('userData', own);
  // One console per application folder: a second start brings the first to the front.
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  await app.whenReady();
  app.configureHostResolver({ enableBuiltInResolver: false, secureDnsMode: 'off' });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate({ platform: process.platform, isPackaged: app.isPackaged })),
  );
  const pages = openPages(built('renderer/'));
  if (!pages.ok) {
    process.stderr.write(`${pages.error.code}: ${pages.error.message}\n`);
    app.exit(1);
    return;
  }
  await openConsole(home, book, pages.value);
}

async function openConsole(home: string, book: WindowBook, pages: Pages): Promise<void> {
  let console_: OpenWindow | null = null;
  const windows = electronWindows({
    pages,
    book,
    partitions: partitions(),
    print: await openPrinter(),
    isPackaged: app.isPackaged,
    sandboxed: !app.commandLine.hasSwitch('no-sandbox'),
    preload: (page: PageName) => built(`preload/${page}.cjs`),
    icon: process.platform === 'linux' ? built('resources/icons/256.png') : null,
    closed: (window) => console_?.boundary.closed(window),
  });
  console_ = composeConsole(home, windows);
  listen(console_.boundary, book);
  endWell(console_);
  const window = await windows.openConsole();
  app.on('second-instance', () => {
    void windows.focus(String(window.webContents.id));
  });
  endWithWindow(window);
}

function composeConsole(home: string, host: ElectronWindows): OpenWindow {
  const chosen = process.env['CLAVIGER_WORKSPACE'] ?? '';
  // Windows starts no process without its system folder.
  const env = process.platform === 'win32' ? { SYSTEMROOT: process.env['SYSTEMROOT'] ?? '' } : {};
  const fork = (...args: Parameters<typeof utilityProcess.fork>) => utilityProcess.fork(...args);
  return compose({
    ...thisMachine(home),
    window: { unsealing: unsealingThrough(converseThrough(fork, SIGNER_FILE, env)) },
  }).openWindow({ folder: resolve(chosen === '' ? join(home, 'workspace') : chosen), host, version: app.getVersion() });
}

/** The one channel: what comes in is text from a window, what goes out is the boundary's answer. */
function listen(boundary: Boundary, book: WindowBook): void {
  ipcMain.handle(CHANNEL, (event, message: unknown) =>
    boundary.receive(senderOf(event, book), typeof message === 'string' ? message : ''),
  );
}

/** The console's window gone, the application ends: approval windows do not outlive it. */
function endWithWindow(window: BrowserWindow): void {
  window.once('closed', () => {
    app.quit();
  });
}

/** Work under way comes to its next safe point, and the workspace is closed, before the process ends. */
function endWell(open: OpenWindow): void {
  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void open.close().finally(() => {
      isClosed = true;
      app.quit();
    });
  });
}
