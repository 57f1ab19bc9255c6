/** Entries `from` to `to`, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One step of an inclusion proof: the neighbour whose hash is joined, and what the node above covers. */
export interface ProofStep {
  /** Whether the neighbour stands to the left of the path. */
  readonly side: 'left' | 'right';
  readonly neighbour: Span;
  readonly above: Span;
}

/**
 * The way from a leaf to the root of a Merkle tree, from the leaf up, as RFC 6962 section 2.1.1 defines it.
 * @param seq the leaf's index
 * @param size how many leaves the tree has
 */
export function proofPath(seq: number, size: number): readonly ProofStep[] {
  const steps: ProofStep[] = [];
  let [from, count] = [0, size];
  while (count > 1 && seq < size) {
    const left = largestPowerBelow(count);
    const above = { from, to: from + count - 1 };
    if (seq < from + left) {
      steps.push({ side: 'right', neighbour: { from: from + left, to: above.to }, above });
      count = left;
    } else {
      steps.push({ side: 'left', neighbour: { from, to: from + left - 1 }, above });
      from += left;
      count -= left;
    }
  }
  return steps.reverse();
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** `entry 3` or `entries 0 to 7`. */
export function spanText({ from, to }: Span): string {
  return from === to ? `entry ${from}` : `entries ${from} to ${to}`;
}
