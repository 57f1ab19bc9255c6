import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type UserConfig } from 'vite';

const root = fileURLToPath(new URL('../renderer/', import.meta.url));

/** Where the pages are built, unless they are a part of the Electron application. */
export const INTERFACE_OUT = fileURLToPath(new URL('../dist/renderer/', import.meta.url));

/**
 * How the two pages are built: `console.html` and `approval.html` in a folder, and both pages' files in its `assets/`,
 * under names that begin with the page's. One build makes the console, and then the approval page beside it.
 * SECURITY: two builds, not one with two entries, which would move code that both have into a file of both: what one
 * page runs then depends on what the other imports. So each page's files hold what that page imports, and no more.
 */
export function rendererConfig(outDir: string): UserConfig {
  const config = pageConfig('console', outDir);
  return { ...config, plugins: [react(), thenApprovalPage(outDir)] };
}

function thenApprovalPage(outDir: string): Plugin {
  return {
    name: 'claviger-approval-page',
    async writeBundle() {
      await build({ ...pageConfig('approval', outDir), configFile: false, logLevel: 'warn' });
    },
  };
}

/** No inlined assets and no polyfill scripts: the pages' content security policy allows neither. */
function pageConfig(page: 'console' | 'approval', outDir: string): UserConfig {
  return {
    root,
    plugins: [react()],
    base: '/',
    publicDir: false,
    build: {
      outDir,
      // The console is built first; the approval page is put beside it.
      emptyOutDir: page === 'console',
      minify: true,
      target: 'chrome130',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { page: `${root}${page}.html` },
        // What the pages take from these files are lists of words, which other files hold: nothing happens in them
        // but the making of schemas, so that they are left out, and zod with them.
        treeshake: { moduleSideEffects: [{ test: /[\\/]shared[\\/]/, sideEffects: false }] },
        output: {
          // What several screens use is one file: a file of its own for each button would be many small requests.
          codeSplitting: {
            groups: [{ name: 'common', test: /[\\/](?:node_modules|boundary|inventory|ui)[\\/]/, minShareCount: 2 }],
          },
          entryFileNames: `assets/${page}-[hash].js`,
          chunkFileNames: `assets/${page}-[name]-[hash].js`,
          assetFileNames: `assets/${page}-[name]-[hash][extname]`,
        },
      },
    },
  };
}
