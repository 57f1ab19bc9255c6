import { isAllowedVariable } from '../../../bin/environment.mjs';

// Beside the house's list: what the desktop needs to draw windows, find fonts and themes, and take input. Left out on
// purpose: whatever names code to load (GTK_MODULES, GTK_PATH, LD_*, NODE_*, ELECTRON_*) or a way out (*_PROXY).
const DESKTOP = new Set([
  'DBUS_SESSION_BUS_ADDRESS',
  'AT_SPI_BUS_ADDRESS',
  'DESKTOP_SESSION',
  'XDG_CURRENT_DESKTOP',
  'ORIGINAL_XDG_CURRENT_DESKTOP',
  'CHROME_DESKTOP',
  'XDG_SESSION_TYPE',
  'XDG_CONFIG_HOME',
  'XDG_CONFIG_DIRS',
  'XDG_CACHE_HOME',
  'XDG_DATA_DIRS',
  'GTK_IM_MODULE',
  'XMODIFIERS',
  'GDK_SCALE',
  'GDK_DPI_SCALE',
  'SYSTEMDRIVE',
  'HOMEDRIVE',
  'HOMEPATH',
  'PROGRAMDATA',
  'PROGRAMFILES',
  '__CF_USER_TEXT_ENCODING',
]);

/** Whether a variable may reach the Electron host. */
export function mayReachElectron(name: string): boolean {
  return isAllowedVariable(name) || DESKTOP.has(name.toUpperCase());
}

/** The part of an environment that may reach the Electron host. */
export function electronEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined && mayReachElectron(pair[0])),
  );
}
