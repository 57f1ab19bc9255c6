import { hash } from 'node:crypto';
import { parseSkeleton, SALT_SIZE, skeletonText } from './entry.ts';
import { createFieldCheck, isDigest } from './skeleton-fields.ts';
import type { Finding } from './findings.ts';
import { sameBytes } from './merkle-verify.ts';
import { HASH_SIZE, leafHash } from './merkle.ts';
import type { StoredRow } from './reader.ts';

/** A row whose fields fit each other. `body` is null when there is no payload beside it. */
export type CheckedRow = {
  readonly seq: number;
  readonly kind: string;
  readonly time: string;
  readonly skeleton: string;
  readonly nodes: Uint8Array;
  readonly body: Uint8Array | null;
};

/** Checks rows one by one; null when a row is not what it should be. */
export type RowCheck = (row: StoredRow, seq: number) => CheckedRow | null;

/**
 * The quick way through intact rows: instead of parsing a skeleton, write the one that the columns and the payload
 * demand and compare. Equality shows at once that it is canonical, that the columns are its fields, that its seq is
 * right and that its digest is that of the payload. What is wrong otherwise, {@link diagnoseRow} finds out.
 */
export function createRowCheck(): RowCheck {
  const digest = createPayloadDigest();
  const fields = createFieldCheck();
  return (row, seq) => {
    const { kind, subject, time, skeleton, nodes, salt, body } = row;
    if (row.seq !== seq || typeof kind !== 'string' || typeof time !== 'string') return null;
    if (typeof skeleton !== 'string' || !(nodes instanceof Uint8Array)) return null;
    if (subject !== null && typeof subject !== 'string') return null;
    const payload = body instanceof Uint8Array ? digest(salt, body) : statedDigest(salt, body, skeleton, kind);
    if (payload === null || skeleton !== skeletonText(kind, payload, seq, subject, time)) return null;
    if (!fields(kind, subject, time)) return null;
    return { seq, kind, time, skeleton, nodes, body: body instanceof Uint8Array ? body : null };
  };
}

/** Says what is wrong with a row that the quick check did not pass, given that it stands where `seq` should. */
export function diagnoseRow(row: StoredRow, seq: number): Finding {
  const found = (kind: Finding['kind'], message: string): Finding => ({ kind, entry: seq, message });
  const skeleton = typeof row.skeleton === 'string' ? parseSkeleton(row.skeleton) : null;
  if (skeleton === null) return found('changed', `Entry ${seq} has no proper skeleton.`);
  if (!leafFits(row)) return found('changed', `The skeleton of entry ${seq} is not the one that was hashed.`);
  const { kind, subject, time } = skeleton;
  if (row.kind !== kind || row.subject !== subject || row.time !== time) {
    return found('derived-table', `The columns of entry ${seq} differ from its skeleton.`);
  }
  const what = seq === 0 ? 'The genesis statement' : `The payload of entry ${seq}`;
  return found(seq === 0 ? 'genesis' : 'payload-changed', `${what} is not the one that was journaled.`);
}

/** Whether the skeleton's leaf hash is the first of the row's stored hashes. */
export function leafFits({ skeleton, nodes }: StoredRow): boolean {
  if (typeof skeleton !== 'string' || !(nodes instanceof Uint8Array)) return false;
  return sameBytes(leafHash(Buffer.from(skeleton)), nodes.subarray(0, HASH_SIZE));
}

function createPayloadDigest(): (salt: unknown, body: Uint8Array) => string | null {
  let joined = Buffer.alloc(65_536);
  return (salt, body) => {
    // SECURITY: with salts of any length, bytes could move between salt and payload without changing the digest.
    if (!(salt instanceof Uint8Array) || salt.length !== SALT_SIZE) return null;
    const length = SALT_SIZE + body.length;
    if (joined.length < length) joined = Buffer.alloc(length * 2);
    joined.set(salt, 0);
    joined.set(body, SALT_SIZE);
    return hash('sha256', joined.subarray(0, length), 'hex');
  };
}

/** Of an entry without payload: the digest that its skeleton states. */
function statedDigest(salt: unknown, body: unknown, skeleton: string, kind: string): string | null {
  if (salt !== null || body !== null) return null;
  const at = '{"kind":"'.length + kind.length + '","payload":"'.length;
  const digest = skeleton.slice(at, at + 64);
  return isDigest(digest) ? digest : null;
}
