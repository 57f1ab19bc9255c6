/**
 * Rules for every text that people sign or the journal keeps: what looks the same must be the same.
 */

// SECURITY: characters that are invisible, reorder the line or look like a plain space would let two different
// statements look alike. Covers control (Cc), format (Cf), surrogate, private use, line/paragraph separators, all
// spaces but U+0020, and everything Unicode calls "default ignorable" (zero width, fillers, variation selectors, tags).
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}|\p{Noncharacter_Code_Point}/u;

/** Says why a text may not stand in a signed document, or `null` if it may. The answer completes "the text ...". */
export function textProblem(text: string): string | null {
  // Most texts are plain ASCII, where nothing of this can happen.
  if (/^[\x20-\x7e]*$/.test(text)) return null;
  const found = FORBIDDEN.exec(text);
  if (found !== null) {
    const point = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `contains U+${point}, a control, invisible or look-alike character`;
  }
  if (text.normalize('NFC') !== text) return 'is not in Unicode normal form C';
  return null;
}

const SECRET_SHAPES: readonly { readonly shape: RegExp; readonly what: string }[] = [
  { shape: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/, what: 'a private key' },
  { shape: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, what: 'an AWS access key id' },
  { shape: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/, what: 'a JSON web token' },
  { shape: /\b(?:password|passwd|passphrase|secret|token|api[_-]?key)\s*[:=]\s*\S{4,}/i, what: 'a password or token' },
  { shape: /\b(?:AccountKey|SharedAccessKey|sig)=[A-Za-z0-9+/%]{20,}/, what: 'a storage key or signature' },
  { shape: /\b(?:gh[pousr]_|xox[abprs]-|sk_live_|glpat-)[A-Za-z0-9_-]{10,}/, what: 'a service token' },
];

/**
 * Recognises texts that look like a secret, so that they can be refused before they reach an append-only journal.
 * @returns what it looks like, or `null`. A recogniser of shapes only: it cannot know every secret.
 */
export function looksLikeSecret(text: string): string | null {
  for (const { shape, what } of SECRET_SHAPES) if (shape.test(text)) return what;
  for (const word of text.split(/[\s"'`,;:()<>[\]{}]+/)) if (isHighEntropyWord(word)) return 'a key or token';
  return null;
}

function isHighEntropyWord(word: string): boolean {
  // Digests, fingerprints and ARNs belong in reasons: plain hex and anything with path or ARN structure pass.
  if (word.length < 32 || !/^[A-Za-z0-9+/_=-]+$/.test(word) || /^[0-9a-fA-F-]+$/.test(word)) return false;
  const counts = new Map<string, number>();
  for (const char of word) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length);
  return bits > 4.2 && /[a-z]/.test(word) && /[A-Z]/.test(word) && /[0-9]/.test(word);
}

/**
 * Foreign text - a file name, a namespace, a field of somebody's plan - made fit to be shown and recorded: what may
 * not stand in a signed document is written as its code point, and it is cut to `max` characters.
 */
export function printable(text: string, max: number): string {
  const shown = Array.from(text.normalize('NFC'), (character) =>
    textProblem(character) === null ? character : `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}>`,
  ).join('');
  // Characters that are in order one by one may still compose with each other.
  const plain = textProblem(shown) === null ? shown : shown.replace(/[^\x20-\x7e]/g, '?');
  return clip(plain, max);
}

/** A text of at most `max` UTF-16 units, as schemas count them; one that is cut ends in "..." and in no half character. */
export function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 3).replace(/[\ud800-\udbff]$/, '')}...`;
}
