import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHROMIUM_SWITCHES, CLOSED_PROXY, refusedSwitch } from '../../main/hosts/electron/command-line.ts';
import { electronEnvironment, mayReachElectron } from '../../main/hosts/electron/environment.ts';
import {
  DOWNLOAD_MS,
  electronBinary,
  electronCommand,
  obtainElectron,
  startElectron,
} from '../../main/hosts/electron/locate.ts';
import { electronSafeguards, type ElectronProcess } from '../../main/hosts/electron/safeguards.ts';
import { installSafeguards, SAFEGUARDS } from '../../main/security/index.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('the command line', () => {
  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '-remote-debugging-port=0',
    '/remote-debugging-port=0',
    '--Remote-Debugging-Port=0',
    '--remote-allow-origins=*',
    '--inspect',
    '--inspect=0',
    '--inspect-brk=127.0.0.1:1',
    '--inspect-port=0',
    '--debug-brk',
    '--js-flags=--expose-gc',
    '--no-sandbox',
    '--disable-setuid-sandbox',
    '--disable-gpu-sandbox',
    '--disable-web-security',
    '--disable-site-isolation-trials',
    '--disable-features=IsolateOrigins',
    '--ignore-certificate-errors',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--host-rules=MAP * 127.0.0.1',
    '--proxy-server=127.0.0.1:1',
    '--proxy-pac-url=data:,',
    '--no-proxy-server',
    '--unsafely-treat-insecure-origin-as-secure=http://x',
    '--renderer-cmd-prefix=sh',
    '--ssl-key-log-file=x',
  ])('with %s aborts the start', (argument) => {
    expect(refusedSwitch(['claviger', 'app', argument], false)).not.toBeNull();
  });

  it('may have what the system adds, and folders', () => {
    expect(
      refusedSwitch(['claviger', '--ozone-platform=wayland', '/home/ada/claviger', '--lang=de'], false),
    ).toBeNull();
  });

  it('may be without sandbox for root only, who cannot have it', () => {
    expect(refusedSwitch(['claviger', '--no-sandbox', 'app'], true)).toBeNull();
    expect(refusedSwitch(['claviger', '--no-sandbox', 'app', '--inspect'], true)).toBe('--inspect');
  });

  it('of Chromium resolves no name, and its proxy does not exist', () => {
    const switches = new Map<string, string | undefined>(CHROMIUM_SWITCHES.map(([name, value]) => [name, value]));
    expect(switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND');
    expect(switches.get('proxy-server')).toBe(CLOSED_PROXY.proxyRules);
    expect(CLOSED_PROXY.proxyRules).not.toMatch(/direct/);
    // Loopback would go past it otherwise.
    expect(CLOSED_PROXY.proxyBypassRules).toBe('<-loopback>');
    expect(switches.get('force-webrtc-ip-handling-policy')).toBe('disable_non_proxied_udp');
  });
});

describe('the environment', () => {
  it.each(['NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE', 'LD_PRELOAD', 'GTK_MODULES', 'HTTPS_PROXY', 'AWS_PROFILE', 'DEBUG'])(
    'loses %s',
    (name) => {
      expect(mayReachElectron(name)).toBe(false);
    },
  );

  it('keeps what a desktop needs', () => {
    const kept = { DISPLAY: ':0', DBUS_SESSION_BUS_ADDRESS: 'unix:x', CLAVIGER_HOME: '/h', LANG: 'de' };
    expect(electronEnvironment({ ...kept, HOME: undefined, SECRET: 's' })).toEqual(kept);
  });
});

describe('the safeguards in Electron', () => {
  const trial = (over: Partial<ElectronProcess> = {}) => {
    const taken: string[] = [];
    const process: ElectronProcess = {
      argv: ['claviger'],
      env: { PATH: '/bin' },
      isRoot: false,
      debuggerUrl: () => undefined,
      takeSignal: () => taken.push('SIGUSR1'),
      everyObject: Object.defineProperty({}, '__proto__', { configurable: true, value: 1 }),
      ...over,
    };
    // The house's own change this process: tested where they are.
    const own = electronSafeguards(process).filter((guard) => !SAFEGUARDS.includes(guard));
    return { process, taken, problem: installSafeguards(own) };
  };

  it('clean the environment instead of refusing it', () => {
    const env = { PATH: '/bin', NODE_OPTIONS: '--require x', AWS_ENDPOINT_URL_KMS: 'http://x' };
    const { process, problem } = trial({ env });
    expect(problem).toBeNull();
    expect(process.env).toEqual({ PATH: '/bin' });
  });

  it('abort the start when a variable stays', () => {
    const env = Object.freeze({ PATH: '/bin', NODE_OPTIONS: 'x' });
    expect(trial({ env }).problem).toBe('environment: the variable NODE_OPTIONS could not be removed');
  });

  it('abort the start when a variable takes the sandbox away, unless root has none anyway', () => {
    const env = () => ({ ELECTRON_DISABLE_SANDBOX: '1' });
    expect(trial({ env: env() }).problem).toMatch(/^environment: ELECTRON_DISABLE_SANDBOX/);
    expect(trial({ env: env(), isRoot: true }).problem).toBeNull();
  });

  it('abort the start when a debugger is there, and take the signal that would open one', () => {
    expect(trial().taken).toEqual(['SIGUSR1']);
    expect(trial({ debuggerUrl: () => 'ws://127.0.0.1:9229/x' }).problem).toBe('debugger: a debugger port is open');
  });

  it('abort the start when the command line lets somebody in', () => {
    expect(trial({ argv: ['claviger', '--remote-debugging-port=0'] }).problem).toBe(
      'command-line: --remote-debugging-port is on the command line',
    );
  });

  it('take the accessor __proto__ from every object', () => {
    expect(Object.hasOwn(trial().process.everyObject, '__proto__')).toBe(false);
    expect(trial({ everyObject: Object.freeze(Object.defineProperty({}, '__proto__', { value: 1 })) }).problem).toMatch(
      /^prototype-accessor/,
    );
  });

  it("hold all of the house's, two of them as Electron has them", () => {
    const names = electronSafeguards().map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(SAFEGUARDS.map(({ name }) => name)));
    expect(new Set(names).size).toBe(names.length);
    expect(names.indexOf('environment')).toBeLessThan(names.indexOf('file-mode'));
  });
});

