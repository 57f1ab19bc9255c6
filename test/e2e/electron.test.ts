import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PAGES } from '../../shared/contract/index.ts';
import { buildElectron, startElectronConsole, whyNoElectron, type ElectronUnderTest } from './support/electron.ts';

/** What happens in a console whatever its host: every function that a file in `scenarios/` exports. */
type Scenario = (console: ElectronUnderTest) => Promise<void>;
const files = import.meta.glob<Record<string, unknown>>('./scenarios/*.ts', { eager: true });
const scenarios = Object.entries(files).flatMap(([file, exported]) =>
  Object.entries(exported)
    .filter((entry): entry is [string, Scenario] => typeof entry[1] === 'function')
    .map(([name, scenario]) => ({ name: `${file.replace(/^.*\/|\.ts$/g, '')}: ${name}`, scenario })),
);

const why = whyNoElectron();
const title = why === null ? 'the console in Electron' : `the console in Electron (skipped, because ${why})`;

describe.skipIf(why !== null)(title, () => {
  beforeAll(buildElectron);

  it.for(scenarios)('$name', async ({ scenario }) => {
    await scenario(await startElectronConsole());
  });

  it('shows the console on its origin, and the page has nothing of Node.js or Electron but one function', async () => {
    const { page } = await startElectronConsole();
    expect(await page.evaluate('location.origin')).toBe(PAGES.console);
    const names = ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', '__dirname'];
    expect(await page.evaluate(`${JSON.stringify(names)}.map((name) => typeof globalThis[name])`)).toEqual(
      names.map(() => 'undefined'),
    );
    expect(await page.evaluate('typeof claviger')).toBe('function');
    expect(await page.evaluate('isSecureContext')).toBe(true);
  });

  it('answers the page, and takes no call of the approval page from it', async () => {
    const { page } = await startElectronConsole();
    const ask = (call: string): Promise<unknown> =>
      page.evaluate((name) => {
        const document = window.document.querySelector<HTMLMetaElement>('meta[name="claviger-document"]')?.content;
        return window.claviger!(JSON.stringify({ call: name, input: {}, document })).then(
          (text) => (JSON.parse(text) as { ok: boolean }).ok,
          () => 'refused',
        );
      }, call);
    expect(await ask('session.read')).toBe(true);
    expect(await ask('approval.task')).toBe('refused');
  });

  it('leads nowhere: no window, no frame, no other address, no connection', async () => {
    const { app, page } = await startElectronConsole();
    expect(await page.evaluate(`open('${PAGES.approval}/') === null`)).toBe(true);
    await page.evaluate(`location.assign('${PAGES.approval}/')`);
    await page.evaluate("location.assign('https://example.com/')");
    expect(await page.evaluate("fetch('https://example.com/').then(() => 'there', () => 'nothing')")).toBe('nothing');
    expect(page.url()).toMatch(new RegExp(`^${PAGES.console}/`));
    expect(app.windows()).toHaveLength(1);
  });

  it('loads the page again with another token, and the old one is worth nothing', async () => {
    const { page } = await startElectronConsole();
    const token = (): Promise<string | null> =>
      page.locator('meta[name="claviger-document"]').getAttribute('content', { timeout: 30_000 });
    const before = await token();
    await page.reload();
    expect(await token()).not.toBe(before);
    const code = await page.evaluate((document) => {
      const message = JSON.stringify({ call: 'session.read', input: {}, document });
      return window.claviger!(message).then((text) => (JSON.parse(text) as { error?: { code: string } }).error?.code);
    }, before);
    expect(code).toBe('not-allowed');
  });

  it('keeps nothing of its pages on disk', async () => {
    const { close, place } = await startElectronConsole();
    await close();
    const kept = filesUnder(join(place.home, 'electron')).filter((file) =>
      readFileSync(file).includes('claviger.localhost'),
    );
    expect(kept).toEqual([]);
  });

  it('ends when its window is closed', async () => {
    const { app, page } = await startElectronConsole();
    const ended = new Promise((done) => app.process().once('exit', done));
    await page.close();
    expect(await ended).toBe(0);
  });
});

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      if (found?.isDirectory() === true) return filesUnder(path);
      return found?.isFile() === true ? [path] : [];
    });
}
