import { fail, ok, type Result } from '../../shared/result.ts';
import { openCheckpoint, parseDecimal, type OpenedCheckpoint } from './checkpoint.ts';
import { verifyInclusion } from './merkle-verify.ts';
import { HASH_SIZE, leafHash } from './merkle.ts';
import { NOTE_LIMITS, strictBase64, type VerifierKey } from './signed-note.ts';

// https://c2sp.org/tlog-proof: "this data is entry N of that log", provable offline with the log's key alone.

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
/** A tree of at most 2^53 leaves has audit paths of at most 53 hashes. */
const MAX_PATH = 53;
const MAX_EXTRA = 65_536;

/** A proof taken apart; nothing in it is believed yet. `checkpoint` is the note, verbatim. */
export type TlogProof = {
  readonly index: number;
  readonly path: readonly Uint8Array[];
  readonly checkpoint: string;
  /** Unauthenticated data beside the proof, or null. */
  readonly extra: Uint8Array | null;
};

/** Writes a proof as text (file extension `.tlog-proof`). */
export function formatTlogProof(proof: TlogProof): string {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const extra = proof.extra === null ? [] : [`extra ${base64(proof.extra)}`];
  const lines = [FIRST_LINE, ...extra, `index ${proof.index}`, ...proof.path.map(base64)];
  return `${lines.join('\n')}\n\n${proof.checkpoint}`;
}

/** Reads a proof strictly. The error completes "the proof ...". */
export function parseTlogProof(text: string): Result<TlogProof, string> {
  if (text.length > NOTE_LIMITS.characters + MAX_EXTRA + MAX_PATH * 64) return fail('is too long');
  const split = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(split, 0)).split('\n');
  if (split < 0 || first !== FIRST_LINE) return fail(`does not start with ${FIRST_LINE}`);
  const extra = lines[0]?.startsWith('extra ') === true ? strictBase64((lines.shift() ?? '').slice(6)) : undefined;
  if (extra === null || (extra?.length ?? 0) > MAX_EXTRA) return fail('has a malformed extra line');
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice(6)) : null;
  if (index === null) return fail('has no proper index line');
  const path = lines.map(strictBase64);
  if (path.length > MAX_PATH || !path.every(isHash)) return fail('has a malformed hash');
  return ok({ index, path, checkpoint: text.slice(split + 2), extra: extra ?? null });
}

/** A verified proof: the leaf is entry `index` of the log whose checkpoint stands beside it. */
export type VerifiedProof = { readonly index: number; readonly checkpoint: OpenedCheckpoint };

/**
 * Verifies a proof for the leaf data (an entry's skeleton bytes). Needs no journal and no network, only the log's
 * key. The error completes "the proof ...".
 */
export function verifyTlogProof(
  text: string,
  leafData: Uint8Array,
  logKey: VerifierKey,
  witnesses: readonly VerifierKey[] = [],
): Result<VerifiedProof, string> {
  const proof = parseTlogProof(text);
  if (!proof.ok) return proof;
  const { index, path } = proof.value;
  const checkpoint = openCheckpoint(proof.value.checkpoint, logKey, witnesses);
  if (!checkpoint.ok) return fail(`holds a checkpoint that ${checkpoint.error}`);
  const { size, root } = checkpoint.value;
  if (!verifyInclusion({ index, size, leaf: leafHash(leafData), proof: path, root })) {
    return fail('does not lead from the entry to the root of its checkpoint');
  }
  return ok({ index, checkpoint: checkpoint.value });
}

function isHash(bytes: Uint8Array | null): bytes is Uint8Array {
  return bytes?.length === HASH_SIZE;
}
