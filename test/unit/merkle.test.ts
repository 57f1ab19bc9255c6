import fc from 'fast-check';
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { edgeAt, edgeRoot, EMPTY_EDGE, extendEdge } from '../../main/journal/merkle-edge.ts';
import { verifyConsistency, verifyInclusion } from '../../main/journal/merkle-verify.ts';
import {
  completedNodes,
  completingLeaf,
  consistencyProof,
  inclusionProof,
  leafHash,
  rootAt,
  type NodeSource,
} from '../../main/journal/merkle.ts';
import { createTreeBuilder } from '../../main/journal/tree-builder.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => Buffer.from(text, 'hex');

/** Rows of stored hashes, as the journal keeps them. */
function store(leaves: readonly Uint8Array[]): { node: NodeSource; rows: Uint8Array[] } {
  let edge = EMPTY_EDGE;
  const rows = leaves.map((leaf) => {
    const added = extendEdge(edge, leafHash(leaf));
    edge = added.edge;
    return added.nodes;
  });
  return { rows, node: (level, index) => rows[completingLeaf(level, index)]!.subarray(level * 32, level * 32 + 32) };
}

// The definitions of RFC 6962, 2.1, word by word, over all leaves at once.
const sha = (...parts: Uint8Array[]) => hash('sha256', Buffer.concat(parts), 'buffer');
const split = (n: number) => 2 ** Math.floor(Math.log2(n - 1));
function mth(d: readonly Uint8Array[]): Uint8Array {
  if (d.length === 0) return sha();
  if (d.length === 1) return sha(Uint8Array.of(0), d[0]!);
  const k = split(d.length);
  return sha(Uint8Array.of(1), mth(d.slice(0, k)), mth(d.slice(k)));
}
function path(m: number, d: readonly Uint8Array[]): Uint8Array[] {
  if (d.length === 1) return [];
  const k = split(d.length);
  return m < k ? [...path(m, d.slice(0, k)), mth(d.slice(k))] : [...path(m - k, d.slice(k)), mth(d.slice(0, k))];
}
function subproof(m: number, d: readonly Uint8Array[], b: boolean): Uint8Array[] {
  if (m === d.length) return b ? [] : [mth(d)];
  const k = split(d.length);
  return m <= k
    ? [...subproof(m, d.slice(0, k), b), mth(d.slice(k))]
    : [...subproof(m - k, d.slice(k), false), mth(d.slice(0, k))];
}

const KNOWN_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(bytes);
const KNOWN_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const LEAVES = Array.from({ length: 70 }, (_, index) => Buffer.from(`leaf ${index}`));

describe('the Merkle tree of RFC 6962', () => {
  it('has the known roots over the known leaves', () => {
    const { node } = store(KNOWN_LEAVES);
    expect(KNOWN_ROOTS.map((_, size) => hex(rootAt(size, node)))).toEqual(KNOWN_ROOTS);
  });

  it('stores with each leaf as many hashes as it completes subtrees', () => {
    const { rows } = store(LEAVES);
    for (const [seq, row] of rows.entries()) {
      expect(row.length).toBe(32 * completedNodes(seq));
      // The definition, by bits: one more than the trailing one bits.
      expect(completedNodes(seq)).toBe(1 + (/1*$/.exec(seq.toString(2))?.[0].length ?? 0));
    }
  });

  it('makes the roots of the definition, from stored hashes, from its edge, and rebuilt from the leaves', () => {
    const { node, rows } = store(LEAVES);
    const builder = createTreeBuilder();
    expect(hex(builder.root())).toBe(KNOWN_ROOTS[0]);
    for (let size = 0; size <= LEAVES.length; size += 1) {
      const expected = hex(mth(LEAVES.slice(0, size)));
      expect(hex(rootAt(size, node))).toBe(expected);
      expect(hex(edgeRoot(edgeAt(size, node)))).toBe(expected);
      expect(hex(builder.root())).toBe(expected);
      if (size < LEAVES.length) expect(hex(builder.add(`leaf ${size}`))).toBe(hex(rows[size]!));
    }
  });

  it('makes the inclusion proofs of the definition, which verify, for all pairs up to 70', () => {
    const { node } = store(LEAVES);
    for (let size = 1; size <= LEAVES.length; size += 1) {
      const root = rootAt(size, node);
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(index, size, node);
        expect(proof.map(hex)).toEqual(path(index, LEAVES.slice(0, size)).map(hex));
        expect(verifyInclusion({ index, size, leaf: leafHash(LEAVES[index]!), proof, root })).toBe(true);
      }
    }
  });

  it('makes the consistency proofs of the definition, which verify, for all pairs up to 70', () => {
    const { node } = store(LEAVES);
    for (let second = 1; second <= LEAVES.length; second += 1) {
      const secondRoot = rootAt(second, node);
      for (let first = 1; first <= second; first += 1) {
        const proof = consistencyProof(first, second, node);
        expect(proof.map(hex)).toEqual(subproof(first, LEAVES.slice(0, second), true).map(hex));
        const claim = { first, second, firstRoot: rootAt(first, node), secondRoot, proof };
        expect(verifyConsistency(claim)).toBe(true);
      }
    }
  });

  it('refuses indexes and sizes that are none', () => {
    const { node } = store(LEAVES);
    expect(() => inclusionProof(5, 5, node)).toThrow(RangeError);
    expect(() => inclusionProof(-1, 5, node)).toThrow(RangeError);
    expect(() => inclusionProof(0.5, 5, node)).toThrow(RangeError);
    expect(() => consistencyProof(0, 5, node)).toThrow(RangeError);
    expect(() => consistencyProof(6, 5, node)).toThrow(RangeError);
    expect(() => rootAt(-1, node)).toThrow(RangeError);
  });
});

