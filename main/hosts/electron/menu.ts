import type { MenuItemConstructorOptions } from 'electron';

export interface MenuWish {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
}

type Item = MenuItemConstructorOptions;
const SEPARATOR: Item = { type: 'separator' };
const FILE: Item = { label: '&File', submenu: [{ role: 'quit' }] };
// Loading the page again and looking inside it are for whoever builds the console.
const FOR_BUILDERS: readonly Item[] = [SEPARATOR, { role: 'reload' }, { role: 'toggleDevTools' }];
const TO_FRONT: Item = { role: 'front' };

/** The application menu: standard roles only, so that the system names them and gives them their keys. */
export function menuTemplate({ platform, isPackaged }: MenuWish): Item[] {
  const isMac = platform === 'darwin';
  return [
    isMac ? applicationMenu() : FILE,
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        SEPARATOR,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        SEPARATOR,
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : FOR_BUILDERS),
      ],
    },
    {
      label: '&Window',
      submenu: [{ role: 'minimize' }, ...(isMac ? [TO_FRONT] : []), { role: 'close' }],
    },
  ];
}

/** macOS has a menu named after the application. */
function applicationMenu(): Item {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  };
}
