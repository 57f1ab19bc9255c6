import { openCheckpoint, peekCheckpoint } from './checkpoint.ts';
import type { Finding } from './findings.ts';
import type { JournalIdentity } from './identity.ts';
import { sameBytes } from './merkle-verify.ts';
import type { VerifierKey } from './signed-note.ts';

/** What somebody kept outside the journal, to hold it against. */
export type Anchors = {
  /** Signed checkpoints (notes). */
  readonly against?: readonly string[];
  /** Witnesses whose cosignatures on those checkpoints count. */
  readonly witnesses?: readonly VerifierKey[];
  /** The last head this computer has seen; unsigned, so it shows roll-back but anchors nothing. `root` is hex. */
  readonly highWater?: { readonly size: number; readonly root: string };
};

/** How far somebody outside vouches for the journal; `size`: for its first so many entries. */
export type Anchoring = { readonly level: 'none' | 'checkpoint' | 'cosigners'; readonly size?: number };

export type AnchorVerdict = { readonly anchoring: Anchoring; readonly finding: Finding | null };

type Head = { readonly size: number; readonly root: Uint8Array; readonly cosigned: boolean; readonly signed: boolean };

/** The sizes at which the roots will be needed. */
export function anchorSizes(anchors: Anchors): Set<number> {
  const claims = (anchors.against ?? []).map(peekCheckpoint);
  const sizes = claims.flatMap((claim) => (claim.ok ? [claim.value.size] : []));
  return new Set(anchors.highWater === undefined ? sizes : [...sizes, anchors.highWater.size]);
}

/** Holds the rebuilt journal against what was kept. */
export function judgeAnchors(
  anchors: Anchors,
  identity: JournalIdentity,
  size: number,
  roots: ReadonlyMap<number, Uint8Array>,
): AnchorVerdict {
  const heads: Head[] = [];
  let invalid: Finding | null = null;
  for (const note of anchors.against ?? []) {
    const head = openAnchor(note, identity, anchors.witnesses ?? []);
    if ('kind' in head) invalid ??= head;
    else heads.push(head);
  }
  const good = heads.filter((head) => matches(head, roots));
  const anchoring = anchoringOf(good);
  if (invalid !== null) return { anchoring, finding: invalid };
  const mark = anchors.highWater;
  if (mark !== undefined) {
    heads.push({ size: mark.size, root: Buffer.from(mark.root, 'hex'), cosigned: false, signed: false });
  }
  // The smallest one that does not fit says most about where the histories part.
  const bad = heads.sort((a, b) => a.size - b.size).find((head) => !matches(head, roots));
  return { anchoring, finding: bad === undefined ? null : misfit(bad, size, good) };
}

function openAnchor(note: string, identity: JournalIdentity, witnesses: readonly VerifierKey[]): Head | Finding {
  const claim = peekCheckpoint(note);
  if (!claim.ok) return { kind: 'checkpoint-invalid', entry: null, message: `The kept checkpoint ${claim.error}.` };
  if (claim.value.origin !== identity.origin) {
    const message = `The kept checkpoint is of another journal, ${claim.value.origin}: this one began otherwise.`;
    return { kind: 'forked', entry: 0, message };
  }
  const opened = openCheckpoint(note, identity.key, witnesses);
  if (!opened.ok) return { kind: 'checkpoint-invalid', entry: null, message: `The kept checkpoint ${opened.error}.` };
  const { size, root, cosigners } = opened.value;
  return { size, root, cosigned: cosigners.length > 0, signed: true };
}

function matches(head: Head, roots: ReadonlyMap<number, Uint8Array>): boolean {
  const root = roots.get(head.size);
  return root !== undefined && sameBytes(root, head.root);
}

function anchoringOf(good: readonly Head[]): Anchoring {
  const cosigned = good.filter((head) => head.cosigned);
  const best = cosigned.length > 0 ? cosigned : good;
  if (best.length === 0) return { level: 'none' };
  return { level: cosigned.length > 0 ? 'cosigners' : 'checkpoint', size: Math.max(...best.map((head) => head.size)) };
}

function misfit(bad: Head, size: number, good: readonly Head[]): Finding {
  const what = bad.signed ? 'A kept checkpoint' : 'The high-water mark of this computer';
  if (bad.size > size) {
    const message = `${what} is of ${bad.size} entries; the journal ends after ${size}.`;
    return { kind: 'truncated', entry: size, message };
  }
  const proven = Math.max(0, ...good.map((head) => head.size).filter((kept) => kept < bad.size));
  // Only where a good and a bad checkpoint stand next to each other is the very entry known.
  const entry = proven === bad.size - 1 ? proven : bad.size;
  const where = `one of the entries ${proven} to ${bad.size - 1} is another`;
  return { kind: 'forked', entry, message: `${what} of ${bad.size} entries has another root: ${where}.` };
}
