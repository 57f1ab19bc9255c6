import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUILT_PAGES } from '../../main/hosts/kiosk/index.ts';
import type { Figure } from './measure.ts';

/** How much code each page is made of: what it loads at once, and what only when it is needed. */
export function codeSizes(folder: string = BUILT_PAGES): readonly Figure[] {
  const files = readdirSync(join(folder, 'assets')).map((name) => ({
    name,
    bytes: readFileSync(join(folder, 'assets', name)),
  }));
  return ['console', 'approval'].flatMap((page) => {
    const html = readFileSync(join(folder, `${page}.html`), 'utf8');
    const atOnce = reached(html, files, isImported);
    const all = reached(html, files, (text, name) => text.includes(name));
    const later = new Set([...all].filter((file) => !atOnce.has(file)));
    return [...figures(page, 'at once', atOnce), ...figures(page, 'later', later)];
  });
}

interface File {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The files that a document comes to through files that ask for each other in a certain way. */
function reached(html: string, files: readonly File[], asks: (text: string, name: string) => boolean): Set<File> {
  const found = new Set<File>();
  const waiting = [html];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    for (const file of files) {
      if (found.has(file) || !asks(text, file.name)) continue;
      found.add(file);
      if (/\.(?:js|css)$/.test(file.name)) waiting.push(file.bytes.toString('utf8'));
    }
  }
  return found;
}

/** Named in the document, or imported at the top of a module; not by `import()`. */
function isImported(text: string, name: string): boolean {
  const quoted = name.replaceAll('.', '\\.');
  return (
    new RegExp(`(?:src|href)="/assets/${quoted}"`).test(text) ||
    new RegExp(`(?:^|[;}\\n])(?:import|export)[^;()]*["'\`]\\./${quoted}["'\`]`).test(text)
  );
}

function figures(page: string, when: string, files: ReadonlySet<File>): readonly Figure[] {
  return ['js', 'css', 'woff2'].flatMap((kind) => {
    const those = [...files].filter(({ name }) => name.endsWith(`.${kind}`));
    if (those.length === 0) return [];
    const raw = those.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const packed = those.reduce((sum, { bytes }) => sum + gzipSync(bytes, { level: 9 }).length, 0);
    const value = `${kilobytes(raw)} raw, ${kilobytes(packed)} gzip, ${those.length} file${those.length === 1 ? '' : 's'}`;
    return [{ name: `${page} page, ${kind}, ${when}`, value }];
  });
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
