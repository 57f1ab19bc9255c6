import { hash } from 'node:crypto';
import { CANONICAL_LIMITS, canonicalJson, type JsonObject } from '../../shared/canonical-json.ts';
import { skeletonSchema, type Skeleton } from '../../shared/entries.ts';
import { leafHash } from './merkle.ts';
import { createFieldCheck } from './skeleton-fields.ts';

/** Length of the random salt before each payload, in bytes. */
export const SALT_SIZE = 32;

/** Kinds which the journal itself gives a meaning to. */
export const GENESIS_KIND = 'genesis';
export const ERASED_KIND = 'payload.erased';
/** Reserved: no version writes it yet, and one that does will make heads change their key. */
export const KEY_CHANGED_KIND = 'checkpoint-key.changed';
/** The payload of entry 0 is the genesis statement: the one payload whose type is not its entry's kind. */
export const GENESIS_TYPE = 'claviger.genesis.v1';

/** What a caller wants to have in the journal. `payload.type` must equal `kind`. */
export type EntryDraft = { readonly kind: string; readonly subject: string | null; readonly payload: JsonObject };

/** An entry as it will be stored. */
export type EncodedEntry = {
  readonly skeleton: Skeleton;
  readonly text: string;
  readonly leaf: Uint8Array;
  readonly salt: Uint8Array;
  /** The payload's canonical JSON. */
  readonly body: string;
};

/** SHA-256(salt || payload bytes), hex. The salt keeps a guessed payload from being confirmed after its erasure. */
export function payloadDigest(salt: Uint8Array, body: Uint8Array): string {
  return hash('sha256', Buffer.concat([salt, body]), 'hex');
}

/** Turns drafts into entries. @throws Error when a field breaks the schema: a bug of the caller. */
export function createEncoder(): (draft: EntryDraft, seq: number, time: string, salt: Uint8Array) => EncodedEntry {
  const fieldsAreRight = createFieldCheck();
  return ({ kind, subject, payload }, seq, time, salt) => {
    if (salt.length !== SALT_SIZE) throw new Error(`a salt has ${SALT_SIZE} bytes`);
    const expectedType = kind === GENESIS_KIND ? GENESIS_TYPE : kind;
    if (payload['type'] !== expectedType) throw new Error(`the payload of ${kind} is of another type`);
    if (!fieldsAreRight(kind, subject, time)) {
      throw new Error(`not the fields of an entry: ${JSON.stringify({ kind, subject, time })}`);
    }
    const body = canonicalJson(payload);
    const bytes = Buffer.from(body);
    if (bytes.length > CANONICAL_LIMITS.bytes) throw new Error(`the payload of ${kind} is too large`);
    const digest = payloadDigest(salt, bytes);
    const skeleton: Skeleton = { type: 'claviger.entry.v1', seq, time, kind, subject, payload: digest };
    const text = skeletonText(kind, digest, seq, subject, time);
    return { skeleton, text, leaf: leafHash(Buffer.from(text)), salt, body };
  };
}

/**
 * The canonical JSON (RFC 8785) of a skeleton, written by hand because it is needed for every entry of a
 * verification: keys sorted, and no field can hold a character that JSON escapes (`skeletonSchema`).
 */
export function skeletonText(kind: string, payload: string, seq: number, subject: string | null, time: string): string {
  const about = subject === null ? 'null' : `"${subject}"`;
  return `{"kind":"${kind}","payload":"${payload}","seq":${seq},"subject":${about},"time":"${time}","type":"claviger.entry.v1"}`;
}

/** Reads a skeleton; null unless it is one, in exactly its canonical form. */
export function parseSkeleton(text: string): Skeleton | null {
  if (text.length > 1024) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = skeletonSchema.safeParse(value);
  if (!parsed.success) return null;
  const { kind, payload, seq, subject, time } = parsed.data;
  return skeletonText(kind, payload, seq, subject, time) === text ? parsed.data : null;
}
