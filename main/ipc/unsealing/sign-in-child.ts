import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { childAnswerSchema, frame, type ChildAnswer, type ChildTask } from './frame.ts';
import type { Unsealing, UnsealFailure } from './unsealing.ts';

/** The program of the process in which keys are opened; built, its name ends in `.js`. */
export const SIGNER_FILE = fileURLToPath(new URL(`signer-child${extname(import.meta.url)}`, import.meta.url));
const FLAGS = ['--disable-sigusr1', '--disable-proto=delete'];
/** A key of the strongest kind takes some seconds to open. */
const LONGEST_MS = 30_000;
const LONGEST_ANSWER = 65_536;

/**
 * Starts the process, gives it these bytes, and brings what it says once it has ended; null when it could not be had,
 * failed, said too much or took too long.
 */
export type Converse = (input: Buffer) => Promise<string | null>;

/** Opens keys in a process that a host starts in its own way. */
export function unsealingThrough(converse: Converse): Unsealing {
  return {
    async sign({ sealed, passphrase, namespace, message }) {
      const task: ChildTask = { task: 'sign', sealed, namespace, passphraseBytes: passphrase.length };
      const answer = await ask(converse, task, passphrase, message);
      if (!answer.ok) return answer;
      return 'armored' in answer.value ? ok(answer.value.armored) : fail('unavailable');
    },
    async makeKey({ passphrase, comment, rounds }) {
      const task: ChildTask = { task: 'make-key', comment, rounds, passphraseBytes: passphrase.length };
      const answer = await ask(converse, task, passphrase, new Uint8Array());
      if (!answer.ok) return answer;
      if (!('privateKey' in answer.value)) return fail('unavailable');
      const { privateKey, publicKey } = answer.value;
      return ok({ privateKey, publicKey });
    },
  };
}

type Good = Extract<ChildAnswer, { ok: true }>;

async function ask(
  converse: Converse,
  task: ChildTask,
  passphrase: Buffer,
  message: Uint8Array,
): Promise<Result<Good, UnsealFailure>> {
  const bytes = frame(task, passphrase, message);
  passphrase.fill(0);
  try {
    const answer = readAnswer(await converse(bytes));
    if (answer === null) return fail('unavailable');
    return answer.ok ? ok(answer) : fail(answer.code);
  } finally {
    bytes.fill(0);
  }
}

function readAnswer(text: string | null): ChildAnswer | null {
  if (text === null) return null;
  try {
    return childAnswerSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** A Node.js process: it gets its work on stdin, answers on stdout, and ends. */
const converseWithNode: Converse = (input) => {
  const command = [process.execPath, ...FLAGS, SIGNER_FILE];
  // SECURITY: a core dump would hold the opened key. Windows writes none by default.
  const [file, args] =
    process.platform === 'win32'
      ? [process.execPath, [...FLAGS, SIGNER_FILE]]
      : ['/bin/sh', ['-c', 'ulimit -c 0; exec "$@"', 'claviger', ...command]];
  return new Promise((done) => {
    // SECURITY: nothing of the environment reaches it (Windows cannot start a process without its system folder).
    const env = process.platform === 'win32' ? { SYSTEMROOT: process.env['SYSTEMROOT'] } : {};
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'], env, windowsHide: true });
    let output = '';
    const deadline = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > LONGEST_ANSWER) child.kill('SIGKILL');
    });
    // What cannot be written to it any more is told by how it ends.
    child.stdin.on('error', () => undefined);
    child.on('error', () => {
      clearTimeout(deadline);
      done(null);
    });
    child.on('close', (code) => {
      clearTimeout(deadline);
      done(code === 0 ? output : null);
    });
    child.stdin.end(input);
  });
};

/** Opens keys in a Node.js process of its own. */
export const unsealingInChild: Unsealing = unsealingThrough(converseWithNode);
