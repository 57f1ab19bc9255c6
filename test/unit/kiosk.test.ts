import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chooseBrowser, installedBrowsers, type Machine } from '../../main/hosts/kiosk/find-browser.ts';
import { browserEnvironment, launchOf } from '../../main/hosts/kiosk/launch.ts';
import { makeProfile, removeProfile, sweepProfiles } from '../../main/hosts/kiosk/profile.ts';
import { originOf, senderOf, trackWindows } from '../../main/hosts/kiosk/windows.ts';
import { temporaryFolder } from '../support/temporary.ts';

const DOWNLOADED = '/home/x/.cache/ms-playwright/chrome';
const machine = (has: readonly string[], but: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  env: {},
  home: '/home/x',
  isProgram: (path) => has.includes(path),
  root: false,
  debian: false,
  downloaded: DOWNLOADED,
  ...but,
});
const CHROME = '/opt/google/chrome/chrome';
const CHROMIUM = '/usr/lib/chromium/chromium';

describe('the browser', () => {
  it('is the one that was named', () => {
    const env = { CLAVIGER_BROWSER: '/opt/mine' };
    expect(chooseBrowser(machine(['/opt/mine', CHROME], { env }))).toEqual({ kind: 'found', path: '/opt/mine' });
  });

  it('is no other when the named one is not there', () => {
    const env = { CLAVIGER_BROWSER: '/opt/mine' };
    expect(chooseBrowser(machine([CHROME], { env }))).toEqual({ kind: 'named-is-missing', path: '/opt/mine' });
  });

  it.each([
    ['an installed Chrome before Chromium', [CHROMIUM, CHROME, DOWNLOADED], CHROME],
    ['the program before the script that starts it', ['/usr/bin/chromium', CHROMIUM], CHROMIUM],
    ['an installed one before a downloaded one', [DOWNLOADED, '/usr/bin/chromium'], '/usr/bin/chromium'],
    ['a downloaded one at last', [DOWNLOADED], DOWNLOADED],
  ])('is %s', (_, has, path) => {
    expect(chooseBrowser(machine(has))).toEqual({ kind: 'found', path });
  });

  it.each([
    ['root on Debian', { root: true, debian: true }, ['debian', 'download']],
    ['another user on Debian', { root: false, debian: true }, ['download']],
    ['root elsewhere', { root: true, debian: false }, ['download']],
  ])('can be had, when there is none, for %s', (_, but, ways) => {
    expect(chooseBrowser(machine([], but))).toEqual({ kind: 'none', ways });
  });

  it('is looked for where each system installs it', () => {
    const windows = installedBrowsers({ platform: 'win32', env: { LOCALAPPDATA: 'C:\\Users\\x\\Local' }, home: '' });
    expect(windows).toContain('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe');
    expect(windows).toContain('C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe');
    expect(windows).toContain('C:\\Users\\x\\Local\\Google\\Chrome\\Application\\chrome.exe');
    const mac = installedBrowsers({ platform: 'darwin', env: {}, home: '/Users/x' });
    expect(mac).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    expect(mac).toContain('/Users/x/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge');
  });
});

describe('the browser’s command line', () => {
  it.each([true, false])('leaves the sandbox on, except for root (headless: %s)', (headless) => {
    expect(launchOf({ headless, root: false }).chromiumSandbox).toBe(true);
    expect(launchOf({ headless, root: true }).chromiumSandbox).toBe(false);
    // Nothing else takes it away.
    for (const root of [true, false])
      expect(launchOf({ headless, root }).args.join(' ')).not.toMatch(/sandbox|security/);
  });

  it('closes every way out, for loopback too', () => {
    const { args } = launchOf({ headless: true, root: false });
    expect(args).toContain('--proxy-server=socks5://nowhere.invalid:1');
    expect(args).toContain('--proxy-bypass-list=<-loopback>');
    expect(args).toContain('--host-resolver-rules=MAP * ~NOTFOUND');
    expect(args).toContain('--force-webrtc-ip-handling-policy=disable_non_proxied_udp');
  });

  it('opens no port for a debugger', () => {
    for (const headless of [true, false]) {
      expect(launchOf({ headless, root: false }).args.join(' ')).not.toContain('remote-debugging');
    }
  });

  it('asks for a window without an address bar where there is a screen', () => {
    expect(launchOf({ headless: false, root: false }).args.join(' ')).toContain('--app=data:');
    expect(launchOf({ headless: true, root: false }).args.join(' ')).not.toContain('--app');
  });
});