describe('verifying a proof', () => {
  const { node } = store(LEAVES);
  const size = fc.integer({ min: 2, max: LEAVES.length });
  const flip = (hashes: readonly Uint8Array[], which: number, bit: number) =>
    hashes.map((one, index) => {
      if (index !== which % hashes.length) return one;
      const copy = Uint8Array.from(one);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return copy;
    });

  it('refuses an inclusion proof in which anything was changed', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), fc.nat({ max: 255 }), (count, pick, which, bit) => {
        const index = pick % count;
        const claim = {
          index,
          size: count,
          leaf: leafHash(LEAVES[index]!),
          proof: inclusionProof(index, count, node),
          root: rootAt(count, node),
        };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, leaf: leafHash(Buffer.from('other')) })).toBe(false);
        expect(verifyInclusion({ ...claim, index: (index + 1) % count })).toBe(false);
        expect(verifyInclusion({ ...claim, index: -1 })).toBe(false);
        expect(verifyInclusion({ ...claim, index: count })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: flip(claim.proof, which, bit) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: claim.proof.slice(1) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: claim.proof.slice(0, -1) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...claim.proof, claim.root] })).toBe(false);
      }),
    );
  });

  it('refuses a consistency proof in which anything was changed', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), fc.nat({ max: 255 }), (second, pick, which, bit) => {
        const first = 1 + (pick % (second - 1));
        const proof = consistencyProof(first, second, node);
        const claim = { first, second, proof, firstRoot: rootAt(first, node), secondRoot: rootAt(second, node) };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, firstRoot: rootAt(second, node) })).toBe(false);
        expect(verifyConsistency({ ...claim, secondRoot: rootAt(first, node) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: flip(proof, which, bit) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [] })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...proof, claim.firstRoot] })).toBe(false);
        expect(verifyConsistency({ ...claim, first: 0 })).toBe(false);
        expect(verifyConsistency({ ...claim, first: second + 1 })).toBe(false);
      }),
    );
  });

  it('refuses a path that is too long or too short, even if the root was made to fit it', () => {
    const leaf = leafHash(LEAVES[2]!);
    const proof = inclusionProof(2, 4, node);
    const half = sha(Uint8Array.of(1), leaf, proof[0]!);
    const long = sha(Uint8Array.of(1), proof[0]!, rootAt(4, node));
    expect(verifyInclusion({ index: 2, size: 4, leaf, proof, root: rootAt(4, node) })).toBe(true);
    expect(verifyInclusion({ index: 2, size: 4, leaf, proof: proof.slice(0, 1), root: half })).toBe(false);
    expect(verifyInclusion({ index: 2, size: 4, leaf, proof: [...proof, proof[0]!], root: long })).toBe(false);
  });

  it('takes trees of the same size only when they are the same', () => {
    const [firstRoot, secondRoot] = [rootAt(7, node), rootAt(8, node)];
    expect(verifyConsistency({ first: 7, second: 7, firstRoot, secondRoot: firstRoot, proof: [] })).toBe(true);
    expect(verifyConsistency({ first: 7, second: 7, firstRoot, secondRoot, proof: [] })).toBe(false);
    expect(verifyConsistency({ first: 7, second: 7, firstRoot, secondRoot: firstRoot, proof: [firstRoot] })).toBe(
      false,
    );
  });

  it('finds its way in trees beyond 2^32 leaves', () => {
    // Every node of a level is the same, as if all leaves were: such a tree needs no storage.
    const levels = [leafHash(Buffer.from('x'))];
    for (let level = 1; level < 53; level += 1)
      levels.push(sha(Uint8Array.of(1), levels[level - 1]!, levels[level - 1]!));
    const uniform: NodeSource = (level) => levels[level]!;
    const [count, index] = [2 ** 40 + 12_345, 2 ** 35 + 3];
    const claim = { index, size: count, leaf: levels[0]!, root: rootAt(count, uniform) };
    expect(verifyInclusion({ ...claim, proof: inclusionProof(index, count, uniform) })).toBe(true);
    const grown = {
      first: 2 ** 34 + 7,
      second: count,
      firstRoot: rootAt(2 ** 34 + 7, uniform),
      secondRoot: claim.root,
    };
    expect(verifyConsistency({ ...grown, proof: consistencyProof(grown.first, count, uniform) })).toBe(true);
  });
});
