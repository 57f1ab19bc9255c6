import type { KeyDetail, KeyRow } from '../../../shared/contract/index.ts';
import type { InventoryKey } from '../../keys/index.ts';
import type { KeyEvent } from '../../operations/index.ts';
import type { Capabilities, Dependant, LastUse } from '../../providers/index.ts';

/** A key as a row of the inventory. */
export function keyRow(key: InventoryKey): KeyRow {
  const { id, name, environment, connection, provider, state, version, owner, schedule, description } = key;
  return {
    id,
    name,
    environment,
    connection: connection.id,
    provider,
    spec: description.spec,
    usage: description.usage,
    description: description.description.slice(0, 300),
    aliases: description.aliases.slice(0, 100),
    state,
    version,
    owner: owner?.slice(0, 300) ?? null,
    createdAt: description.createdAt,
    lastRotatedAt: schedule.lastRotatedAt,
    nextRotationAt: schedule.nextRotationAt,
    daysLeft: schedule.daysLeft,
    periodDays: schedule.periodDays,
    due: schedule.due,
  };
}

export interface KeyFacts {
  readonly key: InventoryKey;
  readonly capabilities: Capabilities;
  readonly dependants: readonly Dependant[];
  readonly lastUse: LastUse | null;
  readonly history: readonly KeyEvent[];
  readonly blocked: string | null;
}

/** A key, whole. Of what has no end the latest part is shown. */
export function keyDetail({ key, capabilities, dependants, lastUse, history, blocked }: KeyFacts): KeyDetail {
  const { description } = key;
  const { spec, arn, versions, tags, rotation, deletionDate } = description;
  return {
    ...keyRow(key),
    arn,
    versions: versions.slice(-5000).map(({ id, number, createdAt, origin }) => ({ id, number, createdAt, origin })),
    dependants: dependants.slice(0, 1000).map(({ kind, name, pins }) => ({ kind, name: name.slice(0, 300), pins })),
    lastUse: lastUse === null ? null : { ...lastUse, principal: lastUse.principal.slice(0, 300) },
    history: history.slice(-5000).map(({ time, entry, what }) => ({ time, entry, what: what.slice(0, 300) })),
    tags: Object.entries(tags)
      .slice(0, 200)
      .map(([name, value]) => ({ name, value })),
    rotation: {
      method: capabilities.rotatesInPlace.includes(spec) ? 'in-place' : 'replacement',
      automaticDays: rotation.automaticDays,
      onDemandUsed: rotation.onDemandUsed,
      onDemandLimit: capabilities.rotatesInPlace.includes(spec) ? capabilities.onDemandRotationLimit : null,
      blocked,
    },
    deletionDate,
  };
}
