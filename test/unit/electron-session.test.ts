import type { App, Session, WebContents } from 'electron';
import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { guardContents, hardenApplication } from '../../main/hosts/electron/app-security.ts';
import { CHROMIUM_SWITCHES, CLOSED_PROXY } from '../../main/hosts/electron/command-line.ts';
import { mayRequest } from '../../main/hosts/electron/requests.ts';
import { windowBook } from '../../main/hosts/electron/window-book.ts';
import { closeSession } from '../../main/hosts/electron/window-session.ts';
import { PAGES, type PageName } from '../../shared/contract/index.ts';

type Answering = (...args: unknown[]) => unknown;

/** Records what is installed in a session, and lets the test do what Chromium would. */
async function closedSession(page: PageName | null) {
  const handlers = new Map<string, Answering>();
  const keep = (name: string) => (handler: Answering) => handlers.set(name, handler);
  const events = new EventEmitter();
  const set = Object.fromEntries(
    [
      'setCertificateVerifyProc',
      'setPermissionRequestHandler',
      'setPermissionCheckHandler',
      'setDisplayMediaRequestHandler',
      'setDevicePermissionHandler',
      'setUSBProtectedClassesHandler',
      'setBluetoothPairingHandler',
    ].map((name) => [name, keep(name)]),
  );
  const setProxy = vi.fn(async () => undefined);
  const setSpellCheckerEnabled = vi.fn();
  const webRequest = { onBeforeRequest: keep('onBeforeRequest') };
  const session = Object.assign(events, set, { setProxy, setSpellCheckerEnabled, webRequest });
  await closeSession(session as unknown as Session, {
    page,
    mayRequest: (request) => page !== null && mayRequest(page, request),
  });
  const ask = (name: string, ...args: unknown[]): unknown => {
    const handler = handlers.get(name);
    if (handler === undefined) throw new Error(`nothing is installed for ${name}`);
    return handler(...args);
  };
  return { session, ask, setProxy, setSpellCheckerEnabled };
}

describe('a closed session', () => {
  it('goes through a proxy that does not exist, and fetches no dictionaries', async () => {
    const { setProxy, setSpellCheckerEnabled } = await closedSession('console');
    expect(setProxy).toHaveBeenCalledWith(CLOSED_PROXY);
    expect(setSpellCheckerEnabled).toHaveBeenCalledWith(false);
  });

  it('cancels every request that is not for the page', async () => {
    const { ask } = await closedSession('console');
    const answerTo = (url: string, resourceType: string): unknown => {
      const answer = vi.fn();
      ask('onBeforeRequest', { url, method: 'GET', resourceType }, answer);
      return answer.mock.calls[0]?.[0];
    };
    expect(answerTo(`${PAGES.console}/`, 'mainFrame')).toEqual({ cancel: false });
    expect(answerTo('https://example.com/', 'mainFrame')).toEqual({ cancel: true });
    expect(answerTo('wss://claviger.localhost/', 'webSocket')).toEqual({ cancel: true });
  });

  it('trusts no certificate, saves no file and opens no connection ahead', async () => {
    const { ask, session } = await closedSession('approval');
    const answer = vi.fn();
    ask('setCertificateVerifyProc', { hostname: 'claviger.localhost' }, answer);
    expect(answer).toHaveBeenCalledWith(-2);
    for (const event of ['will-download', 'preconnect']) expect(prevented(session, event)).toBe(true);
  });

  it('permits nothing but text to the clipboard, asked for or looked up', async () => {
    const { ask } = await closedSession('console');
    const asked = (permission: string, requestingUrl: string): unknown => {
      const answer = vi.fn();
      ask('setPermissionRequestHandler', null, permission, answer, { requestingUrl, isMainFrame: true });
      return answer.mock.calls[0]?.[0];
    };
    expect(asked('media', `${PAGES.console}/`)).toBe(false);
    expect(asked('clipboard-sanitized-write', `${PAGES.console}/`)).toBe(true);
    expect(asked('clipboard-sanitized-write', 'https://example.com/')).toBe(false);
    const had = (permission: string): unknown =>
      ask('setPermissionCheckHandler', null, permission, `${PAGES.console}/`, { isMainFrame: true });
    expect([had('usb'), had('clipboard-read'), had('clipboard-sanitized-write')]).toEqual([false, false, true]);
  });

  it('gives no device to a page', async () => {
    const { ask, session } = await closedSession('console');
    expect(ask('setDevicePermissionHandler', { deviceType: 'usb' })).toBe(false);
    expect(ask('setUSBProtectedClassesHandler', { protectedClasses: ['hid', 'mass-storage'] })).toEqual([
      'hid',
      'mass-storage',
    ]);
    const answer = vi.fn();
    for (const event of ['select-hid-device', 'select-usb-device']) {
      expect(prevented(session, event, {}, answer)).toBe(true);
    }
    expect(prevented(session, 'select-serial-port', [], null, answer)).toBe(true);
    ask('setDisplayMediaRequestHandler', {}, answer);
    expect(answer.mock.calls).toEqual([[null], [], [''], [null]]);
  });

  it.each([
    ['approval', 'approval.claviger.localhost', PAGES.approval, 'id'],
    ['console', 'approval.claviger.localhost', PAGES.approval, null],
    ['approval', 'claviger.localhost', PAGES.approval, null],
    ['approval', 'approval.claviger.localhost', PAGES.console, null],
    [null, 'approval.claviger.localhost', PAGES.approval, null],
  ] as const)('of the page %s, asked for a key of %s by %s, gives %s', async (page, relyingPartyId, origin, key) => {
    const { session } = await closedSession(page);
    const answer = vi.fn();
    const details = { relyingPartyId, accounts: [{ credentialId: 'id' }], frame: { origin } };
    expect(prevented(session, 'select-webauthn-account', details, answer)).toBe(true);
    expect(answer.mock.calls).toEqual([[key]]);
  });
});