describe('finding the Electron binary', () => {
  const version = '45.4.1';
  const project = (files: Readonly<Record<string, string>>): string => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'node_modules', 'electron', 'dist'), { recursive: true });
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, 'node_modules', 'electron', name), text);
    return folder;
  };
  const packed = { 'package.json': JSON.stringify({ version }) };
  const whole = { ...packed, 'path.txt': 'electron', 'dist/version': `v${version}\n`, 'dist/electron': '' };

  it('finds it where its installer has put it', () => {
    const folder = project(whole);
    const path = join(folder, 'node_modules', 'electron', 'dist', 'electron');
    expect(electronBinary(folder)).toEqual({ kind: 'installed', path });
  });

  it.each([
    ['the package is not installed', {}, 'the npm package "electron" is not installed'],
    ['nothing was downloaded', packed, "Electron's program has not been downloaded"],
    ['it is of another version', { ...whole, 'dist/version': '44.0.0' }, "Electron's program is not of version 45.4.1"],
    ['its file is missing', { ...whole, 'path.txt': 'elsewhere' }, "Electron's program is missing from its folder"],
  ])('says why it is absent: %s', (_, files, why) => {
    expect(electronBinary(project(files))).toEqual({ kind: 'absent', why });
  });

  it('downloads nothing when it is there', async () => {
    const found = await obtainElectron(project({ ...whole, 'install.js': '' }), () => Promise.reject(new Error('ran')));
    expect(found.kind).toBe('installed');
  });

  it('downloads it with its own installer, within a limit, when it is asked to', async () => {
    const folder = project({ ...packed, 'install.js': '' });
    const ran: unknown[] = [];
    const found = await obtainElectron(folder, async (file, limitMs) => {
      ran.push(file, limitMs);
      const place = join(folder, 'node_modules', 'electron');
      for (const [name, text] of Object.entries(whole)) writeFileSync(join(place, name), text);
      return true;
    });
    expect(found.kind).toBe('installed');
    expect(ran).toEqual([join(folder, 'node_modules', 'electron', 'install.js'), DOWNLOAD_MS]);
  });

  it('says that it could not be downloaded', async () => {
    const found = await obtainElectron(project({ ...packed, 'install.js': '' }), async () => false);
    expect(found).toEqual({ kind: 'absent', why: "Electron's program has not been downloaded, and could not be" });
  });

  it('ends an installer that fails, or that takes too long', async () => {
    const failing = project({ ...packed, 'install.js': 'process.exit(1)' });
    expect((await obtainElectron(failing)).kind).toBe('absent');
    const hanging = project({ ...packed, 'install.js': 'setInterval(() => undefined, 1000)' });
    expect((await obtainElectron(hanging, undefined, 50)).kind).toBe('absent');
  });
});

describe('starting Electron', () => {
  const start = {
    binary: '/opt/electron',
    application: '/app',
    env: { HOME: '/home/ada', NODE_OPTIONS: '--require x' },
    platform: 'linux',
    isRoot: false,
  } as const;

  it('gives it a clean environment, no core dumps and its sandbox', () => {
    const { file, args, env } = electronCommand(start);
    expect(env).toEqual({ HOME: '/home/ada' });
    expect([file, ...args].join(' ')).toMatch(/^\/bin\/sh -c ulimit -c 0; exec .* \/opt\/electron \/app$/);
    expect(args).not.toContain('--no-sandbox');
  });

  it('leaves the sandbox away for root on Linux only', () => {
    expect(electronCommand({ ...start, isRoot: true }).args).toContain('--no-sandbox');
    expect(electronCommand({ ...start, isRoot: true, platform: 'darwin' }).args).not.toContain('--no-sandbox');
  });

  it('starts the program itself on Windows', () => {
    expect(electronCommand({ ...start, platform: 'win32' })).toMatchObject({ file: '/opt/electron', args: ['/app'] });
  });

  it.skipIf(process.platform === 'win32')('brings its exit code', async () => {
    const folder = temporaryFolder();
    const application = join(folder, 'program.sh');
    writeFileSync(application, 'exit 7');
    expect(await startElectron({ ...start, binary: '/bin/sh', application })).toBe(7);
    expect(await startElectron({ ...start, binary: join(folder, 'nothing'), application })).not.toBe(0);
  });
});
