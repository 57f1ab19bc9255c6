import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';

const root = fileURLToPath(new URL('../renderer/', import.meta.url));

/**
 * How the two pages are built, each a bundle of its own: `dist/renderer/console.html` and `dist/renderer/approval.html`.
 * No inlined assets and no polyfill scripts: the pages' content security policy allows neither.
 */
export const rendererConfig: UserConfig = {
  root,
  plugins: [react()],
  base: '/',
  build: {
    outDir: fileURLToPath(new URL('../dist/renderer/', import.meta.url)),
    emptyOutDir: true,
    minify: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { console: `${root}console.html`, approval: `${root}approval.html` } },
  },
};
