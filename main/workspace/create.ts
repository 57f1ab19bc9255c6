import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Connection } from '../../shared/connections.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Genesis } from '../../shared/genesis.ts';
import type { Roster } from '../../shared/people.ts';
import type { Policy } from '../../shared/policy.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { createJournal } from '../journal/index.ts';
import { newCheckpointKey } from './checkpoint-key.ts';
import type { Clock } from './clock.ts';
import { layoutOf, type Layout } from './paths.ts';
import { makeRoom } from './reserve.ts';
import { newWorkspaceKey, type WorkspaceKey } from './secrets.ts';
import { readMounts, unsuitableFolder } from './suitable-folder.ts';

export interface NewWorkspace {
  readonly folder: string;
  /** The application folder (see `applicationFolder`). */
  readonly home: string;
  readonly clock: Clock;
  readonly roster: Roster;
  readonly policy: Policy;
  readonly connections: readonly Connection[];
  readonly sample: boolean;
  /** Encrypted OpenSSH private keys that the console keeps, by person id. */
  readonly consoleKeys: ReadonlyMap<string, string>;
  /** Fills the vaults before the workspace appears; a failure leaves nothing behind. */
  readonly populate: (layout: Layout, key: WorkspaceKey, workspaceId: string) => Result<void, ConsoleError>;
}

/**
 * Makes a workspace. It is built in a folder of its own and moved into place with the journal last, so that an
 * interrupted start leaves nothing that looks like a workspace.
 * @returns the workspace id: SHA-256 of the genesis, hex
 */
export function createWorkspace(input: NewWorkspace): Result<string, ConsoleError> {
  const folder = resolve(input.folder);
  const unsuitable = unsuitableFolder(folder, readMounts());
  if (unsuitable !== null) return fail(consoleError('workspace-unsuitable', `The folder ${folder} ${unsuitable}.`));
  if (existsSync(folder) && !isEmptyFolder(folder)) {
    return fail(consoleError('workspace-exists', `${folder} exists already and is not an empty folder.`));
  }
  const building = join(folder, BUILDING);
  let made: string | undefined;
  try {
    made = mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    // Only one of two programs can make this folder.
    mkdirSync(building, { mode: 0o700 });
  } catch (error) {
    return cannotMake(folder, error);
  }
  try {
    const built = build(input, layoutOf(building));
    if (built.ok) moveUp(building, folder);
    return built;
  } catch (error) {
    return cannotMake(folder, error);
  } finally {
    rmSync(building, { recursive: true, force: true });
    removeEmpty(folder, made);
  }
}

/** Takes back the folders that were made for nothing, from the innermost up to the first one made. */
function removeEmpty(folder: string, firstMade: string | undefined): void {
  if (firstMade === undefined) return;
  for (let at = folder; at.startsWith(firstMade) && isEmptyFolder(at); at = dirname(at)) rmdirSync(at);
}

const BUILDING = '.claviger-new';

/** Moves everything into its place, the journal last: a folder without one is no workspace. */
function moveUp(building: string, folder: string): void {
  const journal = basename(layoutOf(folder).journal);
  const names = readdirSync(building).filter((name) => name !== journal);
  for (const name of [...names, journal]) renameSync(join(building, name), join(folder, name));
}

function cannotMake(folder: string, error: unknown): Result<never, ConsoleError> {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
  if (error.code === 'EEXIST')
    return fail(consoleError('workspace-exists', `${folder} is being made or exists already.`));
  return fail(consoleError('workspace-unsuitable', `The folder ${folder} could not be made (${String(error.code)}).`));
}

function build(input: NewWorkspace, layout: Layout): Result<string, ConsoleError> {
  const key = newWorkspaceKey();
  const checkpointKey = newCheckpointKey();
  const createdAt = input.clock.now().toISOString();
  const genesis: Genesis = {
    type: 'claviger.genesis.v1',
    createdAt,
    nonce: randomBytes(32).toString('hex'),
    roster: input.roster,
    policy: input.policy,
    checkpointKey: Buffer.from(checkpointKey.signer.publicKey).toString('base64'),
    connections: [...input.connections],
    sample: input.sample,
  };
  const created = createJournal({
    file: layout.journal,
    genesis: genesis,
    time: createdAt,
    signer: checkpointKey.signer,
  });
  if (!created.ok) return fail(consoleError(created.error.code, created.error.message));
  const { workspaceId } = created.value;
  created.value.close();
  checkpointKey.store(layout.checkpointKey, key);
  makeRoom(layout);
  mkdirSync(layout.people, { mode: 0o700 });
  mkdirSync(layout.vaults, { mode: 0o700 });
  for (const [person, text] of input.consoleKeys) {
    writeFileSync(join(layout.people, `${person}.key`), text, { mode: 0o600, flag: 'wx' });
  }
  const populated = input.populate(layout, key, workspaceId);
  if (!populated.ok) return populated;
  key.store(input.home, workspaceId);
  return ok(workspaceId);
}

function isEmptyFolder(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}
