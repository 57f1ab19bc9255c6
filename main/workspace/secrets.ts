import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';

/**
 * The workspace key: 32 random bytes that protect what the console itself must be able to open without asking - the
 * checkpoint key and the Practice vaults. It stands outside the workspace folder, so that a copied or backed-up folder
 * does not carry it. It protects from the copy, not from the same user of this computer (docs/security.md).
 */
export interface WorkspaceKey {
  /** A 32-byte key for one purpose, derived with HKDF-SHA-256 (RFC 5869). */
  derive(purpose: string): Uint8Array;
}

const MAGIC = Buffer.from('CLVS1');

/** Where the key of a workspace is kept. */
export function workspaceKeyFile(home: string, workspaceId: string): string {
  return join(home, 'keys', `${workspaceId}.key`);
}

/** Makes a new workspace key; `store` writes it once the workspace id is known. */
export function newWorkspaceKey(): WorkspaceKey & { store(home: string, workspaceId: string): void } {
  const bytes = randomBytes(32);
  return {
    ...keyFrom(bytes),
    store: (home, workspaceId) => {
      const file = workspaceKeyFile(home, workspaceId);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, bytes.toString('base64'), { mode: 0o600, flag: 'wx' });
    },
  };
}

/** Loads the key of a workspace; it is missing when the folder was copied from another computer or user. */
export function loadWorkspaceKey(home: string, workspaceId: string): Result<WorkspaceKey, ConsoleError> {
  const file = workspaceKeyFile(home, workspaceId);
  try {
    const bytes = Buffer.from(readFileSync(file, 'utf8'), 'base64');
    if (bytes.length === 32) return ok(keyFrom(bytes));
  } catch {
    // Said below: for the person it is the same whether the file is missing or cannot be read.
  }
  return fail(consoleError('workspace-key-missing', `The key of this workspace is not on this computer (${file}).`));
}

function keyFrom(bytes: Uint8Array): WorkspaceKey {
  return { derive: (purpose) => new Uint8Array(hkdfSync('sha256', bytes, 'claviger-workspace-v1', purpose, 32)) };
}

/** Seals bytes with AES-256-GCM under a key for this purpose: magic, nonce (12), tag (16), ciphertext. */
export function seal(key: WorkspaceKey, purpose: string, plaintext: Uint8Array): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.derive(purpose), nonce).setAAD(Buffer.from(purpose));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([MAGIC, nonce, cipher.getAuthTag(), ciphertext]);
}

/** Opens what {@link seal} made; null when it was altered or sealed under another key or for another purpose. */
export function unseal(key: WorkspaceKey, purpose: string, sealed: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(sealed);
  if (bytes.length < 33 || !bytes.subarray(0, 5).equals(MAGIC)) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.derive(purpose), bytes.subarray(5, 17));
    decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(17, 33));
    return Buffer.concat([decipher.update(bytes.subarray(33)), decipher.final()]);
  } catch {
    return null;
  }
}
