import type { Connection } from '../../shared/connections.ts';
import type { Environment, Policy } from '../../shared/policy.ts';
import { ok } from '../../shared/result.ts';
import type { Answer, KeyDescription, KeyProvider, ProviderKind } from '../providers/index.ts';
import { lifecycleOf, type LifecycleState } from './lifecycle.ts';
import { scheduleOf, type RotationSchedule } from './schedule.ts';

/** Tag of a key that was made to replace another: that one's id. */
export const REPLACES_TAG = 'claviger:replaces';

/** A key as the inventory shows it. */
export interface InventoryKey {
  readonly id: string;
  /** Its first alias, else its id. */
  readonly name: string;
  readonly environment: Environment;
  readonly connection: Connection;
  readonly provider: ProviderKind;
  readonly state: LifecycleState;
  /** Number of the present version, from 1. */
  readonly version: number;
  readonly owner: string | null;
  readonly schedule: RotationSchedule;
  readonly description: KeyDescription;
}

/** Lists the keys behind one connection, by name. */
export async function inventoryOf(
  connection: Connection,
  provider: KeyProvider,
  policy: Policy,
  now: Date,
): Answer<readonly InventoryKey[]> {
  const listed = await provider.listKeys();
  if (!listed.ok) return listed;
  const ids = new Set(listed.value.map(({ id }) => id));
  const replaced = new Set(listed.value.map(({ tags }) => tags[REPLACES_TAG]));
  const pairOf = ({ id, tags }: KeyDescription): 'replaced' | 'replaces' | 'alone' =>
    replaced.has(id) ? 'replaced' : ids.has(tags[REPLACES_TAG] ?? '') ? 'replaces' : 'alone';
  const keys = listed.value.map((key): InventoryKey => {
    const state = lifecycleOf(key, pairOf(key));
    return {
      id: key.id,
      name: key.aliases[0] ?? key.id,
      environment: connection.environment,
      connection,
      provider: provider.kind,
      state,
      version: key.versions.at(-1)?.number ?? 0,
      owner: key.tags['owner'] ?? null,
      schedule: scheduleOf(key, state, policy, now),
      description: key,
    };
  });
  return ok(keys.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
}

/** What people may call a key by: alias, id or full name. */
export function answersTo(key: InventoryKey, name: string): boolean {
  const { aliases, arn } = key.description;
  return key.id === name || arn === name || aliases.includes(name.replace(/^alias\//, ''));
}
