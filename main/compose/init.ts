import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../../shared/connections.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import { defaultPolicy, ENVIRONMENTS } from '../../shared/policy.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { CONSOLE_KEY_ROUNDS, firstRoster, makeConsoleKey, unlockConsoleKey } from '../people/index.ts';
import { openPracticeVault } from '../providers/index.ts';
import { plantEstate, SAMPLE_KEY_ROUNDS, SAMPLE_PASSPHRASE, samplePeople } from '../sample/index.ts';
import { fragileRules, makeSshSignature } from '../signoff/index.ts';
import { acceptanceEntry, createWorkspace, type Layout, type WorkspaceKey } from '../workspace/index.ts';
import { vaultFile, vaultKey, write } from './desks.ts';
import type { Initialised, InitWish, Surroundings } from './surroundings.ts';

/** Makes a workspace: people, keys, journal and vaults. Made-up people accept its genesis at once. */
export function init(surroundings: Surroundings, wish: InitWish): Result<Initialised, ConsoleError> {
  const made = make(surroundings, wish);
  if (!made.ok || wish.people !== null) return made;
  const accepted = acceptAsMadeUpPeople(surroundings, wish.folder);
  return accepted.ok ? made : accepted;
}

function make(surroundings: Surroundings, wish: InitWish): Result<Initialised, ConsoleError> {
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

/** A workspace to practise in, as one click makes it: the sample's estate and its made-up people, who accept it. */
export function makePractice(surroundings: Surroundings, folder: string): Result<void, ConsoleError> {
  const made = init(surroundings, { folder, sample: true, people: null, passphraseFor: () => SAMPLE_PASSPHRASE });
  return made.ok ? ok(undefined) : made;
}

/** The made-up people accept their genesis by themselves: their passphrase is published, so it proves nothing. */
function acceptAsMadeUpPeople(surroundings: Surroundings, folder: string): Result<void, ConsoleError> {
  const desk = write(surroundings, folder, 'init');
  if (!desk.ok) return desk;
  const { workspace } = desk.value;
  try {
    const { roster, genesisBytes } = workspace.authority;
    const drafts = [];
    for (const person of roster.people) {
      const text = readFileSync(join(workspace.layout.people, `${person.id}.key`), 'utf8');
      const signer = unlockConsoleKey(text, SAMPLE_PASSPHRASE);
      if (!signer.ok) return fail(consoleError('internal', `The key of ${person.name} does not open.`));
      const signing = { namespace: NAMESPACES.accept, message: genesisBytes, signer: signer.value };
      drafts.push(acceptanceEntry(person, makeSshSignature(signing)));
    }
    return workspace.append(drafts);
  } finally {
    desk.value.close();
  }
}
