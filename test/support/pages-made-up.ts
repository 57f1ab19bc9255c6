import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const document = (title: string, head: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8" />
<meta name="csp-nonce" content="%CSP_NONCE%" /><meta name="claviger-document" content="%DOCUMENT%" />
<title>${title}</title>${head}</head><body><div id="root"></div></body></html>`;

/** Files that stand beside the pages and belong to neither. */
export const STRAY = 'stray-0.js';
/** What each made-up page consists of. */
export const MADE_UP_ASSETS = {
  console: ['console-1.js', 'shared-2.js', 'console-3.css', 'font-4.woff2'],
  approval: ['approval-5.js', 'shared-2.js'],
} as const;

/**
 * Two small pages as `npm run build` would write them: a script each, one that both share, a style sheet with a font.
 * @param scripts what the pages' own scripts do
 */
export function writeMadeUpPages(
  folder: string,
  scripts: { readonly console?: string; readonly approval?: string } = {},
): string {
  const assets = join(folder, 'assets');
  mkdirSync(assets, { recursive: true });
  const script = (name: string): string => `<script type="module" crossorigin src="/assets/${name}"></script>`;
  const style = '<link rel="stylesheet" crossorigin href="/assets/console-3.css">';
  writeFileSync(join(folder, 'console.html'), document('Claviger', script('console-1.js') + style));
  writeFileSync(join(folder, 'approval.html'), document('Claviger: sign', script('approval-5.js')));
  writeFileSync(join(assets, 'console-1.js'), `import './shared-2.js';${scripts.console ?? ''}`);
  writeFileSync(join(assets, 'approval-5.js'), `import './shared-2.js';${scripts.approval ?? ''}`);
  writeFileSync(join(assets, 'shared-2.js'), SHARED);
  writeFileSync(join(assets, 'console-3.css'), 'html{background:url(/assets/font-4.woff2)}');
  writeFileSync(join(assets, 'font-4.woff2'), 'made up');
  writeFileSync(join(assets, STRAY), 'throw new Error("nobody asked for this")');
  return folder;
}

/** What both pages have: they say so when they are ready, and what their document's token is. */
const SHARED = `
globalThis.token = document.querySelector('meta[name="claviger-document"]').content;
document.querySelector('#root').textContent = 'ready';`;
