import { debuggerClosed } from './debugger.ts';
import { environmentClean } from './environment.ts';
import { filesPrivate } from './file-mode.ts';
import { prototypeOff } from './prototype.ts';
import type { Safeguard } from './safeguard.ts';

/** Hardening, one rule per file, installed before anything else happens. */
export type { Safeguard } from './safeguard.ts';

/** Everything that must be in force before the console does anything. */
export const SAFEGUARDS: readonly Safeguard[] = [filesPrivate, environmentClean, debuggerClosed, prototypeOff];

/**
 * Installs every safeguard. One that is not in force aborts the start: hardening that is skipped with a warning is
 * hardening an attacker can switch off.
 * @returns null, or what is wrong
 */
export function installSafeguards(safeguards: readonly Safeguard[] = SAFEGUARDS): string | null {
  for (const { name, install } of safeguards) {
    const problem = install();
    if (problem !== null) return `${name}: ${problem}`;
  }
  return null;
}
