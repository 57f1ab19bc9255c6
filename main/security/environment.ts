import { isAllowedVariable } from '../../bin/environment.mjs';
import type { Safeguard } from './safeguard.ts';

// Set by the runtime or the shell itself on some systems, without effect on what Claviger does.
const HARMLESS =
  /^(?:_|PWD|OLDPWD|SHLVL|__CF_USER_TEXT_ENCODING|SYSTEMDRIVE|NUMBER_OF_PROCESSORS|PROCESSOR_[A-Z0-9_]+|OS)$/i;

/** SECURITY: nothing but the allow-list of variables is there, whoever started the process. */
export const environmentClean: Safeguard = {
  name: 'environment',
  install: () => {
    const found = Object.keys(process.env).find((name) => !isAllowedVariable(name) && !HARMLESS.test(name));
    return found === undefined
      ? null
      : `the variable ${found} is not on the list; start Claviger with bin/claviger.mjs`;
  },
};
