import type { Person } from '../../../shared/people.ts';
import type { ReadableWorkspace } from '../../workspace/index.ts';

/** Namespace of signatures by which a person says who they are; they count for nothing else. */
export const UNLOCK_NAMESPACE = 'claviger-unlock-v1';

/**
 * What a person signs to say that it is they at the screen: one line, so that it can be handed to `ssh-keygen`
 * without a file. New each time.
 */
export function challengeFor(
  { id, clock }: Pick<ReadableWorkspace, 'id' | 'clock'>,
  person: Pick<Person, 'id' | 'name'>,
  nonce: string,
): string {
  const at = clock().effective.toISOString();
  return `Claviger: ${person.name} (${person.id}) unlocks the console of workspace ${id} at ${at}, nonce ${nonce}`;
}

/** A command that signs a line of text; the signature is written to a file in the folder it is run in. */
export function signLineCommand(line: string, namespace: string, signature: string): string {
  const sign = `ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n ${namespace}`;
  return `printf %s ${shellWord(line)} | ${sign} > ${shellWord(signature)}`;
}

/** A command that signs a file; the signature is written beside it. */
export function signFileCommand(file: string, namespace: string): string {
  return `ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n ${namespace} ${shellWord(file)}`;
}

// SECURITY: people paste these commands into a shell; names and folders must not become commands of their own.
function shellWord(text: string): string {
  return /^[A-Za-z0-9_./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
