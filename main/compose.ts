import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../shared/connections.ts';
import { consoleError, type ConsoleError } from '../shared/errors.ts';
import { defaultPolicy, ENVIRONMENTS, type Environment } from '../shared/policy.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { drillRotation, type DrillReport } from './ceremonies/index.ts';
import { inventoryOf, type InventoryKey } from './keys/index.ts';
import { health, type Health, type OperationContext, type Progress } from './operations/index.ts';
import { CONSOLE_KEY_ROUNDS, firstRoster, makeConsoleKey, type PersonInput } from './people/index.ts';
import { openPracticeVault, type KeyProvider, type PracticeVault } from './providers/index.ts';
import { plantEstate, SAMPLE_KEY_ROUNDS, SAMPLE_PASSPHRASE, samplePeople } from './sample/index.ts';
import { fragileRules, type Fragility } from './signoff/index.ts';
import {
  createWorkspace,
  openForReading,
  openForWriting,
  type Clock,
  type Layout,
  type ReadableWorkspace,
  type Workspace,
  type WorkspaceKey,
} from './workspace/index.ts';

/** What the console gets from the machine it runs on; tests put their own in place. */
export interface Surroundings {
  /** The application folder: keys and high-water marks of workspaces. */
  readonly home: string;
  readonly clock: Clock;
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  progress(event: Progress): void;
  /** The person says that a clock far ahead is right. */
  readonly clockConfirmed: boolean;
}

export interface InitWish {
  readonly folder: string;
  readonly sample: boolean;
  /** The first roster; null: the sample's made-up people. */
  readonly people: readonly PersonInput[] | null;
  /** Asked for a person who has no key of their own. */
  readonly passphraseFor: (name: string) => string;
}

export interface Initialised {
  readonly workspace: string;
  readonly folder: string;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly fragile: readonly Fragility[];
}

/** A workspace opened for reading, with its vaults opened for reading where they can be. */
export interface ReadingDesk {
  readonly workspace: ReadableWorkspace;
  keys(environment: Environment | null): Promise<Result<readonly InventoryKey[], ConsoleError>>;
  provider(connection: Connection): Promise<Result<KeyProvider, ConsoleError>>;
  health(): Promise<Health>;
  close(): void;
}

/** A workspace opened by its one writer, with everything an operation needs. */
export interface WritingDesk extends ReadingDesk {
  readonly workspace: Workspace;
  readonly context: OperationContext;
  close(): void;
}

export interface Console {
  init(wish: InitWish): Result<Initialised, ConsoleError>;
  read(folder: string): Result<ReadingDesk, ConsoleError>;
  write(folder: string, command: string): Result<WritingDesk, ConsoleError>;
  drillRotation(folder: string, say: (line: string) => void): Promise<Result<DrillReport, ConsoleError>>;
}

/** Wires the rooms together. The only place that does. */
export function compose(surroundings: Surroundings): Console {
  return {
    init: (wish) => init(surroundings, wish),
    read: (folder) => read(surroundings, folder),
    write: (folder, command) => write(surroundings, folder, command),
    drillRotation: (folder, say) => drill(surroundings, folder, say),
  };
}

const vaultFile = (layout: Layout, connection: Connection): string => join(layout.vaults, `${connection.id}.db`);
const vaultKey = (key: WorkspaceKey, connection: Connection): Uint8Array =>
  key.derive(`practice-vault:${connection.id}`);

function init(surroundings: Surroundings, wish: InitWish): Result<Initialised, ConsoleError> {
  const madeUp = wish.people === null;
  const rounds = madeUp ? SAMPLE_KEY_ROUNDS : CONSOLE_KEY_ROUNDS;
  const built = firstRoster(wish.people ?? samplePeople(), madeUp, (name) =>
    makeConsoleKey({ passphrase: madeUp ? SAMPLE_PASSPHRASE : wish.passphraseFor(name), comment: name, rounds }),
  );
  if (!built.ok) return fail(consoleError('bad-input', built.error));
  const { roster, consoleKeys } = built.value;
  const policy = defaultPolicy();
  const connections = practiceConnections(wish.sample);
  const made = createWorkspace({
    folder: wish.folder,
    home: surroundings.home,
    clock: surroundings.clock,
    roster,
    policy,
    connections,
    sample: wish.sample,
    consoleKeys,
    populate: (layout, key, workspaceId) => makeVaults(surroundings, wish, connections, layout, key, workspaceId),
  });
  if (!made.ok) return made;
  const people = roster.people.map(({ id, name }) => ({ id, name }));
  return ok({ workspace: made.value, folder: wish.folder, people, fragile: fragileRules(policy, roster) });
}

