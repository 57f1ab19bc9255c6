import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the parts of a workspace stand. */
export interface Layout {
  readonly folder: string;
  readonly journal: string;
  readonly lock: string;
  readonly holder: string;
  readonly checkpointKey: string;
  readonly people: string;
  readonly vaults: string;
  readonly drills: string;
  /** Signatures that were gathered in the window, by the digest of their plan. */
  readonly signoffs: string;
  /** What was written for people to take away. */
  readonly exports: string;
  /** Room kept for a full disk (reserve.ts). */
  readonly reserve: string;
}

/** The layout of a workspace folder; documented in docs/architecture.md. */
export function layoutOf(folder: string): Layout {
  return {
    folder,
    journal: join(folder, 'journal.db'),
    lock: join(folder, 'lock.db'),
    holder: join(folder, 'lock.json'),
    checkpointKey: join(folder, 'checkpoint-key.sealed'),
    people: join(folder, 'people'),
    vaults: join(folder, 'vaults'),
    drills: join(folder, 'drills'),
    signoffs: join(folder, 'signoffs'),
    exports: join(folder, 'exports'),
    reserve: join(folder, 'reserve'),
  };
}

/**
 * The folder that holds what must not travel with a workspace: its key and its high-water mark.
 * `CLAVIGER_HOME` overrides the platform's application-data folder.
 */
export function applicationFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const chosen = env['CLAVIGER_HOME'];
  if (chosen !== undefined && chosen !== '') return chosen;
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Claviger');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Claviger');
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'claviger');
}
