import { fail, ok, type Result } from '../../../shared/result.ts';
import type {
  Dependant,
  KeyDescription,
  KeySpec,
  KeyVersion,
  LastUse,
  ProviderError,
  ProviderKeyState,
} from '../provider.ts';
import { CAPABILITIES } from './capabilities.ts';
import { checkAlias, checkDays, checkNewKey, LIMITS } from './checks.ts';
import { catchUp, CLOCKWORK, daysAfter } from './clockwork.ts';
import { transactWritable, type Core, type Writable } from './core.ts';
import { describeIfLive } from './describe.ts';
import { newId } from './ids.ts';
import { newKeyRow } from './lifecycle.ts';
import { generateMaterial } from './material.ts';
import { aliasExists, invalidInput, keyNotFound } from './refusals.ts';
import { requireKey } from './require.ts';
import type { KeyRow, Store } from './store.ts';
import { addVersion } from './versions.ts';

/** Who planted a key, as the log has it. */
export const SEEDER = 'practice:seed';

/** A key to plant, with a past. Times are ISO 8601, none of them in the future but `deletionDate`. */
export interface Seed {
  readonly aliases: readonly string[];
  readonly spec: KeySpec;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** When each version was made, oldest first; the first one is the key's own date. At least one. */
  readonly versions: readonly string[];
  /** Automatic rotation, counted from the last version; null for none. */
  readonly automaticDays: number | null;
  /** Those that pin an alias go through the alphabetically first of `aliases`, and follow it when it moves. */
  readonly dependants: readonly Dependant[];
  readonly state: ProviderKeyState;
  /** For keys that are pending deletion; {@link LIMITS} `windowDefaultDays` from now if left out. */
  readonly deletionDate?: string;
  readonly lastUse: LastUse | null;
}

/** Plants a key with a past: what a sample or a test needs and no cloud offers. */
export function plantKey(core: Core, input: Seed): Result<KeyDescription, ProviderError> {
  const problem = checkSeed(input, core.clock.now());
  if (problem !== null) return fail(problem);
  const seed = inUtc(input);
  // RSA keys take a while to make: before the transaction, so that no other process waits for it.
  const materials = seed.versions.map(() => generateMaterial(seed.spec, core.randomBytes));
  try {
    return transactWritable(core, (vault, now) => plant(vault, seed, materials, now));
  } finally {
    for (const material of materials) material.fill(0);
  }
}

function plant(vault: Writable, seed: Seed, materials: readonly Buffer[], now: string) {
  const { store } = vault;
  const taken = seed.aliases.find((alias) => store.aliases.target(alias) !== null);
  if (taken !== undefined) return fail(aliasExists(taken));
  const row = seededRow(seed, newId(vault.randomBytes), now);
  store.keys.add(row);
  plantVersions(vault, row, seed, materials);
  for (const alias of seed.aliases) store.aliases.put(alias, row.id);
  registerDependants(store, row.id, seed.dependants);
  if (seed.lastUse !== null) store.log.recordUse(row.id, seed.lastUse);
  // A past that is long enough may have left a rotation due.
  catchUp(vault, now);
  const key = describeIfLive(vault, row.id, now);
  return key === null ? fail(keyNotFound(row.id)) : ok(key);
}

/** Replaces what is registered as depending on a key; aliases count by themselves and are not registered. */
export function replaceDependants(core: Core, keyId: string, dependants: readonly Dependant[]) {
  return transactWritable(core, ({ store }, now) => {
    const key = requireKey(store, keyId, now);
    if (!key.ok) return key;
    const problem = checkDependants(dependants, store.aliases.names(keyId));
    if (problem !== null) return fail(problem);
    store.dependants.removeAll(keyId);
    registerDependants(store, keyId, dependants);
    return ok(undefined);
  });
}

function registerDependants(store: Store, keyId: string, dependants: readonly Dependant[]): void {
  const [alias] = store.aliases.names(keyId);
  for (const dependant of dependants) {
    if (dependant.pins === 'key-id' || alias === undefined) store.dependants.pinKey(dependant, keyId);
    else store.dependants.pinAlias(dependant, alias);
  }
}

