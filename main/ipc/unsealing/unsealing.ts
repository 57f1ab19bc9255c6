import type { Result } from '../../../shared/result.ts';

/** Why a key could not be used elsewhere. `unavailable`: the process could not be had, or did not answer. */
export type UnsealFailure = 'wrong-passphrase' | 'not-a-key' | 'weak-passphrase' | 'unavailable';

export interface SigningWish {
  /** The encrypted OpenSSH private key, as its file has it. */
  readonly sealed: string;
  /** UTF-8. Whoever takes it zeroes it. */
  readonly passphrase: Buffer;
  readonly namespace: string;
  readonly message: Uint8Array;
}

export interface KeyMakingWish {
  /** UTF-8. Whoever takes it zeroes it. */
  readonly passphrase: Buffer;
  readonly comment: string;
  readonly rounds: number;
}

export interface MadeKey {
  /** Encrypted private key in OpenSSH's text format. */
  readonly privateKey: string;
  /** OpenSSH public key: algorithm and base64 blob. */
  readonly publicKey: string;
}

/**
 * Opens keys away from the process that serves the pages (trust 26: secrets in JavaScript are short-lived, not
 * erasable): in a process that ends with its work, with core dumps off.
 */
export interface Unsealing {
  /** @returns the armored SSHSIG */
  sign(wish: SigningWish): Promise<Result<string, UnsealFailure>>;
  makeKey(wish: KeyMakingWish): Promise<Result<MadeKey, UnsealFailure>>;
}
