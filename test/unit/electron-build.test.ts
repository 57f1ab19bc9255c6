import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callsOf } from '../../main/hosts/electron/calls.ts';
import { temporaryFolder } from '../support/temporary.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
mkdirSync(join(project, '.cache'), { recursive: true });
// Windows starts no process without its system folder.
const MINIMAL = { PATH: process.env['PATH'], SYSTEMROOT: process.env['SYSTEMROOT'] };
// Inside the project: what main imports from packages is found from there.
const out = mkdtempSync(join(project, '.cache', 'electron-build-'));

afterAll(() => {
  rmSync(out, { recursive: true, force: true });
});

/** Runs a program of the build in Node.js. */
function run(code: string): unknown {
  const file = join(out, 'trial.mjs');
  writeFileSync(file, code);
  const text = execFileSync(process.execPath, [file], { encoding: 'utf8', env: MINIMAL });
  return JSON.parse(text);
}

describe('the built application', { timeout: 120_000 }, () => {
  beforeAll(() => {
    const tool = join(project, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
    execFileSync(process.execPath, [tool, 'build', '-c', 'electron.config.ts', '--logLevel', 'error'], {
      cwd: project,
      env: { ...process.env, CLAVIGER_BUILD_OUT: out, NODE_ENV: 'production' },
      stdio: 'pipe',
    });
  }, 120_000);

  it('has its entry where electron-builder and package.json look for it', () => {
    expect(existsSync(join(out, 'main', 'hosts', 'electron', 'main.js'))).toBe(true);
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['main', 'preload', 'renderer', 'resources', 'shared']));
  });

  it.each(['console', 'approval'] as const)(
    'has one file as preload of the %s page, which loads electron only',
    async (page) => {
      expect(readdirSync(join(out, 'preload')).sort()).toEqual(['approval.cjs', 'console.cjs']);
      const text = readFileSync(join(out, 'preload', `${page}.cjs`), 'utf8');
      expect([...text.matchAll(/\brequire\(([^)]*)\)/g)].map(([, what]) => what)).toEqual(['"electron"']);
      expect(text).not.toMatch(/\bimport\b|\bprocess\b|CALLS_OF_THE/);
      const exposed: { name: string; send: (message: string) => Promise<string> }[] = [];
      const invoked: unknown[] = [];
      const electron = {
        contextBridge: {
          exposeInMainWorld: (name: string, send: (message: string) => Promise<string>) => exposed.push({ name, send }),
        },
        ipcRenderer: { invoke: (...args: unknown[]) => (invoked.push(args), Promise.resolve('{}')) },
      };
      // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the built file itself, as Electron would run it
      new Function('require', text)(() => electron);
      expect(exposed.map(({ name }) => name)).toEqual(['claviger']);
      const messages = callsOf(page).map((call) => JSON.stringify({ call }));
      for (const message of messages) await exposed[0]!.send(message);
      expect(invoked).toEqual(messages.map((message) => ['claviger', message]));
    },
  );

  it('has two pages of which none has a file of the other, and the approval page none of the console’s code', () => {
    const pages = join(out, 'renderer');
    const assets = readdirSync(join(pages, 'assets'));
    const ofPage = (page: string) => assets.filter((name) => name.startsWith(`${page}-`));
    expect([...ofPage('approval'), ...ofPage('console')].sort()).toEqual(assets.sort());
    const textOf = (page: string) =>
      [`${page}.html`, ...ofPage(page).map((name) => join('assets', name))]
        .map((file) => readFileSync(join(pages, file), 'utf8'))
        .join('\n');
    const [approval, console_] = [textOf('approval'), textOf('console')];
    expect(ofPage('console').filter((name) => approval.includes(name))).toEqual([]);
    expect(ofPage('approval').filter((name) => console_.includes(name))).toEqual([]);
    expect([approval, console_].map((text) => /mantine|tanstack/i.test(text))).toEqual([false, true]);
  });

  it('links: everything it imports is there, under the name it imports it by', () => {
    const electron = ['app', 'BrowserWindow', 'ipcMain', 'Menu', 'nativeTheme', 'session', 'utilityProcess'];
    const fake = electron.map((name) => `export const ${name} = undefined;`).join('');
    const found = run(`
      import { registerHooks } from 'node:module';
      registerHooks({ resolve: (name, context, next) =>
        name === 'electron' ? { url: ${JSON.stringify(`data:text/javascript,${fake}`)}, shortCircuit: true } : next(name, context) });
      const { runElectron } = await import('./main/hosts/electron/run.js');
      const { electronSafeguards } = await import('./main/hosts/electron/safeguards.js');
      console.log(JSON.stringify([typeof runElectron, electronSafeguards().length > 0]));
    `);
    expect(found).toEqual(['function', true]);
  });

  it('needs no package that is left out when it is packaged', () => {
    const text = globSync('{main,shared,bin}/**/*.js', { cwd: out }).map((file) =>
      readFileSync(join(out, file), 'utf8'),
    );
    const names = text.flatMap((one) => [
      ...one.matchAll(/^(?:import|export)\b.*?["']([^."'][^"']*)["'];?$|\bimport\(["']([^."'][^"']*)["']\)/gm),
    ]);
    const packages = names
      .map(([, fixed, later]) => fixed ?? later ?? '')
      .filter((name) => !name.startsWith('node:'))
      .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0]);
    expect([...new Set(packages)].sort()).toEqual([
      '@scure/bip39',
      'better-sqlite3',
      'canonicalize',
      'electron',
      'ssh2',
      'zod',
    ]);
  });

  it('finds what it reads, and works: a practice workspace is made, and its journal verified on a thread of its own', () => {
    const folder = temporaryFolder();
    const made = run(`
      import { compose, thisMachine } from './main/compose.js';
      const folder = ${JSON.stringify(join(folder, 'workspace'))};
      const console_ = compose(thisMachine(${JSON.stringify(join(folder, 'home'))}));
      const made = console_.init({ folder, sample: true, people: null, passphraseFor: () => '' });
      const host = { kind: 'electron', sandboxed: true, browser: null, openApproval: async () => 'a', close: async () => {}, focus: async () => {}, pdf: async () => null };
      const open = console_.openWindow({ folder, host, version: '0' });
      const sender = { window: 'c', page: 'console', origin: 'https://claviger.localhost', isMainFrame: true, document: 'd' };
      const ask = async (call, input) => JSON.parse(await open.boundary.receive(sender, JSON.stringify({ call, input, document: 'd' })));
      let { last } = (await ask('events.next', { after: null })).value;
      let job = (await ask('journal.verify', {})).value;
      while (job.state === 'running') {
        ({ last } = (await ask('events.next', { after: last })).value);
        job = (await ask('journal.verification', {})).value.latest;
      }
      await open.close();
      console.log(JSON.stringify([made.ok, job.state, job.result?.ok]));
    `);
    expect(made).toEqual([true, 'done', true]);
  });

  it('opens keys as a utility process does: one message in, one message out', () => {
    const answered = run(`
      import { frame } from './main/ipc/unsealing/frame.js';
      const passphrase = Buffer.from('correct horse battery');
      const work = frame({ task: 'make-key', comment: 'Ada', rounds: 16, passphraseBytes: passphrase.length }, passphrase, new Uint8Array());
      let answer;
      process.parentPort = { once: (_, hear) => queueMicrotask(() => hear({ data: new Uint8Array(work) })), postMessage: (text) => { answer = text; } };
      await import('./main/ipc/unsealing/signer-child.js');
      console.log(answer);
    `);
    expect(answered).toMatchObject({ ok: true, publicKey: expect.stringMatching(/^ssh-ed25519 /) });
  });

  it('does not start in a process that is not Electron', () => {
    const entry = join(out, 'main', 'hosts', 'electron', 'main.js');
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `
      import { registerHooks } from 'node:module';
      registerHooks({ resolve: (name, context, next) => name === 'electron'
        ? { url: 'data:text/javascript,export const app = { exit: (code) => process.exit(code) };', shortCircuit: true } : next(name, context) });
      process.argv.push('--remote-debugging-port=0');
      await import(${JSON.stringify(pathToFileURL(entry).href)});
    `,
      ],
      { encoding: 'utf8', env: MINIMAL },
    );
    expect(stderr).toMatch(/^security-failed: .*--remote-debugging-port is on the command line/m);
    expect(status).toBe(1);
  });
});
