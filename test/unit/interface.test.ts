import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPages, PAGE_ORIGINS, type Pages, type Served } from '../../main/interface/index.ts';
import { MADE_UP_ASSETS, STRAY, writeMadeUpPages } from '../support/pages-made-up.ts';
import { temporaryFolder } from '../support/temporary.ts';

const CONSOLE = PAGE_ORIGINS.console;
const APPROVAL = PAGE_ORIGINS.approval;

function open(folder = writeMadeUpPages(temporaryFolder())): Pages {
  const opened = openPages(folder);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}
const pages = open();
const get = (url: string): Served => pages.respond({ url, method: 'GET' });
const text = (served: Served): string => Buffer.from(served.body).toString('utf8');
/** The content security policy by directive. */
const policy = (served: Served): Record<string, string> =>
  Object.fromEntries(
    served.headers['Content-Security-Policy']!.split('; ').map((line) => {
      const [name = '', ...values] = line.split(' ');
      return [name, values.join(' ')];
    }),
  );

describe('the pages', () => {
  it.each([
    ['the console', `${CONSOLE}/`, '<title>Claviger</title>'],
    ['the console at one of its places', `${CONSOLE}/keys/production/alias%2Fpayments`, '<title>Claviger</title>'],
    ['the console with what it was asked', `${CONSOLE}/journal?search=a.b`, '<title>Claviger</title>'],
    ['the approval page', `${APPROVAL}/`, '<title>Claviger: sign</title>'],
  ])('serve %s', (_, url, title) => {
    const served = get(url);
    expect(served.status).toBe(200);
    expect(text(served)).toContain(title);
  });

  it('put a fresh token and a fresh nonce into every document, and say the token', () => {
    const [first, second] = [get(`${CONSOLE}/`), get(`${CONSOLE}/`)];
    const seen = [first, second].flatMap((served) => {
      const [nonce, token] = ['csp-nonce', 'claviger-document'].map(
        (name) => new RegExp(`name="${name}" content="([A-Za-z0-9_-]{32})"`).exec(text(served))?.[1],
      );
      expect(served.document).toBe(token);
      expect(policy(served)['style-src']).toBe(`'self' 'nonce-${nonce}'`);
      return [nonce, token];
    });
    expect(new Set(seen).size).toBe(4);
  });

  it.each(Object.entries(MADE_UP_ASSETS))('have their own files: %s', (page, names) => {
    for (const name of names) expect(get(`${PAGE_ORIGINS[page as 'console']}/assets/${name}`).status).toBe(200);
  });

  it('have none of the other page’s files, and none that neither asks for', () => {
    expect(get(`${APPROVAL}/assets/console-1.js`).status).toBe(404);
    expect(get(`${CONSOLE}/assets/approval-5.js`).status).toBe(404);
    for (const origin of [CONSOLE, APPROVAL]) expect(get(`${origin}/assets/${STRAY}`).status).toBe(404);
  });

  it.each([
    ['another origin', 'https://evil.example/'],
    ['the plain origin', 'http://claviger.localhost/'],
    ['another port', 'https://claviger.localhost:8443/'],
    ['a name in front', 'https://x.claviger.localhost/'],
    ['a name behind', 'https://claviger.localhost.evil.example/'],
    ['the absolute form of the name', 'https://claviger.localhost./'],
    ['a user in front', 'https://someone@claviger.localhost/'],
    ['an address that a page made', 'blob:https://claviger.localhost/7b1c'],
    ['a data address', 'data:text/html,hello'],
    ['no address', '/'],
    ['an endless address', `${CONSOLE}/${'a'.repeat(10_000)}`],
    ['a document by its file', `${CONSOLE}/console.html`],
    ['the other document by its file', `${CONSOLE}/approval.html`],
    ['the folder of the files', `${CONSOLE}/assets/`],
    ['a file with a question', `${CONSOLE}/assets/console-1.js?x`],
    ['a file with an encoded dot', `${CONSOLE}/assets/console-1%2Ejs`],
    ['a file behind an encoded slash', `${CONSOLE}/assets%2Fconsole-1.js`],
    ['a place of the approval page', `${APPROVAL}/somewhere`],
    ['a file above', `${CONSOLE}/assets/../../package.json`],
    ['a file above, encoded', `${CONSOLE}/assets/%2e%2e/%2e%2e/package.json`],
    ['a file above, encoded twice', `${CONSOLE}/assets/..%252f..%252fpackage.json`],
    ['a file above, with backslashes', `${CONSOLE}/assets/..\\..\\package.json`],
    ['a property of every object', `${CONSOLE}/assets/__proto__`],
  ])('refuse %s', (_, url) => {
    const served = get(url);
    expect([served.status, served.document, served.body.length]).toEqual([404, null, 0]);
  });

  it.each(['POST', 'HEAD', 'PUT', 'OPTIONS', 'get', ''])('refuse the method "%s"', (method) => {
    const served = pages.respond({ url: `${CONSOLE}/`, method });
    expect([served.status, served.document, served.body.length]).toEqual([405, null, 0]);
  });

  it('answer no address whatever with anything but their own files', () => {
    const known = new Set(
      Object.entries(MADE_UP_ASSETS).flatMap(([page, names]) =>
        names.map((name) => text(get(`${PAGE_ORIGINS[page as 'console']}/assets/${name}`))),
      ),
    );
    const piece = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '%2e%2e',
        '%2f',
        '\\',
        '//',
        'assets',
        'console.html',
        'etc',
        'passwd',
        '%00',
        '?',
        '#',
      ),
      fc.constantFrom(...MADE_UP_ASSETS.console, ...MADE_UP_ASSETS.approval, STRAY),
      fc.string({ maxLength: 12 }),
    );
    const origin = fc.constantFrom(CONSOLE, APPROVAL, 'file://', 'http://claviger.localhost', `${CONSOLE}:444`, '');
    fc.assert(
      fc.property(origin, fc.array(piece, { maxLength: 8 }), fc.constantFrom('/', ''), (from, pieces, between) => {
        const served = get(`${from}/${pieces.join(between)}`);
        if (served.status !== 200) return served.body.length === 0 && served.document === null;
        const body = text(served);
        return served.document === null ? known.has(body) : body.includes(served.document);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the headers', () => {
  const everything: readonly (readonly [string, Served])[] = [
    ['the console', get(`${CONSOLE}/`)],
    ['the approval page', get(`${APPROVAL}/`)],
    ['a script', get(`${CONSOLE}/assets/console-1.js`)],
    ['what is not there', get(`${CONSOLE}/x.js`)],
    ['what is refused', pages.respond({ url: `${CONSOLE}/`, method: 'POST' })],
  ];

  it.each(everything)('of %s keep it to itself', (_, { headers }) => {
    expect(headers).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    });
  });

  it.each(everything)('of %s allow no frame, no inline script and nothing from elsewhere', (_, served) => {
    const rules = policy(served);
    expect(rules['default-src']).toBe("'none'");
    expect(rules['frame-ancestors']).toBe("'none'");
    expect(rules['script-src'] ?? "'self'").toBe("'self'");
    expect(rules['sandbox']).not.toMatch(/popups|downloads|modals|top-navigation/);
    expect(served.headers['Content-Security-Policy']).not.toMatch(/unsafe|https?:|\*/);
  });

  it.each(['connect-src', 'frame-src', 'child-src', 'worker-src', 'object-src', 'base-uri', 'form-action'])(
    'of both documents say %s none',
    (directive) => {
      for (const origin of [CONSOLE, APPROVAL]) expect(policy(get(`${origin}/`))[directive]).toBe("'none'");
    },
  );

  it('let security keys sign on the approval page only', () => {
    for (const feature of ['publickey-credentials-get', 'publickey-credentials-create']) {
      expect(get(`${CONSOLE}/`).headers['Permissions-Policy']).toContain(`${feature}=()`);
      expect(get(`${APPROVAL}/`).headers['Permissions-Policy']).toContain(`${feature}=(self)`);
    }
  });

  it('say what a file is', () => {
    expect(get(`${CONSOLE}/assets/console-1.js`).headers['Content-Type']).toBe('text/javascript; charset=utf-8');
    expect(get(`${CONSOLE}/assets/font-4.woff2`).headers['Content-Type']).toBe('font/woff2');
  });
});

describe('without its pages', () => {
  const broken: readonly (readonly [string, (folder: string) => void])[] = [
    [
      'nothing was built',
      (folder) => {
        rmSync(folder, { recursive: true });
      },
    ],
    [
      'a page is missing',
      (folder) => {
        rmSync(join(folder, 'approval.html'));
      },
    ],
    [
      'a page has no place for its token',
      (folder) => {
        writeFileSync(join(folder, 'console.html'), '%CSP_NONCE%');
      },
    ],
    [
      'a page has two',
      (folder) => {
        writeFileSync(join(folder, 'console.html'), '%CSP_NONCE%%DOCUMENT%%DOCUMENT%');
      },
    ],
  ];
  it.each(broken)('it says how to make them: %s', (_, harm) => {
    const folder = writeMadeUpPages(temporaryFolder());
    harm(folder);
    const opened = openPages(folder);
    expect(opened.ok ? null : opened.error.code).toBe('interface-missing');
    expect(opened.ok ? null : opened.error.message).toContain('npm run build');
  });

  it('goes on serving what it read at the start, whatever happens to the folder', () => {
    const folder = writeMadeUpPages(temporaryFolder());
    const opened = open(folder);
    rmSync(folder, { recursive: true });
    expect(opened.respond({ url: `${CONSOLE}/assets/console-1.js`, method: 'GET' }).status).toBe(200);
  });

  it('follows no link out of its folder', () => {
    const folder = writeMadeUpPages(temporaryFolder(), { console: "import './linked.js'" });
    const outside = join(temporaryFolder(), 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'linked.js'), 'secret');
    symlinkSync(join(outside, 'linked.js'), join(folder, 'assets', 'linked.js'));
    expect(open(folder).respond({ url: `${CONSOLE}/assets/linked.js`, method: 'GET' }).status).toBe(404);
  });
});
