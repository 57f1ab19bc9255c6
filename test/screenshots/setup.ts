import { chownSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup as ready } from '../e2e/setup.ts';

const PICTURES = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
/** An ordinary user: as root the browser has no sandbox, and every screen says so. */
export const NOBODY = 65_534;

/** Before the pictures are taken: pages, a browser, a folder. Afterwards they go where the documentation has them. */
export function setup(): () => void {
  ready();
  const folder = mkdtempSync(join(tmpdir(), 'claviger-'));
  if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY);
  process.env['CLAVIGER_PICTURES'] = folder;
  return () => {
    mkdirSync(PICTURES, { recursive: true });
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.png'))) {
      copyFileSync(join(folder, file), join(PICTURES, file));
    }
    rmSync(folder, { recursive: true, force: true });
  };
}
