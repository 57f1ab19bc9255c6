import { describe, expect, it } from 'vitest';
import { mayNavigate, mayRedirect, windowOpenAnswer } from '../../main/hosts/electron/navigation.ts';
import { chosenAccount, isPermitted } from '../../main/hosts/electron/permissions.ts';
import { pageHandler, PRINT_URL, printHandler } from '../../main/hosts/electron/protocol.ts';
import { isDeveloperTools, mayRequest, mayRequestForPrint, type Outgoing } from '../../main/hosts/electron/requests.ts';
import type { Pages } from '../../main/interface/index.ts';
import { PAGES } from '../../shared/contract/index.ts';

const FOREIGN = [
  'https://claviger.localhost.example/',
  'https://example.com/',
  'https://claviger.localhost:8443/',
  'https://user@claviger.localhost/',
  'https://user:word@claviger.localhost/',
  'http://claviger.localhost/',
  'ws://claviger.localhost/',
  'wss://claviger.localhost/',
  'ftp://claviger.localhost/',
  'file:///etc/passwd',
  'data:text/html,x',
  'blob:https://claviger.localhost/4e1f',
  'javascript:0',
  'about:blank',
  'about:srcdoc',
  'chrome://gpu',
  'not a url',
  '',
];

describe('navigation', () => {
  it('lets a window load its own page again', () => {
    expect(mayNavigate('console', { url: `${PAGES.console}/keys/practice/k-1?x=1`, isMainFrame: true })).toBe(true);
  });

  it.each([...FOREIGN, `${PAGES.approval}/`])('does not lead the console page to %s', (url) => {
    expect(mayNavigate('console', { url, isMainFrame: true })).toBe(false);
  });

  it('does not lead the approval page to the console, nor a child frame anywhere', () => {
    expect(mayNavigate('approval', { url: `${PAGES.console}/`, isMainFrame: true })).toBe(false);
    expect(mayNavigate('console', { url: `${PAGES.console}/`, isMainFrame: false })).toBe(false);
  });

  it('is nothing for a window that main did not open', () => {
    expect(mayNavigate(null, { url: `${PAGES.console}/`, isMainFrame: true })).toBe(false);
  });

  it('follows no redirect and opens no window', () => {
    expect(mayRedirect()).toBe(false);
    expect(windowOpenAnswer).toEqual({ action: 'deny' });
  });
});

describe('requests', () => {
  const get = (url: string, resourceType: Outgoing['resourceType'], method = 'GET'): Outgoing => ({
    url,
    resourceType,
    method,
  });

  it('of a page for its document and its parts pass', () => {
    expect(mayRequest('console', get(`${PAGES.console}/journal/4`, 'mainFrame'))).toBe(true);
    for (const type of ['script', 'stylesheet', 'font', 'image'] as const) {
      expect(mayRequest('approval', get(`${PAGES.approval}/assets/a.js`, type))).toBe(true);
    }
  });

  it.each([...FOREIGN, `${PAGES.approval}/assets/a.js`])('of the console page for %s are refused', (url) => {
    expect(mayRequest('console', get(url, 'mainFrame'))).toBe(false);
    expect(mayRequest('console', get(url, 'script'))).toBe(false);
  });

  it.each(['subFrame', 'xhr', 'ping', 'cspReport', 'media', 'object', 'webSocket', 'other'] as const)(
    'of the kind %s are refused, even to the own origin',
    (type) => {
      expect(mayRequest('console', get(`${PAGES.console}/assets/a.js`, type))).toBe(false);
    },
  );

  it('that are no GET are refused', () => {
    expect(mayRequest('console', get(`${PAGES.console}/`, 'mainFrame', 'POST'))).toBe(false);
  });

  it('for a document are refused to anything but the window: the token served last is what counts', () => {
    expect(mayRequest('console', get(`${PAGES.console}/`, 'image'))).toBe(false);
    expect(mayRequest('console', get(`${PAGES.console}/keys`, 'script'))).toBe(false);
    expect(mayRequest('console', get(`${PAGES.console}/assets/a.js`, 'mainFrame'))).toBe(false);
  });

  it('of a document that is printed are for itself, once', () => {
    expect(mayRequestForPrint(get(PRINT_URL, 'mainFrame'))).toBe(true);
    expect(mayRequestForPrint(get(PRINT_URL, 'image'))).toBe(false);
    expect(mayRequestForPrint(get(`${PAGES.console}/`, 'mainFrame'))).toBe(false);
  });

  it("for Chromium's developer tools are told from others by their scheme alone", () => {
    expect(isDeveloperTools('devtools://devtools/bundled/inspector.html')).toBe(true);
    expect(isDeveloperTools('https://devtools/')).toBe(false);
    expect(isDeveloperTools('no url')).toBe(false);
  });
});

