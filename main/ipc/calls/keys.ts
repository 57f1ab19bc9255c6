import type { Connection } from '../../../shared/connections.ts';
import type { KeyDetail, OutputOf } from '../../../shared/contract/index.ts';
import { consoleError, screenMessage, type ConsoleError } from '../../../shared/errors.ts';
import type { Environment } from '../../../shared/policy.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { clip } from '../../../shared/text.ts';
import { answersTo, inventoryOf, type InventoryKey } from '../../keys/index.ts';
import { keyHistory, rotationBlocked } from '../../operations/index.ts';
import type { KeyProvider } from '../../providers/index.ts';
import type { HandlersFor } from '../handlers.ts';
import type { Desk } from '../ports.ts';
import type { Room } from '../room.ts';
import type { Listing } from '../session/listings.ts';
import type { OpenWorkspace } from '../session/open-workspace.ts';
import { keyDetail, keyRow } from '../views/key-view.ts';

const PAGE = 500;

/** The inventory and the state of what is behind it. */
export function keyCalls({ session, listings }: Room): HandlersFor<'keys.list' | 'keys.show' | 'health.read'> {
  return {
    'keys.list': ({ environment, listing, from }) =>
      session.reading(async ({ desk }) => {
        const known = listing === null ? null : listings.find(listing);
        if (known !== null) return ok(page(known, from));
        const asked = await askAll(desk, environment);
        return asked.ok ? ok(page(listings.keep(asked.value), from)) : asked;
      }),
    'keys.show': ({ environment, key }) => session.reading((open) => showKey(open, environment, key)),
    'health.read': () =>
      session.reading(async ({ desk }) => {
        const { status, checks } = await desk.health();
        const shown = checks.slice(0, 1000).map((one) => ({
          ...one,
          check: clip(one.check, 200),
          detail: clip(one.detail, 2000),
        }));
        return ok({ status, checks: shown });
      }),
  };
}

function page({ number, at, rows, problems }: Listing, from: number): OutputOf<'keys.list'> {
  return {
    listing: number,
    at,
    total: rows.length,
    rows: rows.slice(from, from + PAGE),
    problems: problems.slice(0, 200).map(({ connection, message }) => ({ connection, message: clip(message, 1000) })),
  };
}

function connectionsOf({ workspace }: Desk, environment: Environment | null): readonly Connection[] {
  const { connections } = workspace.authority;
  return connections.filter((connection) => environment === null || connection.environment === environment);
}

function notConnected(environment: Environment | null): ConsoleError {
  return consoleError('not-connected', `${environment ?? 'This workspace'} has no connection.`);
}

/** Asks every provider. One that does not answer is named; the others' keys are shown all the same. */
async function askAll(
  desk: Desk,
  environment: Environment | null,
): Promise<Result<Omit<Listing, 'number'>, ConsoleError>> {
  const connections = connectionsOf(desk, environment);
  if (connections.length === 0) return fail(notConnected(environment));
  const answers = await Promise.all(connections.map((connection) => askOne(desk, connection)));
  const problems = answers.flatMap((answer, at) => {
    const connection = connections[at]?.id ?? '';
    return answer.ok ? [] : [{ connection, message: screenMessage(answer.error) }];
  });
  const keys = answers.flatMap((answer) => (answer.ok ? answer.value.keys : []));
  return ok({ at: desk.workspace.clock().effective.toISOString(), rows: keys.map(keyRow), problems });
}

interface Answered {
  readonly keys: readonly InventoryKey[];
  readonly provider: KeyProvider;
}

async function askOne(desk: Desk, connection: Connection): Promise<Result<Answered, ConsoleError>> {
  const { workspace } = desk;
  const provider = await desk.provider(connection);
  if (!provider.ok) return provider;
  const keys = await inventoryOf(connection, provider.value, workspace.authority.policy, workspace.clock().effective);
  return keys.ok
    ? ok({ keys: keys.value, provider: provider.value })
    : fail(consoleError('provider-failed', keys.error.message));
}

/** Finds the one key that a name means in an environment. */
export async function findKey(
  desk: Desk,
  environment: Environment,
  name: string,
): Promise<Result<{ readonly key: InventoryKey; readonly provider: KeyProvider }, ConsoleError>> {
  const connections = connectionsOf(desk, environment);
  if (connections.length === 0) return fail(notConnected(environment));
  for (const connection of connections) {
    const asked = await askOne(desk, connection);
    if (!asked.ok) return asked;
    const { keys, provider } = asked.value;
    const key = keys.find(({ id }) => id === name) ?? keys.find((candidate) => answersTo(candidate, name));
    if (key !== undefined) return ok({ key, provider });
  }
  return fail(consoleError('key-not-found', `No key is called "${name}" in ${environment}.`));
}

async function showKey(
  { desk, book }: OpenWorkspace,
  environment: Environment,
  name: string,
): Promise<Result<KeyDetail, ConsoleError>> {
  const found = await findKey(desk, environment, name);
  if (!found.ok) return found;
  const { key, provider } = found.value;
  const [dependants, lastUse] = await Promise.all([provider.dependants(key.id), provider.lastUse(key.id)]);
  if (!dependants.ok) return fail(consoleError('provider-failed', dependants.error.message));
  if (!lastUse.ok) return fail(consoleError('provider-failed', lastUse.error.message));
  await book.update();
  const { workspace } = desk;
  const { capabilities } = provider;
  return ok(
    keyDetail({
      key,
      capabilities,
      dependants: dependants.value,
      lastUse: lastUse.value,
      history: keyHistory(workspace.journal, key.id, book.concerning(key.id)),
      blocked:
        blockedBy(book.unfinished(), book, key.id) ??
        rotationBlocked(workspace, environment, key.description, capabilities),
    }),
  );
}

/** A run on the key that is not settled keeps the next one out. */
function blockedBy(unfinished: readonly string[], book: OpenWorkspace['book'], keyId: string): string | null {
  const open = unfinished.find((digest) => book.keyOf(digest) === keyId);
  return open === undefined ? null : `A run on this key is not settled (plan ${open.slice(0, 16)}).`;
}
