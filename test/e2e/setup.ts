import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findBrowser } from '../../main/hosts/kiosk/index.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Before the browser tests: the pages are built from these sources, and there is a browser. */
export function setup(): void {
  const built = spawnSync(process.execPath, ['build/interface.ts'], { cwd: project, stdio: ['ignore', 2, 2] });
  if (built.status !== 0) throw new Error('The pages could not be built; see above. Build them with "npm run build".');
  const browser = findBrowser({ install: true, say: (line) => process.stderr.write(`${line}\n`) });
  if (!browser.ok) throw new Error(browser.error.message);
  // Every test takes this one.
  process.env['CLAVIGER_BROWSER'] = browser.value;
}
