import Database from 'better-sqlite3';
import { createPrivateKey, hkdfSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ssh2 from 'ssh2';
import { unwrapMaterial } from '../../main/providers/practice/material.ts';
import { unseal } from '../../main/workspace/index.ts';

/** A secret by name; where it may stand, as a pattern of paths. */
export interface Canary {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mayStandIn?: RegExp;
}

/** Everything below a folder, folders too; what goes away meanwhile is left out. */
export function below(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...below(path)] : [path];
  });
}

/** A secret in the spellings in which programs let it slip: raw, hex, base64 at each alignment, UTF-16. */
function spellings(secret: Buffer): readonly Buffer[] {
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), secret]).toString('base64');
    return text.slice(shift === 0 ? 0 : 4, text.length - 4);
  });
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const wide = Buffer.from(secret.toString('latin1'), 'utf16le');
  const texts = [secret.toString('hex'), secret.toString('hex').toUpperCase(), ...base64, ...url];
  return [secret, wide, ...texts.map((text) => Buffer.from(text))];
}

/** The first spelling of a secret in some bytes, or null. */
export function slip(haystack: Buffer, secret: Buffer): string | null {
  return (
    spellings(secret)
      .find((spelling) => haystack.includes(spelling))
      ?.toString('latin1') ?? null
  );
}

/** Which of the secrets stand in some bytes, by name. */
export function slips(haystack: Buffer, canaries: readonly Canary[]): readonly string[] {
  return canaries.filter(({ bytes }) => slip(haystack, bytes) !== null).map(({ name }) => name);
}

/** The private part of an encrypted OpenSSH Ed25519 key. */
export function ed25519Seed(file: string, passphrase: string): Buffer {
  const parsed = ssh2.utils.parseKey(readFileSync(file, 'utf8'), passphrase);
  if (parsed instanceof Error) throw parsed;
  const { d } = createPrivateKey(parsed.getPrivatePEM()).export({ format: 'jwk' });
  return Buffer.from(d ?? '', 'base64url');
}

/** Where the console keeps its own things, and the workspace that is looked at. */
export interface Kept {
  readonly home: string;
  readonly workspace: string;
}

/** The workspace keys of an application folder, what is derived from them, and all that they protect. */
export function workspaceSecrets({ home, workspace }: Kept): readonly Canary[] {
  const found: Canary[] = [];
  for (const path of below(join(home, 'keys'))) {
    const file = relative(home, path);
    const key = Buffer.from(readFileSync(path, 'utf8'), 'base64');
    if (key.length !== 32) throw new Error(`${file} is no workspace key`);
    found.push({ name: 'workspace key', bytes: key, mayStandIn: new RegExp(`^home/${file.replace('.', '\\.')}$`) });
    const derive = (purpose: string): Buffer =>
      Buffer.from(hkdfSync('sha256', key, 'claviger-workspace-v1', purpose, 32));
    found.push({ name: 'key of the checkpoint key', bytes: derive('checkpoint-key') });
    const sealed = readFileSync(join(workspace, 'checkpoint-key.sealed'));
    const checkpoint = unseal({ derive }, 'checkpoint-key', sealed);
    // The seed is the end of the PKCS #8 document; the rest is the same in all.
    if (checkpoint !== null) found.push({ name: 'checkpoint key', bytes: Buffer.from(checkpoint).subarray(-32) });
    for (const environment of ['practice', 'staging', 'production']) {
      const wrapping = derive(`practice-vault:${environment}-vault`);
      found.push({ name: `wrapping key of ${environment}`, bytes: wrapping });
      found.push(...materials(join(workspace, 'vaults', `${environment}-vault.db`), wrapping));
    }
  }
  return found;
}

/** What the Practice vault keeps wrapped: whole, and for private keys a piece from the middle as well. */
function materials(file: string, wrapping: Buffer): readonly Canary[] {
  const db = new Database(file, { readonly: true });
  try {
    const vaultId = db.prepare<[], string>('SELECT id FROM vault').pluck().get() ?? '';
    const rows = db
      .prepare<[], { id: string; key_id: string; material: Buffer }>('SELECT id, key_id, material FROM versions')
      .all();
    return rows.flatMap(({ id, key_id: keyId, material }) => {
      const bytes = unwrapMaterial(wrapping, material, { vaultId, keyId, versionId: id });
      if (bytes === null) return [];
      // Of PKCS #8 the header is no secret: what is searched for lies behind it.
      const secret = bytes.length === 32 ? bytes : bytes.subarray(36, 68);
      return [{ name: `practice key ${keyId}`, bytes: secret }];
    });
  } finally {
    db.close();
  }
}
