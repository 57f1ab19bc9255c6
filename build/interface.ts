import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Builds the two pages, unless they are built from exactly these sources already.
const project = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${project}.cache/interface-built-from`;
const built = ['console.html', 'approval.html'].map((page) => `${project}dist/renderer/${page}`);

const sources = globSync(['renderer/**/*.*', 'shared/**/*.*', 'build/*.*', 'package-lock.json'], {
  cwd: project,
}).sort();
const hash = createHash('sha256');
for (const file of sources)
  hash
    .update(file)
    .update('\0')
    .update(readFileSync(`${project}${file}`));
const digest = hash.digest('hex');

const isFresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && built.every((page) => existsSync(page));
if (!isFresh || process.argv.includes('--always')) {
  // Also when a test asks for the pages: it shall see those that people get, not React's development build.
  process.env['NODE_ENV'] = 'production';
  const [{ build }, { INTERFACE_OUT, rendererConfig }] = await Promise.all([
    import('vite'),
    import('./renderer.config.ts'),
  ]);
  await build({ ...rendererConfig(INTERFACE_OUT), configFile: false, logLevel: 'warn' });
  mkdirSync(`${project}.cache`, { recursive: true });
  writeFileSync(stamp, digest);
}
