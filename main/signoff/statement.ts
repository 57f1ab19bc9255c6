import { createHash } from 'node:crypto';
import { canonicalBytes, canonicalJson, parseCanonical, type JsonObject } from '../../shared/canonical-json.ts';
import { planSchema, type Plan } from '../../shared/plan.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { digestWords } from '../../shared/words.ts';

/** A plan together with its exact bytes; only the bytes are ever signed, verified or carried out. */
export interface Statement<P extends Plan = Plan> {
  readonly plan: P;
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, lower-case hex: the plan's name. */
  readonly digest: string;
}

/** SHA-256, lower-case hex. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Lower-case hex SHA-256 over the canonical JSON (RFC 8785) of a document, for example a roster or policy. */
export function documentDigest(document: object): string {
  return sha256Hex(canonicalBytes(document as JsonObject));
}

/** Turns a plan into the statement that people sign. */
export function statementOf<P extends Plan>(plan: P): Statement<P> {
  const bytes = canonicalBytes(plan);
  return { plan, bytes, digest: sha256Hex(bytes) };
}

/** Reads a plan file strictly: canonical bytes, known fields only. The error completes "The plan cannot be read: ". */
export function readStatement(bytes: Uint8Array): Result<Statement, string> {
  const read = parseCanonical(bytes);
  if (!read.ok) return read;
  const plan = planSchema.safeParse(read.value);
  if (!plan.success) {
    const issue = plan.error.issues[0];
    return fail(`the field "${issue?.path.join('.') ?? ''}" is not as it should be (${issue?.message ?? 'unknown'})`);
  }
  // SECURITY: what is carried out is the buffer that was verified, so the parsed plan must say exactly those bytes.
  if (canonicalJson(plan.data) !== new TextDecoder().decode(bytes)) {
    return fail('its fields do not spell out the same bytes again');
  }
  return ok({ plan: plan.data, bytes, digest: sha256Hex(bytes) });
}

/** The 24 words that spell a plan's digest. */
export function wordsOf(digest: string): readonly string[] {
  return digestWords(Buffer.from(digest, 'hex'));
}
