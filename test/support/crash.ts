import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Packet, Statement } from '../../main/signoff/index.ts';
import type { CrashTask, Death } from './crash-child.ts';
import type { Lab } from './lab.ts';
import { temporaryFolder } from './temporary.ts';

const CHILD = fileURLToPath(new URL('crash-child.ts', import.meta.url));

/** How the process ended. */
export interface End {
  readonly signal: string | null;
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a signed plan of a lab in a process of its own, which dies as told.
 * @param killAfterMs for a death at any time: how long after it is ready the parent kills it
 */
export async function crash(
  lab: Lab,
  statement: Statement,
  packets: readonly Packet[],
  death: Death,
  killAfterMs = 0,
): Promise<End> {
  const folder = temporaryFolder();
  const plan = join(folder, 'plan.json');
  writeFileSync(plan, statement.bytes);
  const task: CrashTask = { folder: lab.folder, home: lab.home, clock: lab.clock.state(), plan, packets, death };
  writeFileSync(join(folder, 'task.json'), JSON.stringify(task));
  return new Promise((done, broken) => {
    const child = spawn(process.execPath, [CHILD, join(folder, 'task.json')], {
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILED },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const wasReady = output.includes('ready\n');
      output += text;
      if (death.at !== 'any time' || wasReady || !output.includes('ready\n')) return;
      setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', broken);
    child.on('close', (code, signal) => {
      done({ signal, code, output, errors });
    });
  });
}

/** Compiled code that the children share. */
const COMPILED = temporaryFolder();

/** Does the work for every item, so many at once; the answers come in the items' order. */
export async function inParallel<T, R>(
  width: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers: R[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) answers[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return answers;
}