const CALL_OF = {
  created: 'CreateKey',
  'rotated-on-demand': 'RotateKeyOnDemand',
  'rotated-automatically': 'RotateKey',
} as const;

function plantVersions(vault: Writable, row: KeyRow, seed: Seed, materials: readonly Buffer[]): void {
  const rotated = seed.automaticDays === null ? 'rotated-on-demand' : 'rotated-automatically';
  for (const [index, at] of seed.versions.entries()) {
    const origin: KeyVersion['origin'] = index === 0 ? 'created' : rotated;
    addVersion(vault, materials[index] ?? Buffer.alloc(0), { keyId: row.id, at, origin, requestId: null });
    const principal = origin === 'rotated-automatically' ? CLOCKWORK : SEEDER;
    vault.store.log.add({ at, call: CALL_OF[origin], keyId: row.id, requestId: null, principal });
  }
}

function seededRow(seed: Seed, id: string, now: string): KeyRow {
  const { versions, automaticDays, state } = seed;
  const pendingUntil = seed.deletionDate ?? daysAfter(now, LIMITS.windowDefaultDays);
  return {
    ...newKeyRow(seed, id, versions[0] ?? now),
    state,
    deletion_date: state === 'pending-deletion' ? pendingUntil : null,
    automatic_days: automaticDays,
    automatic_since: automaticDays === null ? null : (versions.at(-1) ?? now),
    on_demand_used: automaticDays === null ? versions.length - 1 : 0,
  };
}

function checkSeed(seed: Seed, now: Date): ProviderError | null {
  const { spec, automaticDays, versions, aliases } = seed;
  const { automaticMinDays, automaticMaxDays } = LIMITS;
  const days =
    automaticDays === null ? null : checkDays('rotation period', automaticDays, automaticMinDays, automaticMaxDays);
  const problem = checkNewKey(seed) ?? aliases.map(checkAlias).find((it) => it !== null) ?? days;
  if (problem !== null) return problem;
  const rotates = versions.length > 1 || automaticDays !== null;
  if (rotates && !CAPABILITIES.rotatesInPlace.includes(spec)) {
    return invalidInput(`A ${spec} key has no rotations. Plant one version and no automatic rotation.`);
  }
  if (automaticDays === null && versions.length - 1 > LIMITS.rotationsOnDemand) {
    return invalidInput(`There are more than ${LIMITS.rotationsOnDemand} rotations on demand. Plant fewer versions.`);
  }
  return checkDates(seed, now) ?? checkDependants(seed.dependants, aliases);
}

function checkDates({ versions, lastUse, deletionDate }: Seed, now: Date): ProviderError | null {
  const past = [...versions, ...(lastUse === null ? [] : [lastUse.at])].map((date) => Date.parse(date));
  const made = past.slice(0, versions.length);
  const ordered = made.every((time, index) => index === 0 || time >= (made[index - 1] ?? 0));
  const until = deletionDate === undefined ? now.getTime() : Date.parse(deletionDate);
  if (made.length >= 1 && ordered && past.every((time) => time <= now.getTime()) && !Number.isNaN(until)) return null;
  return invalidInput('The dates of the key are not in order. Give the past oldest first, none of it in the future.');
}

function checkDependants(dependants: readonly Dependant[], aliases: readonly string[]): ProviderError | null {
  if (dependants.some((it) => it.kind === 'alias')) {
    return invalidInput('An alias is not registered as a dependant. Create the alias; it counts by itself.');
  }
  if (aliases.length === 0 && dependants.some((it) => it.pins === 'alias')) {
    return invalidInput('A dependant goes through an alias, but the key has none. Give the key an alias first.');
  }
  return null;
}

function inUtc(seed: Seed): Seed {
  const utc = (time: string) => new Date(time).toISOString();
  return {
    ...seed,
    versions: seed.versions.map(utc),
    lastUse: seed.lastUse === null ? null : { ...seed.lastUse, at: utc(seed.lastUse.at) },
    ...(seed.deletionDate === undefined ? {} : { deletionDate: utc(seed.deletionDate) }),
  };
}
