import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Verification } from '../../operations/index.ts';
import type { Verifier } from './verifier.ts';
import type { Said, VerifyTask } from './verify-worker.ts';

// Built, its name ends in `.js`.
const WORKER = new URL(`verify-worker${extname(import.meta.url)}`, import.meta.url);

/** Verifies on a thread of its own, which ends with its work or when it is cancelled. */
export const verifierInWorker: Verifier = {
  verify(file, highWater, onProgress) {
    const task: VerifyTask = { file, highWater };
    const worker = new Worker(WORKER, { workerData: task, env: {} });
    let isCancelled = false;
    const result = new Promise<Verification | null>((done, broken) => {
      worker.on('message', (said: Said) => {
        if (said.kind === 'progress') onProgress(said.done, said.total);
        else done(said.verification);
      });
      worker.on('error', broken);
      worker.on('exit', () => {
        if (isCancelled) done(null);
        else broken(new Error('the verification ended without a result'));
      });
    });
    return {
      result,
      cancel: () => {
        isCancelled = true;
        void worker.terminate();
      },
    };
  },
};
