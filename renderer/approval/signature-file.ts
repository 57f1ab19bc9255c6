import { fail, ok, type Result } from '../../shared/result.ts';

/** Largest signature file that is read: far more than any SSHSIG needs. */
export const LARGEST_SIGNATURE = 16_384;

const BEGIN = '-----BEGIN SSH SIGNATURE-----';
const END = '-----END SSH SIGNATURE-----';

/**
 * Reads what `ssh-keygen -Y sign` wrote.
 * @returns the armored signature, or a sentence saying what the file is instead and what to do
 */
export async function readSignature(file: File): Promise<Result<string, string>> {
  if (file.size > LARGEST_SIGNATURE) {
    return fail('This file is too large for a signature. Choose the .sig file that ssh-keygen wrote.');
  }
  let text: string;
  try {
    text = await file.text();
  } catch {
    return fail('This file cannot be read. Choose it again.');
  }
  const problem = signatureProblem(text);
  return problem === null ? ok(text) : fail(problem);
}

/** Says why a text is not an armored SSH signature, or `null`. Whether the signature is right, main decides. */
export function signatureProblem(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return 'This file is empty. Sign first, then choose the .sig file.';
  // SECURITY: somebody who chooses their private key by mistake is told so, and nothing of it is kept or sent.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(trimmed)) {
    return 'This is a private key, not a signature. It was not sent anywhere. Choose the .sig file.';
  }
  if (/^(?:ssh-|ecdsa-|sk-)/.test(trimmed)) return 'This is a public key, not a signature. Choose the .sig file.';
  if (trimmed.startsWith('{')) return 'This is the document itself, not a signature over it. Choose the .sig file.';
  if (!trimmed.startsWith(BEGIN) || !trimmed.endsWith(END)) {
    return `This is not an SSH signature: one begins with "${BEGIN}". Choose the .sig file that ssh-keygen wrote.`;
  }
  return null;
}
