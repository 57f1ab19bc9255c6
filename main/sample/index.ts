/** The sample: made-up people and a believable estate of keys, to practise with. */
export { samplePeople, SAMPLE_PASSPHRASE, SAMPLE_KEY_ROUNDS } from './people.ts';
export { plantEstate } from './estate.ts';
