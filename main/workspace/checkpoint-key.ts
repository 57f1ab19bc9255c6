import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { CheckpointSigner } from '../journal/index.ts';
import { seal, unseal, type WorkspaceKey } from './secrets.ts';

const PURPOSE = 'checkpoint-key';

/** Makes the Ed25519 key under which the journal's head is signed. */
export function newCheckpointKey(): {
  readonly signer: CheckpointSigner;
  store(file: string, key: WorkspaceKey): void;
} {
  const pkcs8 = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
  return {
    signer: signerFrom(pkcs8),
    store: (file, key) => {
      writeFileSync(file, seal(key, PURPOSE, pkcs8), { mode: 0o600, flag: 'wx' });
    },
  };
}

/** Opens the sealed checkpoint key of a workspace. */
export function openCheckpointKey(file: string, key: WorkspaceKey): Result<CheckpointSigner, ConsoleError> {
  let sealed: Uint8Array;
  try {
    sealed = readFileSync(file);
  } catch {
    return fail(consoleError('workspace-key-missing', `The checkpoint key (${file}) is missing or cannot be read.`));
  }
  const pkcs8 = unseal(key, PURPOSE, sealed);
  if (pkcs8 === null) return fail(consoleError('workspace-key-missing', `The checkpoint key (${file}) was altered.`));
  return ok(signerFrom(pkcs8));
}

function signerFrom(pkcs8: Uint8Array): CheckpointSigner {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const x = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';
  return {
    publicKey: new Uint8Array(Buffer.from(x, 'base64url')),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}
