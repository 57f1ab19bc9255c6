import { compose, SAMPLE_PASSPHRASE, thisMachine, type Console, type WritingDesk } from '../../main/compose.ts';
import type { EntryDraft } from '../../main/journal/index.ts';
import type { PracticeVault, Seed } from '../../main/providers/index.ts';
import { entry } from '../../main/workspace/index.ts';
import { ENVIRONMENTS, type Environment } from '../../shared/policy.ts';
import { unwrap } from './unwrap.ts';

/** How large the large estate is, the sample's own keys and entries included. */
export const LARGE = { keys: 5_000, entries: 100_000 } as const;

/** A key that is in every large estate, for those who look for one among thousands. */
export const NEEDLE = 'production/treasury-settlement-data-0001';

export interface LargePlace {
  readonly home: string;
  readonly workspace: string;
}

/** Makes a workspace with the estate of a large organisation: Practice vaults full of keys and a long journal. */
export async function makeLargeEstate({ home, workspace }: LargePlace, size = LARGE): Promise<void> {
  const console = consoleOf(home);
  unwrap(console.init({ folder: workspace, sample: true, people: null, passphraseFor: () => SAMPLE_PASSPHRASE }));
  const desk = unwrap(console.write(workspace, 'large estate'));
  try {
    await plantKeys(desk, size.keys);
    // The window that opens it writes the last one.
    fillJournal(desk, size.entries - 1);
  } finally {
    desk.close();
  }
}

function consoleOf(home: string): Console {
  return compose(thisMachine(home));
}

async function plantKeys(desk: WritingDesk, count: number): Promise<void> {
  const { workspace } = desk;
  const now = workspace.clock().effective.getTime();
  const missing = count - unwrap(await desk.keys(null)).length;
  const vaults = new Map<Environment, PracticeVault>();
  for (const connection of workspace.authority.connections) {
    vaults.set(connection.environment, unwrap(await desk.provider(connection)) as PracticeVault);
  }
  for (let at = 0; at < missing; at += 1) {
    const environment = ENVIRONMENTS[2 - (at % ENVIRONMENTS.length)] ?? 'production';
    const vault = vaults.get(environment);
    if (vault === undefined) throw new Error(`the sample has no vault in ${environment}`);
    unwrap(vault.seed(seedOf(environment, at, workspace.id, now)));
  }
}

const TEAMS = ['treasury', 'payments', 'cards', 'lending', 'identity', 'fraud', 'ledger', 'onboarding', 'reporting'];
const SYSTEMS = ['settlement', 'archive', 'gateway', 'statements', 'exports', 'sessions', 'documents'];
const USES = [
  { suffix: 'data', spec: 'SYMMETRIC_DEFAULT', kind: 'database' },
  { suffix: 'files', spec: 'SYMMETRIC_DEFAULT', kind: 'storage' },
  { suffix: 'backup', spec: 'SYMMETRIC_DEFAULT', kind: 'backup' },
  { suffix: 'webhooks', spec: 'HMAC_256', kind: 'application' },
  { suffix: 'signing', spec: 'ECC_NIST_P256', kind: 'application' },
] as const;
const DAY_MS = 86_400_000;

/** One of many keys: which one it is follows from its number alone. */
function seedOf(environment: Environment, at: number, workspaceId: string, now: number): Seed {
  const turn = Math.floor(at / ENVIRONMENTS.length);
  const pick = <T>(from: readonly T[], step: number): T => from[Math.floor(turn / step) % from.length] as T;
  const [team, system, use] = [pick(TEAMS, 35), pick(SYSTEMS, 5), pick(USES, 1)];
  const alias = `${environment}/${team}-${system}-${use.suffix}-${String(Math.floor(turn / 315) + 1).padStart(4, '0')}`;
  const daysAgo = (days: number): string => new Date(now - days * DAY_MS).toISOString();
  const age = 5 + ((turn * 37) % 340);
  const rotates = use.spec === 'SYMMETRIC_DEFAULT' && age > 120;
  return {
    aliases: [alias],
    spec: use.spec,
    description: `${use.suffix} of ${team} ${system}`,
    tags: { owner: `${team} team`, 'claviger:workspace': workspaceId },
    versions: rotates ? [daysAgo(age), daysAgo(age % 110)] : [daysAgo(age)],
    automaticDays: null,
    dependants: [{ kind: use.kind, name: `${team}-${system}`, pins: turn % 11 === 0 ? 'key-id' : 'alias' }],
    state: turn % 23 === 0 ? 'disabled' : 'enabled',
    lastUse: turn % 7 === 0 ? null : { at: daysAgo(turn % 5), operation: 'Decrypt', principal: `${team}-${system}` },
  };
}

/** Entries per transaction. */
const BATCH = 5_000;

function fillJournal({ workspace }: WritingDesk, count: number): void {
  for (let size = workspace.journal.size(); size < count; size = workspace.journal.size()) {
    const drafts = Array.from({ length: Math.min(BATCH, count - size) }, (_, at) => draftOf(size + at));
    unwrap(workspace.append(drafts));
  }
}

const REFUSALS = [
  { code: 'quorum-not-met', message: 'One custodian is missing; nobody else has signed.' },
  { code: 'expired', message: 'The plan was valid until yesterday evening.' },
  { code: 'wrong-namespace', message: 'The signature was made for another purpose.' },
  { code: 'same-person', message: 'One person has signed twice, with two keys.' },
] as const;

/** Entries about one change: the last of them is a call, the others are refusals of its plan. */
const PER_CHANGE = 40;
/** How many entries name one change. */
export const NAMED_PER_CHANGE = PER_CHANGE - 1;

/** What a console that is used every day writes down most: what it has refused. */
function draftOf(seq: number): EntryDraft {
  if (seq % PER_CHANGE === PER_CHANGE - 1) {
    return entry('call.refused', null, { page: 'approval', call: 'plans.list', why: 'wrong-page', count: 1 });
  }
  const refused = REFUSALS[seq % REFUSALS.length] ?? REFUSALS[0];
  const plan = Math.floor(seq / PER_CHANGE);
  const message = `${refused.message} Change ${plan + 10_000}.`;
  return entry('run.refused', plan.toString(16).padStart(64, '0'), { code: refused.code, message, signature: null });
}