/** Without the sample only the practice environment has a vault; the others wait for a signed `connect`. */
function practiceConnections(sample: boolean): Connection[] {
  const environments = sample ? ENVIRONMENTS : (['practice'] as const);
  return environments.map((environment) => ({
    id: `${environment}-vault`,
    environment,
    enforcement: 'advisory',
    identity: { provider: 'practice', vault: `practice-${randomBytes(8).toString('hex')}` },
  }));
}

function makeVaults(
  { clock }: Surroundings,
  { sample }: InitWish,
  connections: readonly Connection[],
  layout: Layout,
  key: WorkspaceKey,
  workspaceId: string,
): Result<void, ConsoleError> {
  for (const connection of connections) {
    if (connection.identity.provider !== 'practice') continue;
    const vault = openPracticeVault({
      file: vaultFile(layout, connection),
      wrappingKey: vaultKey(key, connection),
      clock,
      create: { vaultId: connection.identity.vault },
    });
    if (!vault.ok) return fail(consoleError('vault-failed', vault.error.message));
    const problem = sample ? plantEstate(vault.value, connection.environment, workspaceId, clock.now()) : null;
    vault.value.close();
    if (problem !== null) return fail(consoleError('vault-failed', problem));
  }
  return ok(undefined);
}

function read(surroundings: Surroundings, folder: string): Result<ReadingDesk, ConsoleError> {
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

function write(surroundings: Surroundings, folder: string, command: string): Result<WritingDesk, ConsoleError> {
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
  if (isPinned) {
    vaults.set(connection.id, vault.value);
    return ok(vault.value);
  }
  vault.value.close();
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

/**
 * A drill runs where the made-up people are: in this workspace if it has them, else in a workspace of its own that is
 * made beside the journal for it, so that real people's names never stand under a drill.
 */
async function drill(
  surroundings: Surroundings,
  folder: string,
  say: (line: string) => void,
): Promise<Result<DrillReport, ConsoleError>> {
  const reading = openForReading({ folder, home: surroundings.home, clock: surroundings.clock });
  if (!reading.ok) return reading;
  const { layout, authority } = reading.value;
  reading.value.close();
  if (authority.roster.people.every(({ madeUp }) => madeUp)) return drillHere(surroundings, folder, say);
  if (!existsSync(layout.drills)) mkdirSync(layout.drills, { mode: 0o700 });
  const own = join(layout.drills, `workspace-${randomBytes(4).toString('hex')}`);
  const made = init(surroundings, { folder: own, sample: true, people: null, passphraseFor: () => SAMPLE_PASSPHRASE });
  if (!made.ok) return made;
  say(`This workspace has real people: the drill has a workspace of its own, ${own}.`);
  return drillHere(surroundings, own, say);
}

async function drillHere(
  surroundings: Surroundings,
  folder: string,
  say: (line: string) => void,
): Promise<Result<DrillReport, ConsoleError>> {
  const desk = write(surroundings, folder, 'drill rotation');
  if (!desk.ok) return desk;
  try {
    return await drillRotation({ context: desk.value.context, passphrase: SAMPLE_PASSPHRASE, say });
  } finally {
    desk.value.close();
  }
}

// Hosts reach the rooms through this file only: what they call on an open desk.
export { exportJournal, parseVkey } from './journal/index.ts';
export { answersTo, type InventoryKey } from './keys/index.ts';
export {
  keyHistory,
  makePlan,
  mayAnswer,
  resumeAll,
  runPlan,
  signAnswer,
  verifyWhole,
  verifyWholeExport,
} from './operations/index.ts';
export { allowedSigners, findPerson, passphraseProblem, peopleFileSchema, unlockConsoleKey } from './people/index.ts';
export { PRACTICE_NOTICE } from './providers/index.ts';
export { SAMPLE_PASSPHRASE } from './sample/index.ts';
export { makeSshSignature, mayApprove, readStatement, seat, wordsOf } from './signoff/index.ts';
export {
  acceptanceEntry,
  acceptanceHolds,
  applicationFolder,
  layoutOf,
  outstandingAcceptances,
  markOf,
  readHighWater,
  systemClock,
} from './workspace/index.ts';
