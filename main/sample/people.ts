import { readFileSync } from 'node:fs';
import { peopleFileSchema, type PersonInput } from '../people/index.ts';

/**
 * The passphrase of the made-up people. It is printed in the documentation: what they sign proves nothing about
 * anybody, so their keys work in Practice vaults only.
 */
export const SAMPLE_PASSPHRASE = 'practice makes perfect';

/** A published passphrase is not worth stretching; few rounds make practising quick. */
export const SAMPLE_KEY_ROUNDS = 1;

/** The made-up people of the sample, as `init --people` would take them. */
export function samplePeople(): readonly PersonInput[] {
  const file = new URL('../../resources/sample/people.json', import.meta.url);
  return peopleFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
