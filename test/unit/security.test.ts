import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { allowedEnvironment, isAllowedVariable } from '../../bin/environment.mjs';
import { installSafeguards, SAFEGUARDS } from '../../main/security/index.ts';
import { temporaryFolder } from '../support/temporary.ts';

const ENTRY = fileURLToPath(new URL('../../main/hosts/terminal/main.ts', import.meta.url));
const FLAGS = ['--disable-sigusr1', '--disable-proto=delete'];

/** Starts the terminal host as somebody would who goes around the launcher. */
function start(flags: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const home = temporaryFolder();
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, CLAVIGER_HOME: join(home, 'app'), ...more };
  const args = [...flags, ENTRY, 'people', 'list', '--workspace', join(home, 'nothing')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8', timeout: 30_000 });
  return { status, stdout, stderr };
}

describe('the terminal host does not start', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    ['where a signal would open a debugger', ['--disable-proto=delete'], {}, 'debugger: SIGUSR1'],
    ['with a debugger', [...FLAGS, '--inspect=0'], {}, 'debugger: a debugger port is open'],
    ['where __proto__ reaches prototypes', ['--disable-sigusr1'], {}, 'prototype: '],
    ['where __proto__ only throws', ['--disable-sigusr1', '--disable-proto=throw'], {}, 'prototype: '],
    ['without any flag of the launcher', [], {}, 'debugger: '],
    [
      'with a variable that redirects calls',
      FLAGS,
      { AWS_ENDPOINT_URL_KMS: 'http://localhost:1' },
      'AWS_ENDPOINT_URL_KMS',
    ],
    ['with a variable that makes libraries talk', FLAGS, { DEBUG: 'pw:protocol' }, 'DEBUG'],
    ['with options for Node.js', FLAGS, { NODE_OPTIONS: '--no-warnings' }, 'NODE_OPTIONS'],
    ['with a proxy', FLAGS, { https_proxy: 'http://localhost:1' }, 'https_proxy'],
  ])('%s, and says why', (_, flags, env, why) => {
    const { status, stdout, stderr } = start(flags, env);
    expect(stderr).toContain('A safeguard is not in force: ');
    expect(stderr).toContain(why);
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  test('and starts where all of them are in force', () => {
    const { status, stderr } = start(FLAGS);
    expect(stderr).toContain('workspace-missing');
    expect(stderr).not.toContain('safeguard');
    expect(status).toBe(2);
  });
});

describe('installing the safeguards', () => {
  test('goes through all of them in order when each is in force', () => {
    const seen: string[] = [];
    const guard = (name: string, problem: string | null) => ({
      name,
      install: () => {
        seen.push(name);
        return problem;
      },
    });
    expect(installSafeguards([guard('one', null), guard('two', null)])).toBeNull();
    expect(seen).toEqual(['one', 'two']);
  });

  test('stops at the first that is not in force, and names it', () => {
    const seen: string[] = [];
    const guard = (name: string, problem: string | null) => ({
      name,
      install: () => {
        seen.push(name);
        return problem;
      },
    });
    const guards = [guard('one', null), guard('two', 'is broken'), guard('three', 'is broken as well')];
    expect(installSafeguards(guards)).toBe('two: is broken');
    expect(seen).toEqual(['one', 'two']);
  });

  test('begins with the mask of files, so that nothing is written readable before it', () => {
    expect(SAFEGUARDS.map(({ name }) => name)).toEqual(['file-mode', 'environment', 'debugger', 'prototype']);
  });
});

describe('the environment that reaches Claviger', () => {
  const names = fc.oneof(
    fc.constantFrom('PATH', 'Path', 'HOME', 'LC_ALL', 'TZ', 'CLAVIGER_HOME', 'NODE_OPTIONS', 'LD_PRELOAD', 'DEBUG'),
    fc.constantFrom('AWS_PROFILE', 'AWS_ENDPOINT_URL_KMS', 'https_proxy', 'SSLKEYLOGFILE', 'NODE_EXTRA_CA_CERTS'),
    fc.string({ minLength: 1, maxLength: 20 }),
  );
  const environments = fc.dictionary(names, fc.string());

  test('is exactly the allowed part of what there was, with nothing altered', () => {
    fc.assert(
      fc.property(environments, (env) => {
        const passed = allowedEnvironment(env);
        for (const [name, value] of Object.entries(env)) {
          expect(Object.hasOwn(passed, name)).toBe(isAllowedVariable(name));
          if (isAllowedVariable(name)) expect(passed[name]).toBe(value);
        }
        for (const name of Object.keys(passed)) expect(Object.hasOwn(env, name)).toBe(true);
        expect(allowedEnvironment(passed)).toEqual(passed);
      }),
    );
  });

  test.each([
    ...['NODE_OPTIONS', 'NODE_PATH', 'NODE_EXTRA_CA_CERTS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_V8_COVERAGE'],
    ...['LD_PRELOAD', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES', 'SSLKEYLOGFILE', 'OPENSSL_CONF', 'DEBUG'],
    ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_KMS', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_CA_BUNDLE'],
    ...['HTTP_PROXY', 'https_proxy', 'NO_PROXY', 'AZURE_CLIENT_SECRET', 'SQLITE_TMPDIR', 'ELECTRON_RUN_AS_NODE'],
    ...['', 'PATH ', ' PATH', 'LC_', 'LC_ALL=', 'LC_a;b', 'XPATH', 'CLAVIGER_HOMER', 'claviger', '__proto__'],
  ])('does not carry "%s"', (name) => {
    expect(isAllowedVariable(name)).toBe(false);
  });

  test.each(['PATH', 'Path', 'HOME', 'LC_ALL', 'LANG', 'TZ', 'NO_COLOR', 'CLAVIGER_WORKSPACE', 'SystemRoot'])(
    'carries %s',
    (name) => {
      expect(isAllowedVariable(name)).toBe(true);
    },
  );
});
