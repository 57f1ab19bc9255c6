import { cpSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const project = fileURLToPath(new URL('..', import.meta.url));

/**
 * Where the Electron application is built: the same folders as the sources, so that files find each other.
 * `CLAVIGER_BUILD_OUT` names another folder, for a test of the build.
 */
export const ELECTRON_OUT = process.env['CLAVIGER_BUILD_OUT'] ?? `${project}dist/electron`;

/**
 * What of main is started by itself: the application, and the programs that it starts as processes and threads of their
 * own. Everything else comes along because one of them imports it.
 */
export const MAIN_ENTRIES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'main/hosts/electron/main.ts',
    ...globSync(['main/ipc/*/*-child.ts', 'main/ipc/*/*-worker.ts'], { cwd: project })
      // Each has one that starts it, named after it: `verify-in-worker.ts`, `sign-in-child.ts`.
      .filter((file) => !/-in-(?:child|worker)\.ts$/.test(file))
      .map((file) => file.replaceAll('\\', '/')),
  ].map((file) => [file.replace(/\.ts$/, ''), `${project}${file}`]),
);

/** Puts what main reads at run time beside it: the sample's data, the icons. */
export const withResources: Plugin = {
  name: 'claviger-resources',
  closeBundle() {
    cpSync(`${project}resources`, `${ELECTRON_OUT}/resources`, { recursive: true });
  },
};
