import type { ForkOptions } from 'electron';

/** A key of the strongest kind takes some seconds to open. */
export const LONGEST_MS = 30_000;
export const LONGEST_ANSWER = 65_536;

/** Part of Electron's UtilityProcess. */
export interface SignerProcess {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  postMessage(message: Uint8Array): void;
  kill(): boolean;
}

/** Starts a program as a utility process: `utilityProcess.fork`. */
export type Fork = (file: string, args: string[], options: ForkOptions) => SignerProcess;

/**
 * How the process in which keys are opened is started and asked.
 * SECURITY: Electron cannot be run as Node.js (a fuse), so this is a utility process of its own. Nothing of the
 * environment reaches it, nothing it writes goes anywhere, and it ends with its answer.
 */
export function converseThrough(
  fork: Fork,
  file: string,
  env: Record<string, string>,
): (input: Buffer) => Promise<string | null> {
  return (input) =>
    new Promise((done) => {
      const child = fork(file, [], { env, execArgv: [], stdio: 'ignore', serviceName: 'Claviger: signing' });
      let answer: string | null = null;
      const deadline = setTimeout(() => child.kill(), LONGEST_MS);
      child.on('message', (message) => {
        if (typeof message === 'string' && message.length <= LONGEST_ANSWER) answer ??= message;
        child.kill();
      });
      // Its end is the end of the opened key: only then is there an answer.
      child.on('exit', () => {
        clearTimeout(deadline);
        done(answer);
      });
      child.postMessage(input);
    });
}
