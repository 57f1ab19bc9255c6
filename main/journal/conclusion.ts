import { judgeAnchors, type Anchoring, type Anchors, type AnchorVerdict } from './anchors.ts';
import { openCheckpoint, peekCheckpoint } from './checkpoint.ts';
import type { Finding, Problem } from './findings.ts';
import type { LogCheck } from './log-check.ts';
import { sameBytes } from './merkle-verify.ts';

/** The answer to two of the three questions: integrity and anchoring. Authorisation is judged elsewhere. */
export type VerifyReport = {
  /** No problem at all. */
  readonly ok: boolean;
  /** Empty when the genesis cannot be read and no head names it. */
  readonly origin: string;
  readonly workspaceId: string;
  /** Entries that were verified: all, unless there is a problem. */
  readonly size: number;
  /** Root over those entries, base64 as in the checkpoint. */
  readonly root: string;
  readonly rootHex: string;
  readonly integrity: { readonly ok: boolean };
  readonly anchoring: Anchoring;
  /** Entries whose payload was erased with a tombstone. */
  readonly erased: number;
  /** Remarks that are no problem of the log. */
  readonly warnings: readonly string[];
  readonly problem?: Problem;
};

/** The signed head beside the entries, as it is stored. */
export type HeadClaim = { readonly size: unknown; readonly note: unknown };

/** What a verification has gathered. */
export type Evidence = {
  readonly check: LogCheck;
  readonly anchors: Anchors;
  readonly head: HeadClaim | null;
  /** What was found beside the rows, in order of weight. */
  readonly beside: readonly (Finding | null)[];
  /** Whether all rows were read. */
  readonly complete: boolean;
};

/** Draws the conclusions, with one problem: the one that concerns the first bad entry. */
export function conclude({ check, anchors, head, beside, complete }: Evidence): VerifyReport {
  const identity = check.identity();
  const judged = judgeHead(check, head);
  const others = complete ? [judged.finding, ...beside] : [...beside, judged.finding];
  const rows = check.finding({ signed: judged.signed, complete: complete && check.seen() >= judged.size });
  const integrity = beyond(rows, judged) ?? others.find((other) => other !== null) ?? null;
  const none: AnchorVerdict = { anchoring: { level: 'none' }, finding: null };
  const verdict = identity === null ? none : judgeAnchors(anchors, identity, check.size(), check.roots);
  const finding = integrity ?? verdict.finding;
  const origin = identity?.origin ?? claimedOrigin(head);
  const root = Buffer.from(check.root());
  return {
    ok: finding === null,
    origin,
    workspaceId: identity?.workspaceId ?? '',
    size: check.size(),
    root: root.toString('base64'),
    rootHex: root.toString('hex'),
    integrity: { ok: integrity === null },
    anchoring: verdict.anchoring,
    erased: check.erased(),
    warnings: [],
    ...(finding === null ? {} : { problem: { ...finding, log: origin } }),
  };
}

type JudgedHead = {
  /** The head is good, and is the head of exactly the entries that were found right. */
  readonly signed: boolean;
  /** Entries under the head, 0 when it is not good. */
  readonly size: number;
  readonly finding: Finding | null;
};

function judgeHead(check: LogCheck, head: HeadClaim | null): JudgedHead {
  const judged = (signedSize: number, kind: Finding['kind'], entry: number | null, message: string): JudgedHead => ({
    signed: false,
    size: signedSize,
    finding: { kind, entry, message },
  });
  const identity = check.identity();
  const size = check.size();
  if (identity === null) return judged(0, 'genesis', 0, 'There is no genesis, and so no journal.');
  if (typeof head?.note !== 'string') return judged(0, 'head-invalid', null, 'The journal has no head.');
  const opened = openCheckpoint(head.note, identity.key);
  if (!opened.ok) return judged(0, 'head-invalid', null, `The head ${opened.error}.`);
  const { size: signed, root } = opened.value;
  if (head.size !== signed) return judged(0, 'head-invalid', null, 'The size stored beside the head is not its own.');
  const ends = `The head is of ${signed} entries`;
  if (size < signed) return judged(signed, 'truncated', size, `${ends}; the journal ends after ${size}.`);
  if (size > signed) return judged(signed, 'added', signed, `${ends}; more were added without it.`);
  if (sameBytes(root, check.root())) return { signed: true, size, finding: null };
  // All stored hashes fit the entries, so nothing tells which of them came first.
  return judged(signed, 'changed', null, 'The entries are not those under the head; their stored hashes were redone.');
}

/** Whatever is wrong with a row behind the last signed one, the wrong is that it is there. */
function beyond(finding: Finding | null, { size }: JudgedHead): Finding | null {
  if (size === 0 || (finding?.entry ?? -1) < size) return finding;
  return { kind: 'added', entry: size, message: `The head is of ${size} entries; more were added without it.` };
}

function claimedOrigin(head: HeadClaim | null): string {
  const claim = typeof head?.note === 'string' ? peekCheckpoint(head.note) : null;
  return claim?.ok === true ? claim.value.origin : '';
}
