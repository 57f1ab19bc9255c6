import { describe, expect, test } from 'vitest';
import { consoleError, ERRORS, EXIT, whatWasWrong, type ErrorCode } from '../../shared/errors.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];

/** The codes of refusals that the design names. */
const REFUSALS = [
  'quorum-not-met',
  'same-person',
  'statement-changed',
  'bad-signature',
  'wrong-namespace',
  'unknown-key',
  'role-missing',
  'requester-not-allowed',
  'expired',
  'already-run',
  'dissent',
  'plan-not-ours',
  'policy-changed',
  'journal-rolled-back',
  'clock-behind',
];

describe('every error', () => {
  test.each(CODES)('%s says what to do, in a sentence', (code) => {
    const { remedy } = ERRORS[code];
    expect(remedy).toMatch(/^["A-Z].*\.$/);
    expect(remedy).not.toMatch(/ {2}|[\n\t]/);
  });

  test.each(CODES)('%s has one of the documented exit codes, and none means success', (code) => {
    expect([1, 2, 3, 4, 5]).toContain(ERRORS[code].exit);
  });

  test.each(CODES)('%s can be said without what to do about it', (code) => {
    expect(whatWasWrong(consoleError(code, 'The name is empty.'))).toBe('The name is empty.');
  });

  test('is left as it is where somebody else has worded it', () => {
    expect(whatWasWrong({ code: 'bad-input', message: 'The name is empty.' })).toBe('The name is empty.');
    expect(whatWasWrong({ code: 'toString', message: 'The name is empty.' })).toBe('The name is empty.');
  });

  test('is said first, with its remedy after it', () => {
    expect(consoleError('bad-input', 'The name is empty.')).toEqual({
      code: 'bad-input',
      message: `The name is empty. ${ERRORS['bad-input'].remedy}`,
    });
  });
});

test('the exit codes are those that scripts rely on', () => {
  expect(EXIT).toEqual({ done: 0, failed: 1, badInput: 2, refused: 3, verificationFailed: 4, unknown: 5 });
});

test.each(REFUSALS)('%s is a refusal: exit code 3', (code) => {
  expect(Object.hasOwn(ERRORS, code)).toBe(true);
  expect(ERRORS[code as ErrorCode].exit).toBe(EXIT.refused);
});

test('only an outcome that is not known sends people to "resume", and only a failed verification exits with 4', () => {
  expect(CODES.filter((code) => ERRORS[code].exit === EXIT.unknown)).toEqual(['outcome-unknown']);
  expect(ERRORS['verification-failed'].exit).toBe(EXIT.verificationFailed);
});
