import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Sender } from '../../main/compose.ts';
import { writeMadeUpPages } from '../support/pages-made-up.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { pagesOf, startConsole, type ConsoleUnderTest } from './support/console.ts';
import { defenceless } from './support/defenceless.ts';
import { echo, type Echo } from './support/echo.ts';

const HOME = 'https://claviger.localhost/';
const APPROVAL = 'https://approval.claviger.localhost/';

/** With `bare`, the pages come without the policies that the browser enforces: what is left is the host. */
async function start({ bare = false } = {}): Promise<ConsoleUnderTest & { readonly echo: Echo }> {
  const boundary = echo();
  const pages = pagesOf(writeMadeUpPages(temporaryFolder()));
  const started = await startConsole({ connect: boundary.connect, pages: bare ? defenceless(pages) : pages });
  return { ...started, echo: boundary };
}

const CALL =
  '<script>(function call() { globalThis.claviger ? claviger("from a frame") : setTimeout(call, 5) })()</script>';
/** Frames that a hostile script in the page could make; each one calls as soon as it can. */
const FRAMES: readonly (readonly [string, string])[] = [
  ['an empty frame', `document.body.append(frame); frame.contentWindow.claviger?.('from a frame')`],
  ['a srcdoc frame', `frame.srcdoc = '${CALL.replace('</', '<\\/')}'; document.body.append(frame)`],
  [
    'a sandboxed srcdoc frame',
    `frame.sandbox = 'allow-scripts'; frame.srcdoc = '${CALL.replace('</', '<\\/')}'; document.body.append(frame)`,
  ],
  ['a data frame', `frame.src = 'data:text/html,${encodeURIComponent(CALL)}'; document.body.append(frame)`],
  [
    'a blob frame',
    `frame.src = URL.createObjectURL(new Blob(['${CALL.replace('</', '<\\/')}'], { type: 'text/html' }));
     document.body.append(frame)`,
  ],
];
const withFrame = (script: string): string => `(() => { const frame = document.createElement('iframe'); ${script} })()`;
/** Everything that hostile code has tried has arrived once this call of the page itself has. */
async function afterwards(page: Page, { heard }: Echo): Promise<readonly Sender[]> {
  await page.evaluate("claviger('afterwards')");
  return heard.filter(({ message }) => message === 'from a frame').map(({ sender }) => sender);
}

describe('a frame inside the console page', () => {
  it.each(FRAMES)('is marked as a frame: %s', async (_, script) => {
    const { console, echo } = await start({ bare: true });
    await console.evaluate(withFrame(script));
    await expect.poll(async () => (await afterwards(console, echo)).length).toBe(1);
    for (const sender of await afterwards(console, echo)) expect(sender.isMainFrame).toBe(false);
  });

  it.each(FRAMES)('runs nothing of its own and never counts, under the page’s policy: %s', async (name, script) => {
    const { console, echo } = await start();
    await console.evaluate(withFrame(script));
    const loaded = console.frames().length;
    const senders = await afterwards(console, echo);
    // An empty frame can be reached from the page that made it; the others bring code along, which does not run.
    if (name !== 'an empty frame') expect(senders).toEqual([]);
    for (const sender of senders) expect(sender.isMainFrame).toBe(false);
    expect(loaded).toBeLessThanOrEqual(2);
  });

  it.each([HOME, APPROVAL])('is never given a page: %s', async (url) => {
    const { console, echo } = await start({ bare: true });
    const src = JSON.stringify(url);
    await console.evaluate(withFrame(`frame.id = 'inner'; frame.src = ${src}; document.body.append(frame)`));
    expect(await afterwards(console, echo)).toEqual([]);
    expect(await console.evaluate("document.querySelector('#inner').contentDocument?.title ?? ''")).toBe('');
  });
});

