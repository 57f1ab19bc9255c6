import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import type { PageName } from '../../../shared/contract/index.ts';

/** What a window's options depend on. */
export interface WindowWish {
  readonly page: PageName;
  /** Absolute path of the page's preload. */
  readonly preload: string;
  /** In memory: a name that does not begin with `persist:` is never written to disk. */
  readonly partition: string;
  readonly isDark: boolean;
  readonly isPackaged: boolean;
  /** Absolute path of the window's icon; null where the system takes it from the application. */
  readonly icon: string | null;
}

/** The pages' own backgrounds, so that no white flash comes before the first frame. */
export const BACKGROUND = { light: '#f6f7f9', dark: '#14171c' } as const;
export const backgroundFor = (isDark: boolean): string => (isDark ? BACKGROUND.dark : BACKGROUND.light);

const SIZE = {
  console: { width: 1280, height: 800, minWidth: 1024, minHeight: 700 },
  approval: { width: 860, height: 900, minWidth: 640, minHeight: 560 },
} as const;
export const TITLE: Readonly<Record<PageName, string>> = { console: 'Claviger', approval: 'Claviger: sign' };

/**
 * SECURITY: everything that parts a page from the machine, written out although most of it is Electron's default:
 * a default may change with a version, and a test reads these.
 */
const WALLS = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  plugins: false,
  experimentalFeatures: false,
  // Dropping a file or a link on the window leads nowhere.
  navigateOnDragDrop: false,
  // Dictionaries would be fetched from the network.
  spellcheck: false,
  enableWebSQL: false,
  webgl: false,
  disableDialogs: true,
  // Nothing compiled is kept on disk.
  v8CacheOptions: 'none',
} as const satisfies WebPreferences;

/** Options of a window for one of the two pages. */
export function windowOptions(wish: WindowWish): BrowserWindowConstructorOptions {
  return {
    ...SIZE[wish.page],
    title: TITLE[wish.page],
    show: false,
    autoHideMenuBar: true,
    backgroundColor: backgroundFor(wish.isDark),
    ...(wish.icon === null ? {} : { icon: wish.icon }),
    // An approval window stands for itself: a child window could be moved and hidden by its parent.
    fullscreenable: wish.page === 'console',
    webPreferences: {
      ...WALLS,
      preload: wish.preload,
      partition: wish.partition,
      devTools: !wish.isPackaged,
      // Progress goes on arriving while the window is behind another one.
      backgroundThrottling: false,
    },
  };
}

/** Options of the hidden window in which a document becomes a PDF: no scripts, no preload, nobody sees it. */
export function printOptions(partition: string): BrowserWindowConstructorOptions {
  return {
    show: false,
    width: 794,
    height: 1123,
    backgroundColor: '#ffffff',
    webPreferences: { ...WALLS, partition, javascript: false, devTools: false },
  };
}
