import { parentPort, workerData } from 'node:worker_threads';
import { verifyWhole, type Verification } from '../../operations/index.ts';
import type { Mark } from './verifier.ts';

// The thread on which a journal is verified.

export interface VerifyTask {
  readonly file: string;
  readonly highWater: Mark | null;
}
export type Said =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'verified'; readonly verification: Verification };

const { file, highWater } = workerData as VerifyTask;
const say = (said: Said): void => {
  parentPort?.postMessage(said);
};
const verification = await verifyWhole(file, {
  ...(highWater === null ? {} : { highWater }),
  onProgress: (done, total) => {
    say({ kind: 'progress', done, total });
  },
});
say({ kind: 'verified', verification });
