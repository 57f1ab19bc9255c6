import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';

/**
 * A SHA-256 digest as 24 words of a list of 2,048, for reading aloud. The last word carries an 8-bit checksum
 * (BIP-39), so that a misheard word is noticed. Machines compare the whole digest; words are for people.
 * @param digest 32 bytes
 */
export function digestWords(digest: Uint8Array): readonly string[] {
  return entropyToMnemonic(digest, wordlist).split(' ');
}

/** Reads words back into a digest, or null when they are not 24 words of the list with a right checksum. */
export function wordsDigest(words: readonly string[]): Uint8Array | null {
  if (words.length !== 24) return null;
  try {
    return mnemonicToEntropy(words.join(' '), wordlist);
  } catch {
    return null;
  }
}
