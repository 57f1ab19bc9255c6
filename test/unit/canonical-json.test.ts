import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, canonicalJson, parseCanonical, type JsonObject } from '../../shared/canonical-json.ts';
import { looksLikeSecret, textProblem } from '../../shared/text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const plainText = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => textProblem(text) === null);
const document = fc
  .dictionary(
    plainText.filter((key) => key !== '' && key !== '__proto__'),
    fc.oneof(plainText, fc.integer(), fc.boolean(), fc.constant(null), fc.array(plainText, { maxLength: 4 })),
  )
  .map((fields): JsonObject => ({ ...fields, type: 'test.v1' }));

describe('canonical JSON', () => {
  it('reads back exactly what it wrote', () => {
    fc.assert(
      fc.property(document, (value) => {
        expect(parseCanonical(canonicalBytes(value))).toEqual({ ok: true, value });
      }),
    );
  });

  it('refuses every document in which one byte was changed, or reads it as another document', () => {
    fc.assert(
      fc.property(document, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, at, flip) => {
        const original = canonicalBytes(value);
        const changed = Uint8Array.from(original);
        const index = at % changed.length;
        changed[index] = (changed[index] ?? 0) ^ flip;
        const read = parseCanonical(changed);
        if (read.ok) expect(canonicalJson(read.value)).not.toBe(canonicalJson(value));
      }),
    );
  });

  it.each([
    ['white space', '{"type": "a"}'],
    ['keys out of order', '{"type":"a","b":1}'],
    ['a doubled key', '{"a":1,"a":1,"type":"a"}'],
    ['a fraction', '{"a":1.5,"type":"a"}'],
    ['an integer beyond 2^53', '{"a":9007199254740993,"type":"a"}'],
    ['minus zero', '{"a":-0,"type":"a"}'],
    ['an exponent', '{"a":1e3,"type":"a"}'],
    ['a __proto__ field', '{"__proto__":{},"type":"a"}'],
    ['no type', '{"a":1}'],
    ['an array', '[1]'],
    ['a byte order mark', '\uFEFF{"type":"a"}'],
    ['a needless escape', '{"type":"\\u0061"}'],
    ['a control character', '{"type":"a\\u0001"}'],
    ['a right-to-left override', '{"type":"a\u202Eb"}'],
    ['a zero-width space', '{"type":"a\u200Bb"}'],
    ['a no-break space', '{"type":"a\u00A0b"}'],
    ['a decomposed letter', '{"type":"e\u0301"}'],
    ['a filler letter', '{"type":"a\u3164"}'],
    ['a lone surrogate', '{"type":"\\ud800"}'],
    ['nesting without end', `{"a":${'['.repeat(40)}${']'.repeat(40)},"type":"a"}`],
  ])('refuses %s', (_, text) => {
    expect(parseCanonical(bytes(text)).ok).toBe(false);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(parseCanonical(Uint8Array.of(0x7b, 0xff, 0x7d)).ok).toBe(false);
  });
});

describe('text that looks like a secret', () => {
  it.each([
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    'use AKIAIOSFODNN7EXAMPLE please',
    'password: hunter22',
    'token=abcdef',
    'rotated because wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY9 leaked',
  ])('is recognised: %s', (text) => {
    expect(looksLikeSecret(text)).not.toBeNull();
  });

  it.each([
    'Quarterly rotation, see CHG-4711',
    'The leaked token was revoked; arn:aws:kms:eu-central-1:123456789012:key/0987dcba-09fe-87dc-65ba-ab0987654321',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ])('is not seen where there is none: %s', (text) => {
    expect(looksLikeSecret(text)).toBeNull();
  });
});
