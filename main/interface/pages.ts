import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { PAGES } from '../../shared/contract/index.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { PLACES, respond, type Asked, type Asset, type Bundle, type Served } from './respond.ts';

/** The origin of each page. */
export const PAGE_ORIGINS = PAGES;

/** The pages, ready to be served. */
export interface Pages {
  respond(asked: Asked): Served;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};
const TEXT = new Set(['.js', '.css', '.json', '.svg']);

/**
 * Reads the built pages into memory: `console.html`, `approval.html` and `assets/`, as `npm run build` writes them.
 * @param folder normally `dist/renderer`
 * @param random 24 random bytes in base64url, unless a test wants to know them
 */
export function openPages(
  folder: string,
  random: () => string = () => randomBytes(24).toString('base64url'),
): Result<Pages, ConsoleError> {
  let bundles: Readonly<Record<'console' | 'approval', Bundle | null>>;
  try {
    const files = readAssets(join(folder, 'assets'));
    const read = (page: string): Bundle | null => bundleOf(readFileSync(join(folder, `${page}.html`), 'utf8'), files);
    bundles = { console: read('console'), approval: read('approval') };
  } catch {
    return fail(consoleError('interface-missing', `The console's pages are not in ${folder}.`));
  }
  const { console, approval } = bundles;
  if (console === null || approval === null) {
    return fail(consoleError('interface-missing', `The pages in ${folder} were not built for this version.`));
  }
  return ok({ respond: (asked) => respond({ console, approval }, random, asked) });
}

interface BuiltFile extends Asset {
  /** What it says, to see which other files it asks for; empty when it is not text. */
  readonly text: string;
}

function readAssets(folder: string): ReadonlyMap<string, BuiltFile> {
  const files = new Map<string, BuiltFile>();
  // SECURITY: `isFile` is false for a symbolic link: nothing outside this folder gets in.
  for (const entry of readdirSync(folder, { withFileTypes: true }).filter((found) => found.isFile())) {
    const body = readFileSync(join(folder, entry.name));
    const kind = extname(entry.name);
    files.set(entry.name, {
      body,
      contentType: CONTENT_TYPES[kind] ?? 'application/octet-stream',
      text: TEXT.has(kind) ? body.toString('utf8') : '',
    });
  }
  return files;
}

/** A page and the files it asks for, directly or through others; null when nonce or token have no place in it. */
function bundleOf(html: string, files: ReadonlyMap<string, BuiltFile>): Bundle | null {
  if (Object.values(PLACES).some((place) => html.split(place).length !== 2)) return null;
  const assets = new Map<string, Asset>();
  const waiting = [html];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    for (const [name, file] of files) {
      const path = `/assets/${name}`;
      if (assets.has(path) || !text.includes(name)) continue;
      assets.set(path, file);
      waiting.push(file.text);
    }
  }
  return { html, assets };
}
