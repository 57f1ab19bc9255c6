import { EMPTY_ROOT, HASH_SIZE, nodeHash, type NodeSource } from './merkle.ts';

/**
 * The right edge of a growing tree: the roots of its complete subtrees, one per one bit of its size. It is all that
 * is needed to add leaves and to know the root (RFC 9162, 2.1.2).
 */
export type TreeEdge = {
  readonly size: number;
  /** Index = level; a hole where the bit of `size` is zero. */
  readonly roots: readonly (Uint8Array | undefined)[];
};

/** The edge of the tree without leaves. */
export const EMPTY_EDGE: TreeEdge = { size: 0, roots: [] };

/** Reads the edge of a stored tree: one node per one bit of its size. */
export function edgeAt(size: number, node: NodeSource): TreeEdge {
  const roots: (Uint8Array | undefined)[] = [];
  for (let level = 0, rest = size; rest > 0; level += 1, rest = Math.floor(rest / 2)) {
    // The subtree of an odd bit is the last complete one of its level.
    roots[level] = rest % 2 === 1 ? node(level, rest - 1) : undefined;
  }
  return { size, roots };
}

/**
 * Adds a leaf. `nodes` are the hashes to store in the leaf's row: the leaf's own and those of the subtrees which it
 * completes, from the smallest up.
 */
export function extendEdge(edge: TreeEdge, leaf: Uint8Array): { readonly edge: TreeEdge; readonly nodes: Uint8Array } {
  const roots = [...edge.roots];
  const completed = [leaf];
  let top = leaf;
  let level = 0;
  for (let left = roots[0]; left !== undefined; left = roots[level]) {
    top = nodeHash(left, top);
    completed.push(top);
    roots[level] = undefined;
    level += 1;
  }
  roots[level] = top;
  const nodes = new Uint8Array(completed.length * HASH_SIZE);
  completed.forEach((node, at) => {
    nodes.set(node, at * HASH_SIZE);
  });
  return { edge: { size: edge.size + 1, roots }, nodes };
}

/** The root of the tree with this edge. */
export function edgeRoot(edge: TreeEdge): Uint8Array {
  let root: Uint8Array | undefined;
  for (const left of edge.roots) {
    if (left !== undefined) root = root === undefined ? left : nodeHash(left, root);
  }
  return root ?? EMPTY_ROOT;
}
