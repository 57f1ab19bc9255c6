import { canonicalBytes } from '../../../shared/canonical-json.ts';
import { textProblem } from '../../../shared/text.ts';
import type { CallContext, CreateKeyInput, EncryptionContext, ProviderError } from '../provider.ts';
import { invalidInput } from './refusals.ts';

/** Bounds as AWS KMS has them (API reference; lengths in characters or bytes, times in days). */
export const LIMITS = {
  plaintextBytes: 4096,
  messageBytes: 4096,
  ciphertextBytes: 6144,
  contextBytes: 8192,
  descriptionLength: 8192,
  aliasLength: 250,
  tags: 50,
  tagNameLength: 128,
  tagValueLength: 256,
  rotationsOnDemand: 25,
  automaticMinDays: 90,
  automaticMaxDays: 2560,
  windowMinDays: 7,
  windowMaxDays: 30,
  windowDefaultDays: 30,
} as const;

const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Each check answers the refusal, or `null` when all is well. */
export function checkAlias(alias: string): ProviderError | null {
  if (/^[A-Za-z0-9/_-]+$/.test(alias) && alias.length <= LIMITS.aliasLength && !alias.startsWith('aws/')) return null;
  return invalidInput(
    'The alias is not a valid name. ' +
      `Use 1 to ${LIMITS.aliasLength} letters, digits, slashes, underscores and dashes, not starting with "aws/".`,
  );
}

export function checkNewKey(input: CreateKeyInput): ProviderError | null {
  if (input.description.length > LIMITS.descriptionLength) {
    return invalidInput(`The description is too long. Keep it within ${LIMITS.descriptionLength} characters.`);
  }
  const tags = Object.entries(input.tags);
  if (tags.length > LIMITS.tags)
    return invalidInput(`There are more than ${LIMITS.tags} tags. Leave some out.`, 'TagException');
  for (const [name, value] of tags) {
    const named = name.length >= 1 && name.length <= LIMITS.tagNameLength && !name.startsWith('aws:');
    if (named && value.length <= LIMITS.tagValueLength && TAG_TEXT.test(name) && TAG_TEXT.test(value)) continue;
    return invalidInput(
      `The tag ${JSON.stringify(name.slice(0, 40))} is not valid. ` +
        'Use letters, digits, spaces and _ . : / = + - @; names up to 128 characters, values up to 256.',
      'TagException',
    );
  }
  return null;
}

export function checkContext(context: EncryptionContext): ProviderError | null {
  for (const [name, value] of Object.entries(context)) {
    const problem = name === '' || name === '__proto__' ? 'has a name that is not allowed' : null;
    const reason = problem ?? textProblem(name) ?? textProblem(value);
    if (reason === null) continue;
    return invalidInput(`The encryption context ${reason}. Use plain text for its names and values.`);
  }
  if (canonicalBytes(context).length <= LIMITS.contextBytes) return null;
  return invalidInput(`The encryption context is too long. Keep it within ${LIMITS.contextBytes} bytes.`);
}

/** @param what completes "The ... is empty or too long" */
export function checkSize(what: string, bytes: Uint8Array, max: number): ProviderError | null {
  if (bytes.length >= 1 && bytes.length <= max) return null;
  return invalidInput(`The ${what} is ${bytes.length} bytes long. Give between 1 and ${max} bytes.`);
}

/** @param what completes "The ... must be" */
export function checkDays(what: string, days: number, min: number, max: number): ProviderError | null {
  if (Number.isInteger(days) && days >= min && days <= max) return null;
  return invalidInput(`The ${what} must be a whole number of days. Choose one from ${min} to ${max}.`);
}

export function checkCall(call: CallContext): ProviderError | null {
  const valid = (text: string) => text.length >= 1 && text.length <= 200 && textProblem(text) === null;
  if (valid(call.intentId) && valid(call.principal)) return null;
  return invalidInput('The call does not say who acts, or for which intent. Give both, up to 200 characters each.');
}
