// SECURITY: the list of environment variables that reach Claviger; everything else is dropped. Measured: NODE_OPTIONS
// runs code, AWS_ENDPOINT_URL_KMS redirects calls, DEBUG=pw:protocol prints passphrases, LD_PRELOAD replaces libraries.
const NAMES = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'TERM',
  'COLORTERM',
  'NO_COLOR',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'LOCALAPPDATA',
  'APPDATA',
  'USERPROFILE',
  'USERNAME',
  'SYSTEMROOT',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'CLAVIGER_HOME',
  'CLAVIGER_WORKSPACE',
  'CLAVIGER_PASSPHRASE_FILE',
  'CLAVIGER_BROWSER',
]);

/** Whether a variable may reach Claviger. Names are compared without regard to case, as Windows does. */
export function isAllowedVariable(name) {
  const upper = name.toUpperCase();
  return NAMES.has(upper) || /^LC_[A-Z]+$/.test(upper);
}

/** The part of an environment that may reach Claviger. */
export function allowedEnvironment(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => isAllowedVariable(name)));
}
