import serialise from 'canonicalize';
import { fail, ok, type Result } from './result.ts';
import { printable, textProblem } from './text.ts';

/** The JSON values that statements and entries are made of: no floats, no `undefined`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; every canonical document is one, with a `type` field. */
// An interface, because a type that is its own record would be circular.
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Limits that keep a hostile document from costing more than a person's signature is worth. */
export const CANONICAL_LIMITS = { bytes: 1_048_576, depth: 16 } as const;

/**
 * Serialises a value as RFC 8785 canonical JSON.
 * @throws Error when the value breaks the rules of {@link checkValue}: that is a bug of the caller, never input.
 */
export function canonicalJson(value: Json): string {
  const problem = checkValue(value, 0);
  if (problem !== null) throw new Error(`not canonical: ${problem}`);
  const text = serialise(value);
  if (text === undefined) throw new Error('not canonical: no JSON form');
  return text;
}

/** UTF-8 bytes of {@link canonicalJson}. */
export function canonicalBytes(value: Json): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value));
}

/**
 * Reads a canonical document. It is accepted only if canonicalise(parse(bytes)) equals the bytes, so that two people
 * who look at the same fields have signed the same bytes (RFC 8785; duplicate keys, other spellings of numbers and
 * escapes all fail here). The error is a sentence saying what was wrong.
 */
export function parseCanonical(bytes: Uint8Array): Result<JsonObject, string> {
  if (bytes.length > CANONICAL_LIMITS.bytes) return fail(`it is larger than ${CANONICAL_LIMITS.bytes} bytes`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail('it is not valid UTF-8');
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return fail('it is not JSON');
  }
  if (!isObject(value)) return fail('it is not a JSON object');
  if (typeof value['type'] !== 'string') return fail('it has no "type" field');
  const problem = checkValue(value, 0);
  if (problem !== null) return fail(problem);
  if (serialise(value) !== text) return fail('it is not in canonical form (RFC 8785)');
  return ok(value);
}

/** Tells a JSON object from the other JSON values. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkValue(value: Json, depth: number): string | null {
  if (depth > CANONICAL_LIMITS.depth) return `it is nested deeper than ${CANONICAL_LIMITS.depth} levels`;
  switch (typeof value) {
    case 'boolean':
      return null;
    case 'number':
      // RFC 8785 builds on IEEE 754 doubles; beyond 2^53 two different numbers have one spelling.
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? null : `${value} is not an integer within 2^53`;
    case 'string':
      return checkString(value);
    case 'object':
      return value === null ? null : checkContainer(value, depth);
    default:
      return `a ${typeof value} has no JSON form`;
  }
}

function checkContainer(value: readonly Json[] | JsonObject, depth: number): string | null {
  if (Array.isArray(value)) return firstProblem(value as readonly Json[], (item) => checkValue(item, depth + 1));
  return firstProblem(Object.entries(value), ([key, item]) => {
    // SECURITY: a "__proto__" key would change what later code reads without being one of the document's own fields.
    if (key === '__proto__' || key === '') return `the field name "${printable(key, 40)}" is not allowed`;
    return checkString(key) ?? checkValue(item, depth + 1);
  });
}

function checkString(text: string): string | null {
  const problem = textProblem(text);
  return problem === null ? null : `the text "${printable(text, 40)}" ${problem}`;
}

function firstProblem<T>(items: readonly T[], check: (item: T) => string | null): string | null {
  for (const item of items) {
    const problem = check(item);
    if (problem !== null) return problem;
  }
  return null;
}