describe('the browser’s environment', () => {
  it('is what it needs to reach the screen, and its profile is its home', () => {
    const env = { DISPLAY: ':0', LANG: 'de_DE.UTF-8', LC_TIME: 'C', PATH: '/bin', HOME: '/home/x' };
    expect(browserEnvironment(env, '/tmp/p')).toEqual({ ...env, HOME: '/tmp/p' });
  });

  it.each([
    'DEBUG',
    'SSLKEYLOGFILE',
    'HTTPS_PROXY',
    'LD_PRELOAD',
    'AWS_SECRET_ACCESS_KEY',
    'CHROMIUM_FLAGS',
    'XDG_DATA_HOME',
  ])('has no %s', (name) => {
    expect(browserEnvironment({ [name]: 'x' }, '/tmp/p')).toEqual({ HOME: '/tmp/p' });
  });
});

describe('the profile', () => {
  it('is for this user alone, and goes', async () => {
    const parent = temporaryFolder();
    const profile = makeProfile(parent);
    if (process.platform !== 'win32') expect(statSync(profile).mode & 0o777).toBe(0o700);
    await removeProfile(profile);
    expect(readdirSync(parent)).toEqual([]);
  });

  it('of a console that is no more is taken away by the next; nothing else is', () => {
    const parent = temporaryFolder();
    const alive = makeProfile(parent);
    // No system gives a process this number.
    mkdirSync(join(parent, 'claviger-kiosk-999999999-abcdef'));
    mkdirSync(join(parent, 'claviger-kiosk-999999999-abcdef.mine'));
    mkdirSync(join(parent, 'something-else'));
    sweepProfiles(parent);
    const left = readdirSync(parent).map((name) => join(parent, name));
    expect(left.sort()).toEqual(
      [alive, join(parent, 'claviger-kiosk-999999999-abcdef.mine'), join(parent, 'something-else')].sort(),
    );
  });
});

describe('a sender', () => {
  const frame = (url: string): Frame => ({ url: () => url }) as unknown as Frame;
  const viewOf = (main: Frame): Page => ({ mainFrame: () => main }) as unknown as Page;
  const HOME = 'https://claviger.localhost/';

  it('is told by the window main opened, its main frame, and the document shown in it', () => {
    const main = frame(HOME);
    const view = viewOf(main);
    const windows = trackWindows();
    const { id } = windows.add('console', view, { token: () => 'shown' });
    const known = { window: id, page: 'console', origin: 'https://claviger.localhost', document: 'shown' };
    expect(senderOf(windows, view, main)).toEqual({ ...known, isMainFrame: true });
    expect(senderOf(windows, view, frame(HOME))).toEqual({ ...known, isMainFrame: false });
  });

  it('in a window that main did not open, or that is gone, is nobody', () => {
    const main = frame(HOME);
    const view = viewOf(main);
    const windows = trackWindows();
    const nobody = { window: 'unknown', page: null, isMainFrame: false, document: null };
    expect(senderOf(windows, view, main)).toMatchObject(nobody);
    windows.remove(windows.add('approval', view, { token: () => 'shown' }));
    expect(senderOf(windows, view, main)).toMatchObject(nobody);
  });

  it.each([
    ['https://claviger.localhost/keys?x#y', 'https://claviger.localhost'],
    ['https://claviger.localhost:8443/', 'https://claviger.localhost:8443'],
    ['http://claviger.localhost/', 'null'],
    ['blob:https://claviger.localhost/7b1c', 'null'],
    ['filesystem:https://claviger.localhost/temporary/x', 'null'],
    ['data:text/html,x', 'null'],
    ['about:blank', 'null'],
    ['about:srcdoc', 'null'],
    ['chrome-error://chromewebdata/', 'null'],
    ['', 'null'],
  ])('at "%s" has the origin %s', (url, origin) => {
    expect(originOf(url)).toBe(origin);
  });
});