describe('a window', () => {
  let started: ConsoleUnderTest & { readonly echo: Echo };
  beforeEach(async () => {
    started = await start({ bare: true });
  });

  it.each([
    ['another site', 'https://evil.example/'],
    ['a site on this computer', 'http://127.0.0.1:9/'],
    ['the other page', APPROVAL],
    ['a file of its own', `${HOME}assets/console-1.js`],
    ['a local file', 'file:///etc/passwd'],
    ['the browser’s settings', 'chrome://settings/'],
  ])('does not go to %s', async (_, url) => {
    const { console, echo } = started;
    const before = await console.evaluate('token');
    await console.evaluate(`location.href = ${JSON.stringify(url)}`);
    // It still is the same document, and counts as such.
    await expect.poll(() => console.evaluate("claviger('still here').then(() => token)")).toBe(before);
    expect(console.url()).toBe(HOME);
    expect(echo.heard.at(-1)?.sender).toMatchObject({ document: before, origin: 'https://claviger.localhost' });
  });

  it.each([
    ['an empty document', 'about:blank'],
    ['a document that it made itself', 'blob'],
  ])('comes back from %s, which never counted', async (_, url) => {
    const { console, echo } = started;
    const before = await console.evaluate('token');
    const made = `URL.createObjectURL(new Blob(['<script>claviger("from elsewhere")<\\/script>'], { type: 'text/html' }))`;
    await console.evaluate(`void (location.href = ${url === 'blob' ? made : JSON.stringify(url)})`);
    // It has been elsewhere and come back: another document stands there.
    const isBack = async (): Promise<boolean> =>
      console.url() === HOME && (await console.evaluate('globalThis.token').catch(() => before)) !== before;
    await expect.poll(isBack, { timeout: 20_000 }).toBe(true);
    await console.getByText('ready').waitFor();
    const elsewhere = echo.heard.filter(({ message }) => message === 'from elsewhere');
    if (url === 'blob') expect(elsewhere).toHaveLength(1);
    for (const { sender } of elsewhere) expect(sender).toMatchObject({ origin: 'null', document: null });
  });

  it('that main did not open is closed at once, and was given nothing', async () => {
    const { console, context } = started;
    for (const url of [HOME, APPROVAL, 'about:blank']) await console.evaluate(`void open(${JSON.stringify(url)})`);
    await context.newPage().catch(() => undefined);
    await expect.poll(() => context.pages().length).toBe(1);
    expect(context.pages()[0]).toBe(console);
  });

  it('saves nothing and shows no dialog', async () => {
    const { console, profiles } = started;
    const saved = console.waitForEvent('download');
    await console.evaluate(`(() => {
      const link = document.createElement('a');
      link.href = 'data:application/octet-stream,x'; link.download = 'x'; link.click();
    })()`);
    expect(await (await saved).failure()).not.toBeNull();
    expect(await console.evaluate("[confirm('Sign?'), prompt('Passphrase?')]")).toEqual([false, null]);
    expect(profiles).not.toBe('');
  });
});

describe('the console page, under its policy', () => {
  it('opens no window at all, whatever it tries', async () => {
    const { console, context } = await start();
    expect(await console.evaluate(`String(open(${JSON.stringify(APPROVAL)}))`)).toBe('null');
    await console.evaluate("document.body.innerHTML = '<a id=out target=_blank href=/>out</a>'");
    await console.click('#out');
    expect(context.pages()).toEqual([console]);
  });

  it('cannot reach an approval window: it is another world to it', async () => {
    const { console, approval } = await start();
    const { page } = await approval();
    expect(await page.evaluate('[String(opener), frames.length, crossOriginIsolated]')).toEqual(['null', 0, true]);
    // By name, as windows that know each other could.
    await page.evaluate("name = 'approval'");
    expect(await console.evaluate("String(open('', 'approval'))")).toBe('null');
    await page.evaluate(
      "globalThis.channel = new BroadcastChannel('x'); channel.onmessage = () => (globalThis.reached = true)",
    );
    await console.evaluate("new BroadcastChannel('x').postMessage('hello'); localStorage.setItem('x', 'hello')");
    expect(await page.evaluate("[globalThis.reached ?? false, localStorage.getItem('x')]")).toEqual([false, null]);
  });

  it('has no use of security keys; the approval page has', async () => {
    const { console, approval, context } = await start();
    const { page } = await approval();
    for (const view of [console, page]) {
      const session = await context.newCDPSession(view);
      await session.send('WebAuthn.enable');
      await session.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'usb',
          automaticPresenceSimulation: true,
          isUserVerified: true,
          hasUserVerification: true,
        },
      });
    }
    const create = (rp: string): string => `navigator.credentials.create({ publicKey: {
      rp: { id: '${rp}', name: 'x' }, user: { id: new Uint8Array(8), name: 'x', displayName: 'x' },
      challenge: new Uint8Array(32), pubKeyCredParams: [{ type: 'public-key', alg: -7 }] } })
      .then((made) => made.type, (error) => error.name)`;
    const get = (
      rp: string,
    ): string => `navigator.credentials.get({ publicKey: { rpId: '${rp}', challenge: new Uint8Array(32) } })
      .then((got) => got.type, (error) => error.name)`;
    await page.bringToFront();
    expect(await page.evaluate(create('approval.claviger.localhost'))).toBe('public-key');
    await console.bringToFront();
    for (const rp of ['claviger.localhost', 'approval.claviger.localhost']) {
      expect(await console.evaluate(create(rp))).toMatch(/^(NotAllowedError|SecurityError)$/);
      expect(await console.evaluate(get(rp))).toMatch(/^(NotAllowedError|SecurityError)$/);
    }
    expect(await console.evaluate(create('claviger.localhost'))).toBe('NotAllowedError');
  });

  it('has no permission to anything, and is never asked for one', async () => {
    const { console } = await start();
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi', 'local-fonts'];
    for (const name of names) {
      const state = await console.evaluate(
        `navigator.permissions.query({ name: '${name}' }).then((found) => found.state)`,
      );
      expect([name, state]).not.toEqual([name, 'granted']);
    }
    expect(await console.evaluate('typeof Notification')).toBe('undefined');
  });
});
