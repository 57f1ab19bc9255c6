import type { KeyDetail, KeyRow } from '../../../shared/contract/index.ts';
import { clip } from '../../../shared/text.ts';
import type { InventoryKey } from '../../keys/index.ts';
import type { KeyEvent } from '../../operations/index.ts';
import type { Capabilities, Dependant, LastUse } from '../../providers/index.ts';

/** A key as a row of the inventory. Texts of a provider are cut where they are longer than a row may be. */
export function keyRow(key: InventoryKey): KeyRow {
  const { id, name, environment, connection, provider, state, version, owner, schedule, description } = key;
  return {
    id,
    name: clip(name, 300),
    environment,
    connection: connection.id,
    provider,
    spec: description.spec,
    usage: description.usage,
    description: clip(description.description, 300),
    aliases: atMost(
      100,
      description.aliases.map((alias) => clip(alias, 300)),
      (more) => `and ${more} more`,
    ),
    state,
    version,
    owner: owner === null ? null : clip(owner, 300),
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

/** A key, whole. Of what has no end the latest part is shown, and the rest is counted. */
export function keyDetail({ key, capabilities, dependants, lastUse, history, blocked }: KeyFacts): KeyDetail {
  const { description } = key;
  const { spec, arn, versions, tags, rotation, deletionDate } = description;
  return {
    ...keyRow(key),
    arn: clip(arn, 400),
    // Numbers say how many came before.
    versions: versions
      .slice(-5000)
      .map(({ id, number, createdAt, origin }) => ({ id: clip(id, 200), number, createdAt, origin })),
    dependants: atMost(
      10_000,
      dependants.map(({ kind, name, pins }) => ({ kind, name: clip(name, 300), pins })),
      (more, { kind }) => ({ kind, name: `and ${more} more, of this and other kinds`, pins: 'key-id' as const }),
    ),
    lastUse:
      lastUse === null
        ? null
        : { at: lastUse.at, operation: clip(lastUse.operation, 60), principal: clip(lastUse.principal, 300) },
    history: latest(history),
    tags: atMost(
      200,
      Object.entries(tags).map(([name, value]) => ({ name: clip(name, 128), value: clip(value, 256) })),
      (more) => ({ name: '...', value: `and ${more} more` }),
    ),
    rotation: {
      method: capabilities.rotatesInPlace.includes(spec) ? 'in-place' : 'replacement',
      automaticDays: rotation.automaticDays,
      onDemandUsed: rotation.onDemandUsed,
      onDemandLimit: capabilities.rotatesInPlace.includes(spec) ? capabilities.onDemandRotationLimit : null,
      blocked: blocked === null ? null : clip(blocked, 400),
    },
    deletionDate,
  };
}

/** So many of a list; in the place of the last one stands how many more there are. */
function atMost<T>(most: number, items: readonly T[], rest: (more: number, first: T) => T): T[] {
  const [first] = items.slice(most - 1);
  if (items.length <= most || first === undefined) return [...items];
  return [...items.slice(0, most - 1), rest(items.length - most + 1, first)];
}

const MOST_EVENTS = 5000;

/** The latest events; what came before is said in the place of the first. */
function latest(history: readonly KeyEvent[]): KeyDetail['history'] {
  const shown = history.slice(-MOST_EVENTS).map(({ time, entry, what }) => ({ time, entry, what: clip(what, 300) }));
  const [first, ...others] = shown;
  const before = history.length - others.length;
  if (history.length <= MOST_EVENTS || first === undefined) return shown;
  return [{ ...first, what: `${before} events up to here are in the journal` }, ...others];
}