describe('permissions', () => {
  const ask = {
    page: 'console',
    permission: 'clipboard-sanitized-write',
    origin: PAGES.console,
    isMainFrame: true,
  } as const;

  it('are refused, whatever is asked for', () => {
    const some = ['media', 'geolocation', 'notifications', 'hid', 'serial', 'usb', 'clipboard-read', 'fileSystem'];
    const more = ['openExternal', 'fullscreen', 'display-capture', 'midi', 'local-network-access', 'unknown', ''];
    for (const permission of [...some, ...more]) expect(isPermitted({ ...ask, permission })).toBe(false);
  });

  it('to put text on the clipboard is the only one there is, for the page itself', () => {
    expect(isPermitted(ask)).toBe(true);
    expect(isPermitted({ ...ask, origin: `${PAGES.console}/keys` })).toBe(true);
    expect(isPermitted({ ...ask, isMainFrame: false })).toBe(false);
    expect(isPermitted({ ...ask, origin: PAGES.approval })).toBe(false);
    expect(isPermitted({ ...ask, page: null })).toBe(false);
  });

  it('of security keys are for the approval page, and for the one key it names', () => {
    const one = [{ credentialId: 'a' }];
    const question = { relyingPartyId: 'approval.claviger.localhost', origin: PAGES.approval, accounts: one };
    expect(chosenAccount(question)).toBe('a');
    expect(chosenAccount({ ...question, origin: PAGES.console })).toBeNull();
    expect(chosenAccount({ ...question, origin: null })).toBeNull();
    expect(chosenAccount({ ...question, relyingPartyId: 'claviger.localhost' })).toBeNull();
    expect(chosenAccount({ ...question, accounts: [...one, { credentialId: 'b' }] })).toBeNull();
    expect(chosenAccount({ ...question, accounts: [] })).toBeNull();
  });
});

describe('pages over the https scheme', () => {
  const pages: Pages = {
    respond: ({ url }) => ({
      status: url.endsWith('/missing') ? 404 : 200,
      headers: { 'Content-Type': 'text/plain', 'X-Test': 'kept' },
      body: Buffer.from('body'),
      document: url.endsWith('/') ? 'token' : null,
    }),
  };
  const told: string[] = [];
  const handle = pageHandler('console', pages, (token) => told.push(token));

  it('are answered as the page server says, and a document is told', async () => {
    const answer = handle({ url: `${PAGES.console}/`, method: 'GET' });
    expect([answer.status, answer.headers.get('x-test'), await answer.text()]).toEqual([200, 'kept', 'body']);
    expect(told).toEqual(['token']);
    expect(handle({ url: `${PAGES.console}/missing`, method: 'GET' }).status).toBe(404);
    expect(told).toEqual(['token']);
  });

  it.each([`${PAGES.approval}/`, ...FOREIGN])('answer nothing for %s', async (url) => {
    const answer = handle({ url, method: 'GET' });
    expect([answer.status, await answer.text()]).toEqual([403, '']);
  });

  it('hold a document to be printed for as long as it is printed, under a policy that lets it do nothing', async () => {
    let document: string | null = '<p>transcript</p>';
    const print = printHandler(() => document);
    const answer = print({ url: PRINT_URL, method: 'GET' });
    expect(await answer.text()).toBe('<p>transcript</p>');
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none';.*sandbox$/);
    expect(print({ url: `${PRINT_URL}other`, method: 'GET' }).status).toBe(403);
    document = null;
    expect(print({ url: PRINT_URL, method: 'GET' }).status).toBe(403);
  });
});
