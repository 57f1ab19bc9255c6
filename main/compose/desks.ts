import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Connection } from '../../shared/connections.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Environment } from '../../shared/policy.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { inventoryOf, type InventoryKey } from '../keys/index.ts';
import { health, type OperationContext } from '../operations/index.ts';
import { openPracticeVault, type KeyProvider, type PracticeVault } from '../providers/index.ts';
import {
  openForReading,
  openForWriting,
  type Layout,
  type ReadableWorkspace,
  type WorkspaceKey,
} from '../workspace/index.ts';
import type { ReadingDesk, Surroundings, WritingDesk } from './surroundings.ts';

/** Where the Practice vault behind a connection stands. */
export const vaultFile = (layout: Layout, connection: Connection): string => join(layout.vaults, `${connection.id}.db`);
/** The key under which it keeps its material. */
export const vaultKey = (key: WorkspaceKey, connection: Connection): Uint8Array =>
  key.derive(`practice-vault:${connection.id}`);

/** Opens a workspace for reading. */
export function read(surroundings: Surroundings, folder: string): Result<ReadingDesk, ConsoleError> {
  const workspace = openForReading({ folder, home: surroundings.home, clock: surroundings.clock });
  return workspace.ok ? ok(readingDesk(surroundings, workspace.value, null)) : workspace;
}

function readingDesk(surroundings: Surroundings, workspace: ReadableWorkspace, key: WorkspaceKey | null): ReadingDesk {
  const vaults = new Map<string, PracticeVault>();
  const provider = (connection: Connection): Promise<Result<KeyProvider, ConsoleError>> =>
    openProvider(surroundings, workspace.layout, connection, key, vaults);
  return {
    workspace,
    provider,
    keys: (environment) => listKeys(workspace, provider, environment),
    health: () => health({ workspace, provider, monotonic: () => surroundings.monotonic() }),
    close: () => {
      for (const vault of vaults.values()) vault.close();
      workspace.close();
    },
  };
}

/** Opens a workspace as its one writer. */
export function write(surroundings: Surroundings, folder: string, command: string): Result<WritingDesk, ConsoleError> {
  const { home, clock, clockConfirmed } = surroundings;
  const opened = openForWriting({ folder, home, clock, command });
  if (!opened.ok) return opened;
  const workspace = opened.value;
  const desk = readingDesk(surroundings, workspace, workspace.key);
  const context: OperationContext = {
    workspace,
    provider: (connection) => desk.provider(connection),
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    monotonic: () => surroundings.monotonic(),
    sleep: (ms) => surroundings.sleep(ms),
    progress: (event) => {
      surroundings.progress(event);
    },
    clockConfirmed,
  };
  return ok({ ...desk, workspace, context });
}

/** Opens the provider behind a connection and makes sure that it is the one the connection names. */
async function openProvider(
  { clock }: Surroundings,
  layout: Layout,
  connection: Connection,
  key: WorkspaceKey | null,
  vaults: Map<string, PracticeVault>,
): Promise<Result<KeyProvider, ConsoleError>> {
  const open = vaults.get(connection.id);
  if (open !== undefined) return ok(open);
  const { provider } = connection.identity;
  if (provider !== 'practice') {
    return fail(
      consoleError('not-connected', `This version cannot reach ${provider} yet (connection ${connection.id}).`),
    );
  }
  const file = vaultFile(layout, connection);
  const vault =
    key === null
      ? openPracticeVault({ file, clock, readonly: true })
      : openPracticeVault({ file, clock, wrappingKey: vaultKey(key, connection) });
  if (!vault.ok) return fail(consoleError('vault-failed', vault.error.message));
  const identity = await vault.value.identify();
  const isPinned =
    identity.ok && identity.value.provider === 'practice' && identity.value.vault === connection.identity.vault;
  // Two calls at once may both have come this far: one opened vault is kept.
  const meanwhile = vaults.get(connection.id);
  if (isPinned && meanwhile === undefined) {
    vaults.set(connection.id, vault.value);
    return ok(vault.value);
  }
  vault.value.close();
  if (meanwhile !== undefined) return ok(meanwhile);
  return fail(
    consoleError(
      'plan-not-ours',
      `Behind the connection ${connection.id} another vault answers than the one it names.`,
    ),
  );
}

async function listKeys(
  workspace: ReadableWorkspace,
  provider: (connection: Connection) => Promise<Result<KeyProvider, ConsoleError>>,
  environment: Environment | null,
): Promise<Result<readonly InventoryKey[], ConsoleError>> {
  const { connections, policy } = workspace.authority;
  const wanted = connections.filter((connection) => environment === null || connection.environment === environment);
  if (wanted.length === 0)
    return fail(consoleError('not-connected', `The environment ${environment ?? ''} has no connection.`));
  const all: InventoryKey[] = [];
  for (const connection of wanted) {
    const opened = await provider(connection);
    if (!opened.ok) return opened;
    const keys = await inventoryOf(connection, opened.value, policy, workspace.clock().effective);
    if (!keys.ok) return fail(consoleError('provider-failed', keys.error.message));
    all.push(...keys.value);
  }
  return ok(all);
}
