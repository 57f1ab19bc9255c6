import { generateKeyPairSync, sign } from 'node:crypto';
import type { CheckpointSigner } from '../../main/journal/index.ts';

/** One line of the benchmark: two ways of doing a thing, and what the journal's costs in terms of the other. */
export type Measurement = {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  readonly ratio: number;
  readonly goal: string;
  readonly met: boolean;
};

/** One figure that stands for itself; with a goal, whether it was met. */
export type Figure = {
  readonly name: string;
  readonly value: string;
  readonly goal?: string;
  readonly met?: boolean;
};

/** The middle one of the values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds that something takes. */
export async function elapsed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The same for what does not wait. */
export function elapsedSync(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** A fresh checkpoint key. */
export function newSigner(): CheckpointSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return { publicKey: raw, sign: (message) => sign(null, message, privateKey) };
}

/** The genesis statement of a journal under that key. */
export function genesisOf(signer: CheckpointSigner): { type: string; checkpointKey: string } {
  return { type: 'claviger.genesis.v1', checkpointKey: Buffer.from(signer.publicKey).toString('base64') };
}

export const TIME = '2026-01-01T00:00:00.000Z';

/** What an intent before a provider call looks like, in size and shape. */
export function draftOf(seq: number): { kind: string; subject: string; payload: { type: string } } {
  const payload = {
    type: 'step.intent',
    step: `s${seq % 9}`,
    intent: `${seq}`.padStart(32, '0'),
    call: 'RotateKeyOnDemand',
    keyId: 'arn:aws:kms:eu-central-1:123456789012:key/0987dcba-09fe-87dc-65ba-ab0987654321',
    expect: { state: 'enabled', versionId: 'b4a1e3c29f7d4e6f8a0b1c2d3e4f5a6b' },
    by: 'ines-weber',
    note: 'before the call; the outcome follows as an entry of its own',
  };
  return { kind: 'step.intent', subject: `${seq >> 4}`.padStart(64, '0'), payload };
}
