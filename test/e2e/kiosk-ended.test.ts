import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeMadeUpPages } from '../support/pages-made-up.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { browserForTests, startConsole } from './support/console.ts';
import { echo } from './support/echo.ts';
import { HAS_PROC, processesWith } from './support/processes.ts';

const CHILD = fileURLToPath(new URL('support/kiosk-child.ts', import.meta.url));

/** A console in a process of its own, open. */
async function startChild(profiles: string, pages: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [CHILD, pages, browserForTests(), profiles], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // What must not reach the browser, and the browser must not obey.
    env: {
      ...process.env,
      SSLKEYLOGFILE: `${profiles}/keys`,
      HTTPS_PROXY: 'http://127.0.0.1:1',
      LD_LIBRARY_PATH: '/x',
    },
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('open\n');
  return child;
}

describe('the environment of the console', () => {
  it.runIf(HAS_PROC)('does not reach the browser, but for what it needs', async () => {
    const profiles = temporaryFolder();
    const child = await startChild(profiles, writeMadeUpPages(temporaryFolder()));
    for (const { pid, command } of processesWith(profiles).filter(({ pid }) => pid !== child.pid)) {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      expect([command[0], environment]).not.toEqual([
        command[0],
        expect.stringMatching(/KEYLOG|PROXY|VITEST|LD_LIBRARY_PATH=\/x/),
      ]);
    }
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('keeps it from opening when it would print every message', async () => {
    const profiles = temporaryFolder();
    const child = spawn(process.execPath, [CHILD, writeMadeUpPages(temporaryFolder()), browserForTests(), profiles], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBUG: 'pw:protocol' },
    });
    const said: Buffer[] = [];
    child.stderr.on('data', (text: Buffer) => said.push(text));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(Buffer.concat(said).toString()).toContain('The environment has the variable DEBUG');
    expect(Buffer.concat(said).toString()).not.toContain('pw:protocol');
    expect(readdirSync(profiles)).toEqual([]);
  });
});

describe('when the process of the console', () => {
  it.runIf(HAS_PROC)('is killed, the browser goes too', async () => {
    const profiles = temporaryFolder();
    const child = await startChild(profiles, writeMadeUpPages(temporaryFolder()));
    // The child itself has the folder on its command line.
    const browser = processesWith(profiles).filter(({ pid }) => pid !== child.pid);
    expect(browser.length).toBeGreaterThan(2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => processesWith(profiles), { timeout: 20_000 }).toEqual([]);
  });

  it.runIf(HAS_PROC)('is killed, the next one takes away what it left', async () => {
    const pages = writeMadeUpPages(temporaryFolder());
    const profiles = temporaryFolder();
    const killed = await startChild(profiles, pages);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    await expect.poll(() => processesWith(profiles), { timeout: 20_000 }).toEqual([]);
    const [left] = readdirSync(profiles);
    const next = await startChild(profiles, pages);
    expect(readdirSync(profiles)).not.toContain(left);
    next.kill('SIGTERM');
    await once(next, 'exit');
  });

  it.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'is told to end (%s), the browser is closed and nothing is left',
    async (signal) => {
      const profiles = temporaryFolder();
      const child = await startChild(profiles, writeMadeUpPages(temporaryFolder()));
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      expect(code).toBe(0);
      expect(readdirSync(profiles)).toEqual([]);
    },
  );
});

describe('when the browser', () => {
  it.runIf(HAS_PROC)('is killed, the console ends, and nothing is left', async () => {
    const boundary = echo();
    const folder = writeMadeUpPages(temporaryFolder());
    const { closed, profiles } = await startConsole({ connect: boundary.connect, folder });
    const main = processesWith(profiles).find(
      ({ command }) => !command.some((word) => word.startsWith('--type=')) && command[0]?.includes('crashpad') !== true,
    );
    process.kill(main!.pid, 'SIGKILL');
    await closed;
    expect(boundary.gone).toEqual(['w1']);
    expect(readdirSync(profiles)).toEqual([]);
  });
});
