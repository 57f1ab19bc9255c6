/** What is wrong with a journal. The entry is the first bad one. */
export type ProblemKind =
  /** The entry, or one of those named in the message, is not what was signed. */
  | 'changed'
  | 'payload-changed'
  /** Gone without a tombstone that names it. */
  | 'payload-missing'
  /** A tombstone says that it was erased, but it is there. */
  | 'payload-restored'
  | 'missing'
  | 'added'
  | 'reordered'
  /** Entries that the head, or a kept checkpoint, knows of are not there. */
  | 'truncated'
  /** Another history than the one of a kept checkpoint, under the same key. */
  | 'forked'
  | 'head-invalid'
  /** Stored hashes, columns, indexes or tables differ from what follows from the entries, which are intact. */
  | 'derived-table'
  | 'genesis'
  /** A kept checkpoint that proves nothing about this journal. */
  | 'checkpoint-invalid'
  /** Something could not be read, and so not verified. */
  | 'unreadable';

/** A problem before it is known which log it is of. */
export type Finding = { readonly kind: ProblemKind; readonly entry: number | null; readonly message: string };

/** A problem as it is reported. `log` is the origin, as far as it is known. */
export type Problem = Finding & { readonly log: string };

/** The finding that concerns the earliest entry; on a tie the one named first. */
export function earliest(findings: readonly (Finding | null)[]): Finding | null {
  let first: Finding | null = null;
  for (const finding of findings) {
    if (finding !== null && (first === null || rank(finding) < rank(first))) first = finding;
  }
  return first;
}

function rank(finding: Finding): number {
  return finding.entry ?? Number.POSITIVE_INFINITY;
}
