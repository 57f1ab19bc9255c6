import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { hasDisplay } from '../../main/hosts/choose-host.ts';
import { writeMadeUpPages } from '../support/pages-made-up.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { startConsole, type ConsoleUnderTest } from './support/console.ts';
import { echo, type Echo } from './support/echo.ts';
import { HAS_PROC, listening, processesWith, withDescendants } from './support/processes.ts';

const HAS_DISPLAY = hasDisplay({ platform: process.platform, env: process.env });

async function start(): Promise<ConsoleUnderTest & { readonly echo: Echo }> {
  const boundary = echo();
  const folder = writeMadeUpPages(temporaryFolder());
  return { ...(await startConsole({ connect: boundary.connect, folder })), echo: boundary };
}

describe('the kiosk', () => {
  it('shows the console and takes its calls', async () => {
    const { console, echo, complaints } = await start();
    await console.getByText('ready').waitFor();
    const token = await console.evaluate('token');
    const answer = await console.evaluate("claviger('hello').then(JSON.parse)");
    expect(answer).toEqual({
      ok: true,
      value: {
        window: 'w1',
        page: 'console',
        origin: 'https://claviger.localhost',
        isMainFrame: true,
        document: token,
      },
    });
    expect(echo.heard.map(({ message }) => message)).toEqual(['hello']);
    expect(complaints).toEqual([]);
  });

  it('keeps its place when it is reloaded, with another token each time', async () => {
    const { console } = await start();
    await console.goto('https://claviger.localhost/keys/production');
    const tokens = new Set();
    for (let times = 0; times < 30; times++) {
      await console.reload();
      const said = await console.evaluate("claviger('').then((text) => [token, JSON.parse(text).value.document])");
      const [token, document] = said as [string, string];
      expect(document).toBe(token);
      tokens.add(token);
    }
    expect(tokens.size).toBe(30);
    expect(console.url()).toBe('https://claviger.localhost/keys/production');
  });

  it('goes on with the same token when the page only changes its address', async () => {
    const { console } = await start();
    const before = await console.evaluate('token');
    await console.evaluate("history.pushState(null, '', '/journal'); location.hash = 'x'");
    expect(await console.evaluate("claviger('').then((text) => JSON.parse(text).value.document)")).toBe(before);
  });

  it('opens approval windows for main, says when they are gone, and closes none twice', async () => {
    const { approval, echo, host, context } = await start();
    const { id, page } = await approval();
    await page.getByText('ready').waitFor();
    expect(await page.title()).toBe('Claviger: sign');
    const said = await page.evaluate("claviger('').then((text) => JSON.parse(text).value)");
    expect(said).toMatchObject({ window: id, page: 'approval', origin: 'https://approval.claviger.localhost' });
    expect(await page.evaluate('[opener, history.length]')).toEqual([null, 1]);
    await host.focus(id);
    await host.close(id);
    expect(echo.gone).toEqual([id]);
    await host.close(id);
    await host.focus(id);
    expect(context.pages()).toHaveLength(1);
    expect((await approval()).id).not.toBe(id);
  });

  it.runIf(HAS_DISPLAY)('does the same on a screen, in windows of their own', async () => {
    const boundary = echo();
    const folder = writeMadeUpPages(temporaryFolder());
    const { approval, host, context } = await startConsole({ connect: boundary.connect, folder, headless: false });
    const { id, page } = await approval();
    await page.getByText('ready').waitFor();
    expect(await page.evaluate('opener')).toBeNull();
    expect(Buffer.from((await host.pdf('<h1>Transcript</h1>'))!).toString('latin1')).toMatch(/^%PDF-/);
    expect(context.pages()).toHaveLength(2);
    await host.close(id);
    expect(boundary.gone).toEqual([id]);
  });

  it('ends when the console’s window is closed, with everything it had opened', async () => {
    const { approval, console, closed, echo, profiles } = await start();
    await approval();
    await console.close();
    await closed;
    expect([...echo.gone].sort()).toEqual(['w1', 'w2']);
    expect(readdirSync(profiles)).toEqual([]);
  });

  it('makes a fresh profile for this user alone and takes it away afterwards', async () => {
    const { profiles, close } = await start();
    const [profile, ...others] = readdirSync(profiles);
    expect(others).toEqual([]);
    if (process.platform !== 'win32') expect(statSync(join(profiles, profile!)).mode & 0o777).toBe(0o700);
    await close();
    expect(readdirSync(profiles)).toEqual([]);
  });

  it.runIf(HAS_PROC)('opens no port that anybody could connect to', async () => {
    const { profiles } = await start();
    const tree = withDescendants(processesWith(profiles));
    expect(tree.length).toBeGreaterThan(2);
    // What this looks for can be found: a listener of the test's own.
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    expect(listening([process.pid])).toHaveLength(1);
    expect(listening(tree.map(({ pid }) => pid))).toEqual([]);
    server.close();
  });

  it.runIf(HAS_PROC)('runs the browser in its sandbox, except as root, and says which', async () => {
    const { profiles, host } = await start();
    const [browser] = processesWith(profiles).filter(
      ({ command }) => !command.some((word) => word.startsWith('--type=')),
    );
    const unsandboxed = browser!.command.filter((word) => /no-sandbox|disable-.*sandbox|single-process/.test(word));
    expect(unsandboxed).toEqual(process.getuid?.() === 0 ? ['--no-sandbox'] : []);
    expect(host.sandboxed).toBe(process.getuid?.() !== 0);
  });

  it('prints a document, of which nothing runs', async () => {
    const { host, context } = await start();
    const pdf = await host.pdf('<title>as written</title><h1>Transcript</h1><script>document.title="changed"</script>');
    const text = Buffer.from(pdf!).toString('latin1');
    expect(text).toMatch(/^%PDF-/);
    expect(text).toContain('(as written)');
    expect(text).not.toContain('changed');
    expect(context.pages()).toHaveLength(1);
  });

  it('says so when the browser cannot be started, and leaves nothing behind', async () => {
    const boundary = echo();
    const folder = writeMadeUpPages(temporaryFolder());
    const started = startConsole({ connect: boundary.connect, folder, browser: process.execPath });
    await expect(started).rejects.toThrow(`The browser ${process.execPath} could not be started.`);
  });
});
