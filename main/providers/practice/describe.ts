import type { KeyDescription } from '../provider.ts';
import { USAGE } from './material.ts';
import type { KeyRow, Store } from './store.ts';

/** What it takes to describe keys. */
export interface Shelf {
  readonly vaultId: string;
  readonly store: Store;
}

/** Describes a key as the interface has it. */
export function describe({ vaultId, store }: Shelf, key: KeyRow): KeyDescription {
  return {
    id: key.id,
    arn: `practice:${vaultId}:key/${key.id}`,
    description: key.description,
    spec: key.spec,
    usage: USAGE[key.spec],
    state: key.state,
    createdAt: key.created_at,
    aliases: store.aliases.names(key.id),
    tags: JSON.parse(key.tags) as Record<string, string>,
    versions: store.versions.list(key.id).map((version) => ({
      id: version.id,
      number: version.number,
      createdAt: version.created_at,
      requestId: version.request_id,
      origin: version.origin,
    })),
    rotation: { automaticDays: key.automatic_days, onDemandUsed: key.on_demand_used },
    deletionDate: key.deletion_date,
  };
}

/** Describes a key; `null` when there is none, or no longer. */
export function describeIfLive(shelf: Shelf, keyId: string, now: string): KeyDescription | null {
  const key = shelf.store.keys.find(keyId, now);
  return key === null ? null : describe(shelf, key);
}
