import { hash } from 'node:crypto';
import { isObject, type Json } from '../../shared/canonical-json.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { GENESIS_TYPE } from './entry.ts';
import { SIGNATURE_TYPE, strictBase64, verifierKey, type VerifierKey } from './signed-note.ts';

/** Who a journal is: all of it follows from the bytes of its genesis statement. */
export type JournalIdentity = {
  /** Hex SHA-256 of the genesis payload's bytes. */
  readonly workspaceId: string;
  /** The log's name in checkpoints. */
  readonly origin: string;
  /** The key under which its heads are signed. */
  readonly key: VerifierKey;
};

/** Derives the identity from the genesis payload's exact bytes. The error completes "the genesis statement ...". */
export function identityOf(genesis: Uint8Array): Result<JournalIdentity, string> {
  const statement = parseObject(genesis);
  if (statement?.['type'] !== GENESIS_TYPE) return fail(`is not a JSON object of type ${GENESIS_TYPE}`);
  // Of the statement's other fields the journal knows nothing: they are for those who know people and policies.
  const key = statement['checkpointKey'];
  const publicKey = typeof key === 'string' ? strictBase64(key) : null;
  if (publicKey?.length !== 32) return fail('has no checkpoint key');
  const workspaceId = hash('sha256', genesis, 'hex');
  const origin = originOf(workspaceId);
  return ok({ workspaceId, origin, key: verifierKey(origin, SIGNATURE_TYPE.ed25519, publicKey) });
}

/** The origin line of a workspace's journal. */
export function originOf(workspaceId: string): string {
  return `claviger.localhost/journal/${workspaceId}`;
}

/** Parses UTF-8 bytes as a JSON object, or null. */
export function parseObject(bytes: Uint8Array): ReturnType<typeof asObject> {
  try {
    return asObject(JSON.parse(Buffer.from(bytes).toString()) as Json);
  } catch {
    return null;
  }
}

function asObject(value: Json) {
  return isObject(value) ? value : null;
}
