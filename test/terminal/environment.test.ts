import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { CHECKOUT, copyOf, LAUNCHER, newSite, NODE, sampleSite, start, type Running, type Site } from './claviger.ts';

const MAIN = join(CHECKOUT, 'main', 'hosts', 'terminal', 'main.ts');
const FLAGS = ['--disable-sigusr1', '--disable-proto=delete'];
const WITHOUT_PROC = existsSync('/proc/self/environ') ? null : 'this system has no /proc to look into';

let sample: Site;
beforeAll(async () => {
  sample = await sampleSite();
  // Leaves a line for every Node.js that is made to load it.
  sample.write(
    'spy.cjs',
    `require('fs').appendFileSync(${JSON.stringify(sample.path('spied'))}, process.argv.join(' ') + '\\n');`,
  );
});

const hostile = (site: Site): Record<string, string> => ({
  NODE_OPTIONS: `--require ${site.path('spy.cjs')}`,
  NODE_PATH: site.folder,
  NODE_EXTRA_CA_CERTS: site.path('ca.pem'),
  NODE_TLS_REJECT_UNAUTHORIZED: '0',
  NODE_DEBUG: 'fs,module',
  AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_PROFILE: 'elsewhere',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AZURE_TENANT_ID: 'elsewhere',
  HTTP_PROXY: 'http://127.0.0.1:1',
  HTTPS_PROXY: 'http://127.0.0.1:1',
  https_proxy: 'http://127.0.0.1:1',
  NO_PROXY: '',
  DEBUG: '*',
  LD_PRELOAD: site.path('preload.so'),
  LD_LIBRARY_PATH: site.folder,
  SQLITE_TMPDIR: site.path('sqlite'),
  SSH_AUTH_SOCK: site.path('agent'),
  SSH_ASKPASS: site.path('askpass'),
  BASH_ENV: site.path('bash-env'),
  ENV: site.path('sh-env'),
  CLAVIGER_UNKNOWN: 'x',
});

/** A long command: making keys that the console holds takes about a second each. */
function longCommand(env: () => Record<string, string> = () => ({})): { site: Site; running: Running } {
  const site = newSite();
  site.write('passphrase', 'correct horse battery staple\n');
  site.write('people.json', JSON.stringify(['A', 'B', 'C', 'D'].map((name) => ({ name, roles: ['custodian'] }))));
  const more = { ...env(), CLAVIGER_PASSPHRASE_FILE: site.path('passphrase') };
  return { site, running: site.start(['init', '--people', 'people.json', '--json'], { env: more }) };
}

/** The console's own process, which the launcher has started. */
async function consoleOf({ child }: Running): Promise<number> {
  const launcher = String(child.pid);
  return vi.waitUntil(
    () => {
      const children = readFileSync(`/proc/${launcher}/task/${launcher}/children`, 'utf8').trim().split(' ');
      const inner = children.find(
        (pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.ts'),
      );
      return inner !== undefined && readlinkSync(`/proc/${inner}/exe`).endsWith('node') ? Number(inner) : false;
    },
    { timeout: 20_000, interval: 10 },
  );
}

describe.concurrent('an environment that somebody else has prepared', () => {
  it('changes no result', async () => {
    const site = copyOf(sample);
    const env = hostile(sample);
    const commands = [['keys'], ['keys', 'show', 'production/orders-data'], ['journal', 'verify'], ['people', 'list']];
    for (const command of commands) {
      const clean = await site.claviger([...command, '--json']);
      const dirty = await site.claviger([...command, '--json'], { env });
      expect([command, dirty.exit, dirty.json]).toEqual([command, clean.exit, clean.json]);
    }
  });

  it('does not reach the console: its process has nothing but the variables of the list', async (context) => {
    if (WITHOUT_PROC !== null) context.skip(WITHOUT_PROC);
    const { site, running } = longCommand(() => hostile(sample));
    const pid = await consoleOf(running);
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((variable) => variable.split('=')[0]!)
      .filter((name) => name !== '' && !['PWD', '_', 'OLDPWD', 'SHLVL'].includes(name));
    expect(names.sort()).toEqual(['CLAVIGER_HOME', 'CLAVIGER_PASSPHRASE_FILE', 'HOME', 'PATH', 'TMPDIR']);
    // A core dump would hold what the process held.
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/^Max core file size +0 +0/m);
    expect((await running.answer).exit).toBe(0);
    expect(existsSync(site.workspace)).toBe(true);
  });

  it('with NODE_V8_COVERAGE, which Node.js hands on to its children by itself, changes no result either', async () => {
    const env = { NODE_V8_COVERAGE: sample.path('coverage') };
    const { exit, stderr } = await sample.claviger(['people', 'list'], { env });
    expect([exit, stderr]).toEqual([0, '']);
  });

  it('makes nobody load code into the console', async () => {
    const site = copyOf(sample);
    await site.claviger(['keys'], { env: hostile(sample) });
    // The launcher is started by whoever chose its environment; the console is not.
    const spied = readFileSync(sample.path('spied'), 'utf8');
    expect(spied).toContain('claviger.mjs');
    expect(spied).not.toContain('main.ts');
  });
});

