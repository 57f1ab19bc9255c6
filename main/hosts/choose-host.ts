/** What `claviger start` knows about the machine it runs on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Why the Electron binary cannot be used; null when it is there. */
  readonly electronAbsent: string | null;
}

/** Where the console is shown, and why there, as a sentence for the person who started it. */
export interface HostChoice {
  readonly host: 'electron' | 'kiosk' | 'drill';
  readonly why: string;
}

/** Whether there is a screen. On Linux a display server says so; Windows and macOS always have one. */
export function hasDisplay({ platform, env }: Pick<Machine, 'platform' | 'env'>): boolean {
  if (platform === 'win32' || platform === 'darwin') return true;
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((name) => name !== undefined && name !== '');
}

/** Chooses the host: Electron, else the kiosk; without a display the drill, headless. */
export function chooseHost(machine: Machine): HostChoice {
  if (!hasDisplay(machine)) {
    return { host: 'drill', why: 'There is no display: walking the rotation drill through the real screens instead.' };
  }
  if (machine.electronAbsent === null) return { host: 'electron', why: 'Opening the Electron application.' };
  return { host: 'kiosk', why: `Opening the kiosk in a browser, because ${machine.electronAbsent}.` };
}
