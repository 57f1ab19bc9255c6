import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why tests with stock OpenSSH are skipped, or `null` if ssh-keygen is here. */
export const WITHOUT_SSH_KEYGEN: string | null =
  spawnSync('ssh-keygen', ['-?']).error === undefined ? null : 'ssh-keygen is not installed on this machine';

/** Runs stock ssh-keygen in a folder. */
export function sshKeygen(folder: string, args: readonly string[], input: Uint8Array | string = ''): KeygenAnswer {
  const done = spawnSync('ssh-keygen', args, { cwd: folder, input, encoding: 'utf8' });
  return { ok: done.status === 0, out: done.stdout, err: done.stderr };
}
export type KeygenAnswer = { readonly ok: boolean; readonly out: string; readonly err: string };

/** Runs something in a new folder that only this user can read, and removes the folder. */
export function inTemporaryFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'claviger-sshsig-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `ssh-keygen -Y verify` says to a signature by a person "somebody" with this key. */
export function stockVerifies(
  folder: string,
  claim: { publicKey: string; namespace: string; message: Uint8Array; signature: string },
): boolean {
  writeFileSync(join(folder, 'allowed'), `somebody ${claim.publicKey}\n`);
  writeFileSync(join(folder, 'signature'), claim.signature);
  const args = ['-Y', 'verify', '-f', 'allowed', '-I', 'somebody', '-n', claim.namespace, '-s', 'signature'];
  return sshKeygen(folder, args, claim.message).ok;
}
