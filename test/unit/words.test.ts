import * as fc from 'fast-check';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { describe, expect, test } from 'vitest';
import { digestWords, wordsDigest } from '../../shared/words.ts';

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** SHA-256 of the empty string. */
const KNOWN = Buffer.from('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex');

describe('the words of a digest', () => {
  test('are 24, from a list of 2,048', () => {
    expect(wordlist).toHaveLength(2048);
    fc.assert(
      fc.property(digest, (bytes) => {
        const words = digestWords(bytes);
        expect(words).toHaveLength(24);
        for (const word of words) expect(wordlist).toContain(word);
      }),
    );
  });

  test('say the digest, whole', () => {
    fc.assert(
      fc.property(digest, (bytes) => {
        expect(wordsDigest(digestWords(bytes))).toEqual(bytes);
      }),
    );
  });

  test('are those that BIP-39 gives', () => {
    expect(digestWords(new Uint8Array(32)).join(' ')).toBe(`${'abandon '.repeat(23)}art`);
    expect(digestWords(new Uint8Array(32).fill(0xff)).join(' ')).toBe(`${'zoo '.repeat(23)}vote`);
  });

  test('differ for different digests, in at least one word that can be heard', () => {
    fc.assert(
      fc.property(digest, fc.integer({ min: 0, max: 255 }), (bytes, bit) => {
        const other = Uint8Array.from(bytes);
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(digestWords(other)).not.toEqual(digestWords(bytes));
      }),
    );
  });
});

describe('words that were misheard', () => {
  /** Every way in which one word of a digest can be taken for another, and whether it is noticed. */
  function misheard(at: number): readonly ('noticed' | 'another digest')[] {
    const words = digestWords(KNOWN);
    return wordlist
      .filter((word) => word !== words[at])
      .map((word) => {
        const heard = wordsDigest(words.map((said, index) => (index === at ? word : said)));
        if (heard === null) return 'noticed';
        expect(Buffer.from(heard).equals(KNOWN)).toBe(false);
        return 'another digest';
      });
  }

  test('are noticed at once in all but about one of 256 cases, and never taken for the same digest', () => {
    const all = [0, 3, 7, 11, 15, 19, 22].flatMap((at) => misheard(at));
    expect(all).toHaveLength(7 * 2047);
    const missed = all.filter((how) => how === 'another digest').length / all.length;
    expect(missed).toBeGreaterThan(1 / 330);
    expect(missed).toBeLessThan(1 / 200);
  });

  test('in the last place are noticed but for the seven others that carry a checksum of their own', () => {
    expect(misheard(23).filter((how) => how === 'another digest')).toHaveLength(7);
  });

  test('or swapped never say the same digest', () => {
    fc.assert(
      fc.property(digest, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 23 }), (bytes, a, b) => {
        const words = [...digestWords(bytes)];
        const [first, second] = [words[a] ?? '', words[b] ?? ''];
        fc.pre(first !== second);
        words[a] = second;
        words[b] = first;
        expect(wordsDigest(words)).not.toEqual(bytes);
      }),
    );
  });

  test.each<[string, readonly string[]]>([
    ['none', []],
    ['a word of no list', digestWords(KNOWN).with(3, 'claviger')],
    ['one too few', digestWords(KNOWN).slice(1)],
    ['one too many', [...digestWords(KNOWN), 'art']],
    ['twelve with a right checksum', `${'abandon '.repeat(11)}about`.split(' ')],
    ['eighteen with a right checksum', `${'abandon '.repeat(17)}agent`.split(' ')],
  ])('%s: no digest', (_, words) => {
    expect(wordsDigest(words)).toBeNull();
  });
});
