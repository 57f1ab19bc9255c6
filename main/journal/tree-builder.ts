import { hash } from 'node:crypto';
import { EMPTY_ROOT, HASH_SIZE, nodeHash } from './merkle.ts';

/** A tree of up to 2^53 leaves has so many levels. */
const LEVELS = 54;

/** Rebuilds a tree from its leaves, without any stored hash. */
export type TreeBuilder = {
  /**
   * Adds the leaf of this text and returns the hashes that belong into its row (see `TreeEdge`). They are valid until
   * the next call: one buffer serves all, since this runs for every entry of a verification.
   */
  readonly add: (text: string) => Uint8Array;
  /** The root over all leaves so far. */
  readonly root: () => Uint8Array;
};

/** Starts with no leaves. The text of a leaf is ASCII or any other string, hashed as UTF-8. */
export function createTreeBuilder(): TreeBuilder {
  let size = 0;
  const edge = Buffer.alloc(LEVELS * HASH_SIZE);
  const row = Buffer.alloc(LEVELS * HASH_SIZE);
  const pair = Buffer.alloc(1 + 2 * HASH_SIZE);
  pair[0] = 1;
  return {
    add(text) {
      // U+0000 is the byte 0x00 of the leaf hash, and hex is by far Node's fastest way to get a digest out.
      row.write(hash('sha256', `\0${text}`, 'hex'), 0, 'hex');
      let at = 0;
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
        edge.copy(pair, 1, at, at + HASH_SIZE);
        row.copy(pair, 1 + HASH_SIZE, at, at + HASH_SIZE);
        at += HASH_SIZE;
        row.write(hash('sha256', pair, 'hex'), at, 'hex');
      }
      row.copy(edge, at, at, at + HASH_SIZE);
      size += 1;
      return row.subarray(0, at + HASH_SIZE);
    },
    root() {
      let root: Uint8Array | undefined;
      for (let rest = size, level = 0; rest > 0; rest = Math.floor(rest / 2), level += 1) {
        if (rest % 2 === 0) continue;
        const left = Uint8Array.from(edge.subarray(level * HASH_SIZE, (level + 1) * HASH_SIZE));
        root = root === undefined ? left : nodeHash(left, root);
      }
      return root ?? EMPTY_ROOT;
    },
  };
}
