import { defineConfig } from 'electron-vite';
import { fileURLToPath } from 'node:url';
import { ELECTRON_OUT, MAIN_ENTRIES, withResources } from './build/electron-entries.ts';
import { rendererConfig } from './build/renderer.config.ts';
import { callsOf } from './main/hosts/electron/calls.ts';

const project = fileURLToPath(new URL('.', import.meta.url));
const preload = (page: string): string => `${project}main/hosts/electron/preload/${page}.ts`;

/** How the Electron application is built: `electron-vite build -c electron.config.ts`. It does not need the binary. */
export default defineConfig({
  main: {
    plugins: [withResources],
    build: {
      outDir: ELECTRON_OUT,
      // The other two are built into folders of it.
      emptyOutDir: true,
      externalizeDeps: true,
      minify: false,
      rolldownOptions: {
        input: { ...MAIN_ENTRIES },
        // One file each, under its source's path: `new URL('./beside', import.meta.url)` finds the same as in source.
        output: {
          format: 'es',
          preserveModules: true,
          preserveModulesRoot: project,
          entryFileNames: '[name].js',
        },
      },
    },
  },
  preload: {
    // SECURITY: what a page may call is decided when the application is built, from the contract.
    define: {
      CALLS_OF_THE_CONSOLE_PAGE: JSON.stringify(callsOf('console')),
      CALLS_OF_THE_APPROVAL_PAGE: JSON.stringify(callsOf('approval')),
    },
    build: {
      outDir: `${ELECTRON_OUT}/preload`,
      // A sandboxed preload can load nothing but `electron`: each is one file with everything in it.
      isolatedEntries: true,
      externalizeDeps: false,
      minify: false,
      rolldownOptions: {
        input: { console: preload('console'), approval: preload('approval') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: rendererConfig(`${ELECTRON_OUT}/renderer`),
});
