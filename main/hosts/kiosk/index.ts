/** The kiosk host: shows the console in an installed Chromium, Chrome or Edge that it drives over a pipe. */
export { findBrowser, type BrowserWish } from './find-browser.ts';
export { openKiosk, type Kiosk, type KioskWish } from './kiosk.ts';
export { BUILT_PAGES, showConsole, type ShownConsole, type ShowWish } from './show-console.ts';
export { drillOnScreens, type DrillWish } from './walk/drill.ts';
