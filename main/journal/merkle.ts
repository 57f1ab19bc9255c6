import { hash } from 'node:crypto';

/** Length of a SHA-256 hash in bytes. */
export const HASH_SIZE = 32;

/**
 * Where the hashes of complete subtrees come from. Node (level, index) is the root of the leaves
 * [index * 2^level, (index + 1) * 2^level).
 */
export type NodeSource = (level: number, index: number) => Uint8Array;

/** Root of the tree without leaves: SHA-256 of nothing (RFC 6962, 2.1). */
export const EMPTY_ROOT: Uint8Array = hash('sha256', '', 'buffer');

/** SHA-256(0x00 || data) (RFC 6962, 2.1). */
export function leafHash(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 1);
  bytes.set(data, 1);
  return sha256(bytes);
}

// One buffer for all: this runs some ten times for every entry appended.
const pair = new Uint8Array(1 + 2 * HASH_SIZE);
pair[0] = 1;

/** SHA-256(0x01 || left || right) (RFC 6962, 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== HASH_SIZE || right.length !== HASH_SIZE) throw new RangeError('a node is made of two hashes');
  pair.set(left, 1);
  pair.set(right, 1 + HASH_SIZE);
  return sha256(pair);
}

/** By way of hex, which takes Node half the time that a buffer does. */
function sha256(bytes: Uint8Array): Uint8Array {
  return Buffer.from(hash('sha256', bytes, 'hex'), 'hex');
}

/** MTH(D[size]): the root over the first `size` leaves (RFC 6962, 2.1). */
export function rootAt(size: number, node: NodeSource): Uint8Array {
  checkSize(size);
  return size === 0 ? EMPTY_ROOT : rangeRoot(0, size, node);
}

/** PATH(index, D[size]): the audit path of one leaf, from its sibling up (RFC 6962, 2.1.1). */
export function inclusionProof(index: number, size: number, node: NodeSource): Uint8Array[] {
  checkSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError(`no leaf ${index} in ${size}`);
  return path(index, 0, size, node);
}

/** PROOF(first, D[second]): that the tree of `second` leaves extends the tree of `first` (RFC 6962, 2.1.2). */
export function consistencyProof(first: number, second: number, node: NodeSource): Uint8Array[] {
  checkSize(second);
  if (!Number.isSafeInteger(first) || first < 1 || first > second) {
    throw new RangeError(`no consistency proof from ${first} to ${second}`);
  }
  return subproof(first, 0, second, true, node);
}

/** How many nodes the leaf `seq` completes, itself included: one more than `seq` has trailing one bits. */
export function completedNodes(seq: number): number {
  let count = 1;
  for (let rest = seq; rest % 2 === 1; rest = (rest - 1) / 2) count += 1;
  return count;
}

/** The leaf at whose addition node (level, index) became complete. */
export function completingLeaf(level: number, index: number): number {
  return (index + 1) * 2 ** level - 1;
}

function rangeRoot(start: number, count: number, node: NodeSource): Uint8Array {
  const split = largestPowerBelow(count);
  // A range of the recursion always starts at a multiple of the next power of two, so a full one is a stored node.
  if (split * 2 === count || count === 1) return node(Math.log2(count), start / count);
  return nodeHash(rangeRoot(start, split, node), rangeRoot(start + split, count - split, node));
}

function path(index: number, start: number, count: number, node: NodeSource): Uint8Array[] {
  if (count === 1) return [];
  const split = largestPowerBelow(count);
  return index < split
    ? [...path(index, start, split, node), rangeRoot(start + split, count - split, node)]
    : [...path(index - split, start + split, count - split, node), rangeRoot(start, split, node)];
}

function subproof(first: number, start: number, count: number, whole: boolean, node: NodeSource): Uint8Array[] {
  if (first === count) return whole ? [] : [rangeRoot(start, count, node)];
  const split = largestPowerBelow(count);
  return first <= split
    ? [...subproof(first, start, split, whole, node), rangeRoot(start + split, count - split, node)]
    : [...subproof(first - split, start + split, count - split, false, node), rangeRoot(start, split, node)];
}

/** The largest power of two smaller than `count` (for a count of at least 2). */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is not a tree size`);
}
