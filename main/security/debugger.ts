import { url } from 'node:inspector';
import type { Safeguard } from './safeguard.ts';

/** SECURITY: no debugger is attached, and SIGUSR1 cannot open one. */
export const debuggerClosed: Safeguard = {
  name: 'debugger',
  install: () => {
    if (url() !== undefined) return 'a debugger port is open';
    return process.execArgv.includes('--disable-sigusr1') ? null : 'SIGUSR1 would open a debugger port';
  },
};
