import type { Verification } from '../../operations/index.ts';

/** A verification under way. */
export interface Verifying {
  /** Null when it was cancelled. @throws when it could not be carried out */
  readonly result: Promise<Verification | null>;
  cancel(): void;
}

/** What is held against the journal: the highest head this computer has seen. */
export interface Mark {
  readonly size: number;
  readonly root: string;
}

/** Verifies whole journals without keeping the thread that answers the windows from its work. */
export interface Verifier {
  verify(file: string, highWater: Mark | null, onProgress: (done: number, total: number) => void): Verifying;
}