describe('everything that can show a page', () => {
  const trial = (page: PageName | null) => {
    const book = windowBook();
    if (page !== null) book.opened(3, page);
    const opened: { answer?: () => unknown } = {};
    const policies: string[] = [];
    const contents = Object.assign(new EventEmitter(), {
      id: 3,
      setWindowOpenHandler: (answer: () => unknown) => (opened.answer = answer),
      setWebRTCIPHandlingPolicy: (policy: string) => policies.push(policy),
    });
    return { book, contents, opened, policies };
  };

  it('is guarded as soon as it is made: it stays where it is', () => {
    const { book, contents, opened, policies } = trial('console');
    guardContents(contents as unknown as WebContents, book);
    const leaving = (url: string, isMainFrame = true): boolean => {
      const event = { url, isMainFrame, preventDefault: vi.fn() };
      contents.emit('will-frame-navigate', event);
      return event.preventDefault.mock.calls.length === 0;
    };
    expect(leaving(`${PAGES.console}/`)).toBe(true);
    expect(leaving(`${PAGES.approval}/`)).toBe(false);
    expect(leaving(`${PAGES.console}/`, false)).toBe(false);
    expect(prevented(contents, 'will-redirect')).toBe(true);
    expect(prevented(contents, 'will-attach-webview')).toBe(true);
    expect(opened.answer?.()).toEqual({ action: 'deny' });
    expect(policies).toEqual(['disable_non_proxied_udp']);
  });

  it('is guarded the same when main did not open it', () => {
    const { book, contents } = trial(null);
    guardContents(contents as unknown as WebContents, book);
    const event = { url: `${PAGES.console}/`, isMainFrame: true, preventDefault: vi.fn() };
    contents.emit('will-frame-navigate', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });

  it('is in the sandbox, in an application that trusts no certificate and knows no password', () => {
    const switches: unknown[] = [];
    const enableSandbox = vi.fn();
    const commandLine = { appendSwitch: (...args: unknown[]) => switches.push(args) };
    const app = Object.assign(new EventEmitter(), { enableSandbox, commandLine });
    const { book, contents, policies } = trial('console');
    hardenApplication(app as unknown as App, book);
    expect(enableSandbox).toHaveBeenCalledOnce();
    expect(switches.map((given) => (given as unknown[]).filter((part) => part !== undefined))).toEqual(
      CHROMIUM_SWITCHES.map((given) => [...given]),
    );
    const answer = vi.fn();
    expect(prevented(app, 'certificate-error', null, '', '', null, answer)).toBe(true);
    expect(prevented(app, 'select-client-certificate', null, '', [{}], answer)).toBe(true);
    expect(prevented(app, 'login', null, {}, {}, answer)).toBe(true);
    expect(answer.mock.calls).toEqual([[false], [], []]);
    app.emit('web-contents-created', {}, contents);
    expect(policies).toHaveLength(1);
  });
});

/** Emits an event as Electron does. @returns whether what it announced was prevented */
function prevented(emitter: EventEmitter, name: string, ...args: unknown[]): boolean {
  const preventDefault = vi.fn();
  emitter.emit(name, { preventDefault }, ...args);
  return preventDefault.mock.calls.length > 0;
}