describe.concurrent('the console without its launcher', () => {
  const refusals: readonly (readonly [string, readonly string[], Record<string, string>, RegExp])[] = [
    ['a variable that is not on the list', FLAGS, { DEBUG: '*' }, /environment: the variable DEBUG is not on the list/],
    ['a redirected cloud', FLAGS, { AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:1' }, /AWS_ENDPOINT_URL_KMS/],
    ['a debugger that a signal can open', ['--disable-proto=delete'], {}, /debugger: SIGUSR1/],
    ['a debugger that is open', [...FLAGS, '--inspect=127.0.0.1:0'], {}, /debugger/],
    ['objects that have a __proto__', ['--disable-sigusr1'], {}, /prototype/],
  ];
  it.each(refusals)('does not start with %s', async (_, flags, env, sentence) => {
    const command = [NODE, ...flags, MAIN];
    const args = ['keys', '--json', '--workspace', sample.workspace];
    const { exit, stdout, stderr } = await start(args, { command, env: { ...sample.env, ...env } }).answer;
    expect([exit, JSON.parse(stdout)]).toMatchObject([1, { error: { code: 'security-failed' } }]);
    expect(stderr).toMatch(sentence);
    expect(stderr).toContain('Claviger does not start without its safeguards.');
  });

  it('starts with all of them', async () => {
    const command = [NODE, ...FLAGS, MAIN];
    const args = ['people', 'list', '--workspace', sample.workspace];
    expect((await start(args, { command, env: sample.env }).answer).exit).toBe(0);
  });
});

describe.concurrent('a debugger', () => {
  /** Whether a process listens on any TCP port. */
  function listens(pid: number): boolean {
    const sockets = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? ''];
      } catch {
        return [];
      }
    });
    const rows = ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n'));
    const listening = rows.map((row) => row.trim().split(/\s+/)).filter((fields) => fields[3] === '0A');
    return listening.some((fields) => sockets.includes(fields[9] ?? '-'));
  }

  /** Sends the signal and waits until the process has a port or has ended, or half a second has passed. */
  async function signalled(pid: number): Promise<boolean> {
    process.kill(pid, 'SIGUSR1');
    const deadline = Date.now() + 500;
    return vi
      .waitUntil(
        () => {
          if (!existsSync(`/proc/${pid}/fd`)) return 'ended';
          try {
            if (listens(pid)) return 'port';
          } catch {
            return 'ended';
          }
          return Date.now() > deadline ? 'nothing' : false;
        },
        { timeout: 20_000, interval: 5 },
      )
      .then((outcome) => outcome === 'port');
  }

  function plainNode(): ChildProcess {
    return spawn(NODE, ['--inspect-port=0', '-e', 'setInterval(() => undefined, 1000); console.log("up")'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {},
    });
  }

  it('is opened by SIGUSR1 in an ordinary Node.js: so the next tests would see it', async (context) => {
    if (WITHOUT_PROC !== null) context.skip(WITHOUT_PROC);
    const child = plainNode();
    try {
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      expect(await signalled(child.pid ?? 0)).toBe(true);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it.for(['console', 'launcher'])('is not opened by SIGUSR1 in the %s', async (which, context) => {
    if (WITHOUT_PROC !== null) context.skip(WITHOUT_PROC);
    const { running } = longCommand();
    const inner = await consoleOf(running);
    const opened = await signalled(which === 'console' ? inner : (running.child.pid ?? 0));
    running.child.kill('SIGTERM');
    const { stderr } = await running.answer;
    expect(opened).toBe(false);
    expect(stderr).not.toMatch(/Debugger listening|Starting inspector/);
  });
});

describe('another Node.js than the one that comes along', () => {
  const others = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !folder.includes('node_modules'))
    .map((folder) => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
    .filter((file, index, all) => existsSync(file) && all.indexOf(file) === index);

  it('of this machine starts the console all the same', async (context) => {
    const [other] = others;
    if (other === undefined) return context.skip('this machine has no other Node.js');
    const args = ['people', 'list', '--workspace', sample.workspace];
    const { exit, stderr } = await start(args, { command: [other, LAUNCHER], env: sample.env }).answer;
    const { stdout: found } = spawnSync(other, ['--version'], { encoding: 'utf8' });
    expect([found.trim(), exit, stderr]).toEqual([found.trim(), 0, '']);
  });
});
