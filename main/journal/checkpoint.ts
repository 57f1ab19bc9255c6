import { fail, ok, type Result } from '../../shared/result.ts';
import { HASH_SIZE } from './merkle.ts';
import { cosignatureLine, openNote, parseNote, signNote, strictBase64 } from './signed-note.ts';
import type { CheckpointSigner, VerifierKey } from './signed-note.ts';

// https://c2sp.org/tlog-checkpoint

/** What a checkpoint says: the log, how many entries it has, and their root hash (32 bytes). */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array };

/** A checkpoint whose log signature, and the cosignatures of known witnesses, were verified. */
export type OpenedCheckpoint = Checkpoint & {
  /** Known witnesses that cosigned, `time` in seconds since 1970. */
  readonly cosigners: readonly { readonly name: string; readonly time: number }[];
};

/** The text that is signed: origin, size and root, a line each. We write no extension lines. */
export function checkpointBody(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${Buffer.from(checkpoint.root).toString('base64')}\n`;
}

/** Reads the body of a checkpoint. The error completes "the checkpoint ...". */
export function parseCheckpointBody(text: string): Result<Checkpoint, string> {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length < 3 || lines.includes('')) return fail('does not have its three lines');
  const [origin = '', sizeLine = '', rootLine = ''] = lines;
  const size = parseDecimal(sizeLine);
  if (size === null) return fail('has no proper size');
  const root = strictBase64(rootLine);
  if (root?.length !== HASH_SIZE) return fail('has no proper root hash');
  return ok({ origin, size, root });
}

/** Reads a signed checkpoint **without believing it**: for telling which log and size it claims to be of. */
export function peekCheckpoint(note: string): Result<Checkpoint, string> {
  const parsed = parseNote(note);
  return parsed.ok ? parseCheckpointBody(parsed.value.text) : parsed;
}

/** Signs a checkpoint as the log; the key's name is the origin. Returns the note. */
export function signCheckpoint(checkpoint: Checkpoint, signer: CheckpointSigner): string {
  return signNote(checkpointBody(checkpoint), checkpoint.origin, signer);
}

/**
 * Verifies a signed checkpoint: the log's own key must have signed, and the origin must be that key's name. The error
 * completes "the checkpoint ...".
 */
export function openCheckpoint(
  note: string,
  logKey: VerifierKey,
  witnesses: readonly VerifierKey[] = [],
): Result<OpenedCheckpoint, string> {
  const opened = openNote(note, [logKey, ...witnesses]);
  if (!opened.ok) return opened;
  const { text, verified } = opened.value;
  if (!verified.some(({ key }) => key === logKey)) return fail('is not signed by its log');
  const body = parseCheckpointBody(text);
  if (!body.ok) return body;
  if (body.value.origin !== logKey.name) return fail(`is of another log, ${JSON.stringify(body.value.origin)}`);
  const cosigners = verified.flatMap(({ key, time }) => (time === null ? [] : [{ name: key.name, time }]));
  return ok({ ...body.value, cosigners });
}

/**
 * Adds a witness's cosignature (https://c2sp.org/tlog-cosignature) to a checkpoint. Whoever calls this must have
 * checked the log's signature and the consistency with the last checkpoint cosigned. `time` in seconds since 1970.
 */
export function cosignCheckpoint(
  note: string,
  witness: { readonly name: string; readonly signer: CheckpointSigner },
  time: number,
): Result<string, string> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const body = parseCheckpointBody(parsed.value.text);
  return body.ok ? ok(note + cosignatureLine(parsed.value.text, witness.name, time, witness.signer)) : body;
}

/** Reads an ASCII decimal without leading zeroes, up to 2^53 - 1. */
export function parseDecimal(text: string): number | null {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
