import { describe, expect, it } from 'vitest';
import { menuTemplate } from '../../main/hosts/electron/menu.ts';
import { senderOf, type Frame, type Invocation } from '../../main/hosts/electron/sender.ts';
import { partitions, windowBook } from '../../main/hosts/electron/window-book.ts';
import { backgroundFor, printOptions, windowOptions } from '../../main/hosts/electron/window-options.ts';
import { PAGES, type PageName } from '../../shared/contract/index.ts';

const wish = (page: PageName, isPackaged = true) =>
  windowOptions({ page, preload: `/app/${page}.cjs`, partition: 'p', isDark: true, isPackaged, icon: null });

describe('the options of a window', () => {
  it.each(['console', 'approval'] as const)('part the %s page from the machine', (page) => {
    expect(wish(page).webPreferences).toMatchObject({
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
      navigateOnDragDrop: false,
      spellcheck: false,
      preload: `/app/${page}.cjs`,
    });
  });

  it('give developer tools only to a build that is not packaged', () => {
    expect(wish('console', true).webPreferences?.devTools).toBe(false);
    expect(wish('console', false).webPreferences?.devTools).toBe(true);
  });

  it('show the window when it has something to show, in the colour of the theme', () => {
    expect(wish('console')).toMatchObject({ show: false, autoHideMenuBar: true, backgroundColor: backgroundFor(true) });
    expect(backgroundFor(true)).not.toBe(backgroundFor(false));
  });

  it('leave the console at least 1024 x 700', () => {
    expect(wish('console')).toMatchObject({ minWidth: 1024, minHeight: 700 });
  });

  it('run no script in a document that is printed, and give it no preload', () => {
    const { webPreferences, show } = printOptions('claviger-print');
    expect(show).toBe(false);
    expect(webPreferences).toMatchObject({ javascript: false, sandbox: true, devTools: false });
    expect(webPreferences).not.toHaveProperty('preload');
  });
});

describe('sessions', () => {
  it('are never shared by two windows that are open together', () => {
    const names = partitions();
    const taken = [names.take('console'), names.take('approval'), names.take('approval')];
    expect(new Set(taken).size).toBe(3);
  });

  it('are in memory: no name asks Electron to keep them', () => {
    expect(partitions().take('approval')).not.toMatch(/^persist:/);
  });

  it('are used again for the same page when their window is gone', () => {
    const names = partitions();
    const first = names.take('approval');
    names.take('approval');
    names.giveBack(first);
    expect(names.take('approval')).toBe(first);
    expect(names.take('console')).not.toBe(first);
  });
});

describe('who calls', () => {
  const main: Frame = { origin: PAGES.console, detached: false, frameTreeNodeId: 1 };
  const book = windowBook();
  book.opened(7, 'console');
  book.served(7, 'token-of-the-document');
  const from = (senderFrame: Invocation['senderFrame'], id = 7): Invocation => ({
    sender: { id, mainFrame: main },
    senderFrame,
  });

  it('is told by the window, the frame and the document that main served', () => {
    expect(senderOf(from({ ...main, parent: null }), book)).toEqual({
      window: '7',
      page: 'console',
      origin: PAGES.console,
      isMainFrame: true,
      document: 'token-of-the-document',
    });
  });

  it('is no main frame when it is a child frame, even one of the same origin', () => {
    const child = { ...main, frameTreeNodeId: 2, parent: main };
    expect(senderOf(from(child), book)).toMatchObject({ isMainFrame: false, origin: PAGES.console });
  });

  it('is no main frame when it is the main frame of something else', () => {
    expect(senderOf(from({ ...main, frameTreeNodeId: 9, parent: null }), book).isMainFrame).toBe(false);
  });

  it('has neither origin nor main frame once its frame is gone', () => {
    const nobody = { origin: 'null', isMainFrame: false };
    expect(senderOf(from(null), book)).toMatchObject(nobody);
    expect(senderOf(from({ ...main, detached: true, parent: null }), book)).toMatchObject(nobody);
  });

  it('has neither when its frame ends while it is asked', () => {
    const ending = {
      ...main,
      get parent(): Frame | null {
        throw new Error('Render frame was disposed before WebFrameMain could be accessed');
      },
    };
    expect(senderOf(from(ending), book)).toMatchObject({ window: '7', origin: 'null', isMainFrame: false });
  });

  it('has no page in a window that main did not open, or that is closed', () => {
    expect(senderOf(from({ ...main, parent: null }, 8), book)).toMatchObject({ page: null, document: null });
    const gone = windowBook();
    gone.opened(7, 'approval');
    gone.closed(7);
    gone.served(7, 'late');
    expect(senderOf(from({ ...main, parent: null }), gone)).toMatchObject({ page: null, document: null });
  });

  it('has the document that was served last', () => {
    const own = windowBook();
    own.opened(7, 'console');
    expect(senderOf(from({ ...main, parent: null }), own).document).toBeNull();
    own.served(7, 'first');
    own.served(7, 'second');
    expect(senderOf(from({ ...main, parent: null }), own).document).toBe('second');
  });
});

describe('the menu', () => {
  const rolesOf = (platform: NodeJS.Platform, isPackaged: boolean): unknown[] =>
    menuTemplate({ platform, isPackaged }).flatMap(({ submenu }) =>
      (submenu as { role?: string }[]).map((i) => i.role),
    );

  it.each(['linux', 'win32', 'darwin'] as const)('has editing, zoom and window roles on %s', (platform) => {
    const wanted = ['undo', 'cut', 'copy', 'paste', 'selectAll', 'resetZoom', 'zoomIn', 'zoomOut', 'minimize', 'close'];
    expect(rolesOf(platform, true)).toEqual(expect.arrayContaining([...wanted, 'quit']));
  });

  it('has no way into the page in a packaged application', () => {
    const ways = ['reload', 'forceReload', 'toggleDevTools'];
    expect(rolesOf('linux', true).filter((role) => ways.includes(String(role)))).toEqual([]);
    expect(rolesOf('linux', false)).toContain('toggleDevTools');
  });

  it("has the application's own menu on macOS", () => {
    expect(menuTemplate({ platform: 'darwin', isPackaged: true })[0]).toMatchObject({ role: 'appMenu' });
    expect(rolesOf('darwin', true)).toContain('about');
  });
});
