import type { LaunchOptions } from 'playwright-core';

/** How the browser is started. */
export interface Launch {
  /** True except as root: as root Chromium does not start in its sandbox. */
  readonly chromiumSandbox: boolean;
  readonly args: readonly string[];
  /** What Playwright would pass for testing web sites, and a console must not have. */
  readonly ignoreDefaultArgs: readonly string[];
}

export interface LaunchWish {
  readonly headless: boolean;
  readonly root: boolean;
}

// SECURITY: nothing leaves the browser. Beside the host's own answering of requests, which does not see everything
// (measured: STUN and WebSocket pass it by), each way out is closed by itself:
const CLOSED_IN: readonly string[] = [
  // Everything goes to a proxy that is nowhere, loopback addresses too; `.invalid` never resolves (RFC 6761).
  '--proxy-server=socks5://nowhere.invalid:1',
  '--proxy-bypass-list=<-loopback>',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--disable-quic',
  // WebRTC goes through the proxy or nowhere.
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--dns-prefetch-disable',
  '--no-pings',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--disable-crash-reporter',
];

// SECURITY: nothing comes in, and nothing asks.
const NOTHING_ELSE: readonly string[] = [
  '--no-first-run',
  '--disable-notifications',
  '--deny-permission-prompts',
  '--disable-external-intent-requests',
  '--disable-translate',
  '--disable-save-password-bubble',
  '--disable-3d-apis',
  // Hides the bars about flags, which are ours.
  '--test-type',
];

// SECURITY: protections that Playwright takes away for testing.
const GIVEN_BACK: readonly string[] = [
  '--disable-popup-blocking',
  '--disable-ipc-flooding-protection',
  '--unsafely-disable-devtools-self-xss-warnings',
  '--enable-unsafe-swiftshader',
  '--disable-hang-monitor',
];

/** The command line of the browser, beside what Playwright needs to drive it. */
export function launchOf({ headless, root }: LaunchWish): Launch {
  // A window without address bar and tabs; a data: address, as the console's own cannot be answered yet.
  const app = headless ? [] : ['--app=data:text/html,<title>Claviger</title>', '--window-size=1280,800'];
  return {
    // SECURITY: the only place that decides about the sandbox.
    chromiumSandbox: !root,
    args: [...CLOSED_IN, ...NOTHING_ELSE, ...app],
    ignoreDefaultArgs: GIVEN_BACK,
  };
}

// What a browser needs to reach the screen, speak the person's language and find its own files.
const NEEDED = new Set([
  'PATH',
  'LANG',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'XDG_RUNTIME_DIR',
  'SYSTEMROOT',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'LOCALAPPDATA',
  'APPDATA',
  'USERPROFILE',
  'USERNAME',
]);

/**
 * The browser's environment.
 * SECURITY: a list of what it may have, so that no proxy, key log, library or credential setting reaches it.
 * @param home the profile folder: what the browser writes "at home" goes away with it
 */
export function browserEnvironment(env: NodeJS.ProcessEnv, home: string): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (NEEDED.has(entry[0].toUpperCase()) || /^LC_[A-Z]+$/.test(entry[0])),
  );
  return { ...Object.fromEntries(kept), HOME: home };
}

/** The same, as Playwright takes it. */
export function launchOptions(
  launch: Launch,
  env: Record<string, string>,
): Pick<
  LaunchOptions,
  'args' | 'ignoreDefaultArgs' | 'chromiumSandbox' | 'env' | 'handleSIGINT' | 'handleSIGTERM' | 'handleSIGHUP'
> {
  return {
    args: [...launch.args],
    ignoreDefaultArgs: [...launch.ignoreDefaultArgs],
    chromiumSandbox: launch.chromiumSandbox,
    env,
    // Main ends things in order: first what is under way, then the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
}
