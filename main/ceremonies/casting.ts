import type { Connection } from '../../shared/connections.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Person } from '../../shared/people.ts';
import { ruleFor } from '../../shared/policy.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { inventoryOf, type InventoryKey } from '../keys/index.ts';
import type { KeyProvider } from '../providers/index.ts';
import { seat, type Seat } from '../signoff/index.ts';
import type { ReadableWorkspace } from '../workspace/index.ts';

/** What is looked at to choose key and people; reading is enough. */
export type Casting = {
  readonly workspace: ReadableWorkspace;
  readonly provider: (connection: Connection) => Promise<Result<KeyProvider, ConsoleError>>;
};

/** A key of the practice environment that can be rotated in place. */
export async function chooseKey({ workspace, provider: open }: Casting): Promise<Result<InventoryKey, ConsoleError>> {
  const { authority } = workspace;
  for (const connection of authority.connections.filter(({ environment }) => environment === 'practice')) {
    const provider = await open(connection);
    if (!provider.ok) return provider;
    const keys = await inventoryOf(connection, provider.value, authority.policy, workspace.clock().effective);
    if (!keys.ok) return fail(consoleError('provider-failed', keys.error.message));
    const { rotatesInPlace, onDemandRotationLimit } = provider.value.capabilities;
    const key = keys.value.find(
      ({ description: { spec, state, rotation } }) =>
        rotatesInPlace.includes(spec) &&
        state === 'enabled' &&
        rotation.onDemandUsed < (onDemandRotationLimit ?? Infinity),
    );
    if (key !== undefined) return ok(key);
  }
  return fail(consoleError('not-possible', 'The practice environment has no key left that a drill could rotate.'));
}

/** Somebody who asks, and others who fill the seats of the rule. */
export function chooseCast({
  authority,
}: Pick<ReadableWorkspace, 'authority'>): Result<{ requester: Person; seats: readonly Seat[] }, ConsoleError> {
  const { policy, roster } = authority;
  const rule = ruleFor(policy, 'practice', 'rotate');
  if (rule === null) return fail(consoleError('no-rule', 'The policy has no rule for "rotate" in practice.'));
  const people = roster.people.filter(({ madeUp }) => madeUp);
  for (const requester of [...people].reverse()) {
    const seating = seat(
      rule.needs,
      people.filter((person) => person !== requester),
    );
    if (seating.met) return ok({ requester, seats: seating.seats });
  }
  return fail(consoleError('not-possible', 'There are not enough made-up people in this workspace for the drill.'));
}
