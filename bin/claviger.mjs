#!/usr/bin/env node
// Starts Claviger on a suitable Node.js, with a clean environment and hardened flags. Holds no secret itself.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allowedEnvironment, isAllowedVariable } from './environment.mjs';

const MINIMUM = [22, 18];

function suitable(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

/** The runtime that comes as the npm package `node`, else the one that runs this file, if it is new enough. */
function runtime() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const bundled = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(bundled)) return bundled;
  } catch {
    // An optional dependency: not every platform has it.
  }
  return suitable(process.versions.node) ? process.execPath : null;
}

const node = runtime();
if (node === null) {
  process.stderr.write(
    `Claviger needs Node.js ${MINIMUM.join('.')} or newer; this is ${process.versions.node}.\n` +
      'Run "npm ci" in the folder of Claviger, which brings one along, or install a newer Node.js.\n',
  );
  process.exit(1);
}

// SECURITY: no debugger port by signal, no __proto__; see main/security, which refuses to start without them.
// (Code from strings cannot be forbidden as well: better-sqlite3 makes its row readers that way.)
const flags = ['--disable-sigusr1', '--disable-proto=delete'];
const entry = fileURLToPath(new URL('../main/hosts/terminal/main.ts', import.meta.url));
const command = [node, ...flags, entry, ...process.argv.slice(2)];
// SECURITY: a core dump would hold what the process held. Windows writes none by default.
const [file, args] =
  process.platform === 'win32'
    ? [command[0], command.slice(1)]
    : ['/bin/sh', ['-c', 'ulimit -c 0; exec "$@"', 'claviger', ...command]];

// SECURITY: Node.js hands some variables on to its children by itself (NODE_V8_COVERAGE), whatever `env` says; and a
// listener keeps SIGUSR1 from opening a debugger port in this process too.
for (const name of Object.keys(process.env)) if (!isAllowedVariable(name)) delete process.env[name];
process.on('SIGUSR1', () => undefined);

const child = spawn(file, args, { stdio: 'inherit', env: allowedEnvironment(process.env) });
const forward = (signal) => child.kill(signal);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
child.on('error', (error) => {
  process.stderr.write(`Claviger could not be started: ${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(name, forward);
  process.kill(process.pid, signal);
});
