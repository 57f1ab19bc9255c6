import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, vi } from 'vitest';
import { compose, thisMachine, type Console, type Surroundings } from '../../main/compose.ts';

export const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
export const LAUNCHER = join(CHECKOUT, 'bin', 'claviger.mjs');
/** The runtime that npm scripts use; the launcher finds its own. */
export const NODE = ((bundled) => (existsSync(bundled) ? bundled : process.execPath))(
  join(CHECKOUT, 'node_modules', '.bin', 'node'),
);
/** The passphrase of the sample's made-up people, as the documentation prints it. */
export const SAMPLE_PASSPHRASE = 'practice makes perfect';

/** A command that has not ended by then hangs. */
const DEADLINE_MS = 90_000;
/** Everything that the tests of one file leave, removed when they are done. */
const everything = mkdtempSync(join(tmpdir(), 'claviger-terminal-'));
let made = 0;
afterAll(() => {
  rmSync(everything, { recursive: true, force: true, maxRetries: 3 });
});

/** A new, empty folder that is removed after the tests. */
export function newFolder(): string {
  made += 1;
  const folder = join(everything, String(made));
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

/** What a command left. */
export interface Answer {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the one JSON document it has to be; throws when it is not. */
  readonly json: unknown;
}

export interface Running {
  readonly child: ChildProcess;
  readonly answer: Promise<Answer>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What is typed, then end of input. Left out: a pipe that stays open and says nothing. */
  readonly input?: string;
  /** Starts this program instead; for other ways into the console. */
  readonly command?: readonly string[];
}

/** Starts the console as a script would. The environment is the given one and nothing of this process's but PATH. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  const [file = NODE, ...before] = options.command ?? [NODE, LAUNCHER];
  const env = { PATH: [dirname(NODE), process.env['PATH']].join(delimiter), ...options.env };
  const child = spawn(file, [...before, ...args], { cwd: options.cwd ?? everything, env, stdio: 'pipe' });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => undefined);
  if (options.input !== undefined) child.stdin.end(options.input);
  const answer = new Promise<Answer>((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`"${args.join(' ')}" has not ended after ${DEADLINE_MS} ms\n${Buffer.concat(err).toString()}`));
    }, DEADLINE_MS);
    child.on('error', reject);
    child.on('close', (exit) => {
      clearTimeout(deadline);
      child.stdin.destroy();
      const [stdout, stderr] = [Buffer.concat(out).toString(), Buffer.concat(err).toString()];
      resolve({
        exit,
        stdout,
        stderr,
        get json(): unknown {
          return JSON.parse(stdout) as unknown;
        },
      });
    });
  });
  return { child, answer };
}

/** A folder with a workspace, the application folder that belongs to it, and room for people's files. */
export interface Site {
  readonly folder: string;
  readonly workspace: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command on the workspace, in the site's folder. */
  claviger(args: readonly string[], options?: RunOptions): Promise<Answer>;
  start(args: readonly string[], options?: RunOptions): Running;
  /** The path of a file in the site's folder. */
  path(name: string): string;
  read(name: string): Buffer;
  write(name: string, bytes: Uint8Array | string): string;
  /** The same console inside this process, for what has to be looked at often. `watch` is told every moment of a run. */
  console(watch?: Surroundings['progress']): Console;
}

/** A place without a workspace yet. */
export function newSite(folder = newFolder()): Site {
  const [workspace, home, temporary] = [join(folder, 'W'), join(folder, 'home'), join(folder, 'tmp')];
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const env = { CLAVIGER_HOME: home, HOME: folder, TMPDIR: temporary };
  const site: Site = {
    folder,
    workspace,
    home,
    env,
    start: (args, options = {}) =>
      start([...args, '--workspace', workspace], { cwd: folder, ...options, env: { ...env, ...options.env } }),
    claviger: (args, options) => site.start(args, options).answer,
    path: (name) => join(folder, name),
    read: (name) => readFileSync(join(folder, name)),
    write: (name, bytes) => {
      writeFileSync(join(folder, name), bytes, { mode: 0o600 });
      return join(folder, name);
    },
    console: (watch = () => undefined) =>
      compose({
        ...thisMachine(home),
        sleep: () => Promise.resolve(),
        progress: watch,
      }),
  };
  return site;
}

/** The same workspace with its application folder and everybody's files, in a place of its own. */
export function copyOf(site: Site): Site {
  const folder = newFolder();
  cpSync(site.folder, folder, { recursive: true });
  return newSite(folder);
}

/** Lets a command succeed and hands out its document. */
export async function done(answer: Promise<Answer>): Promise<unknown> {
  const { exit, stdout, stderr } = await answer;
  if (exit !== 0) throw new Error(`exit ${exit}\n${stdout}\n${stderr}`);
  return stdout.startsWith('{') ? JSON.parse(stdout) : null;
}

/** A workspace of the sample's made-up people. */
export async function sampleSite(): Promise<Site> {
  const site = newSite();
  await done(site.claviger(['init', '--sample']));
  site.write('passphrase', `${SAMPLE_PASSPHRASE}\n`);
  return site;
}

/** The variables with which the sample's people sign. */
export function asSamplePeople(site: Site): { readonly env: Readonly<Record<string, string>> } {
  return { env: { CLAVIGER_PASSPHRASE_FILE: site.path('passphrase') } };
}

/** Waits until this computer's clock has passed a time. */
export async function until(time: string): Promise<void> {
  await vi.waitUntil(() => Date.now() > Date.parse(time), { timeout: 20_000, interval: 50 });
}
