// Chromium takes `-name`, `--name`, on Windows `/name` too, and does not care for case there.
const SWITCH = /^(?:--?|\/)([a-z][a-z0-9-]*)(?:=.*)?$/i;

/** Switches that open this process to others, or take a wall of Chromium down. */
const REFUSED = [
  /^remote-debugging-/,
  /^remote-allow-origins$/,
  /^inspect(?:-|$)/,
  /^debug(?:-|$)/,
  /^js-flags$/,
  /^(?:no|disable)-.*sandbox/,
  /^disable-web-security$/,
  /^disable-site-isolation/,
  /^disable-features$/,
  /^enable-blink-features$/,
  /^allow-running-insecure-content$/,
  /^ignore-certificate-errors/,
  /^(?:host-(?:resolver-)?rules|proxy-.*|no-proxy-server)$/,
  /^unsafely-/,
  /^load-extension$/,
  /^(?:ssl-key-log-file|log-net-log|enable-logging|trace-startup.*|enable-tracing.*)$/,
  /^(?:renderer|utility|gpu)-(?:cmd-prefix|startup-dialog)$/,
  /^use-(?:fake|mock)-/,
] as const;

/**
 * SECURITY: finds the first switch on a command line that would let a debugger in, weaken the sandbox or lead the pages
 * elsewhere. Fuses close Node.js's debugger in the packaged application, but not Chromium's.
 * @param isRoot root on Linux cannot have Chromium's sandbox: `--no-sandbox` is let through then, and only then
 */
export function refusedSwitch(argv: readonly string[], isRoot: boolean): string | null {
  for (const argument of argv.slice(1)) {
    const name = SWITCH.exec(argument)?.[1]?.toLowerCase();
    if (name === undefined || (isRoot && name === 'no-sandbox')) continue;
    if (REFUSED.some((pattern) => pattern.test(name))) return `--${name}`;
  }
  return null;
}

/** A proxy and a name that do not exist: whatever gets past every other rule ends there. */
export const CLOSED_PROXY = {
  mode: 'fixed_servers',
  proxyRules: 'closed.invalid:1',
  // Without this Chromium would go to loopback addresses past the proxy.
  proxyBypassRules: '<-loopback>',
} as const;

/**
 * Switches for Chromium, set before it starts.
 * SECURITY: no name is resolved, nothing goes past the proxy that does not exist, no service of the browser itself
 * calls anywhere, and nothing is kept on disk. Main's own connections are Node.js's and not touched by any of these.
 */
export const CHROMIUM_SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['proxy-server', CLOSED_PROXY.proxyRules],
  ['proxy-bypass-list', CLOSED_PROXY.proxyBypassRules],
  ['force-webrtc-ip-handling-policy', 'disable_non_proxied_udp'],
  ['disable-quic'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['disable-sync'],
  ['no-pings'],
  ['disable-breakpad'],
  ['disable-http-cache'],
  ['disable-gpu-shader-disk-cache'],
];
