import { generateMaterial } from './material.ts';
import type { KeyRow, Store } from './store.ts';
import { addVersion, type Safe } from './versions.ts';

/** Milliseconds in a day. */
export const DAY_MS = 86_400_000;

/** Stands in the log where nobody called: automatic rotations and deletions that were due. */
export const CLOCKWORK = 'practice:clockwork';

/** A time so many days later, ISO 8601. */
export function daysAfter(time: string, days: number): string {
  return new Date(Date.parse(time) + days * DAY_MS).toISOString();
}

/**
 * Does what was due by the clock since the last call, dated when it was due: a vault that nobody has opened for a
 * year then looks as a cloud would.
 * @returns whether key material was erased
 */
export function catchUp(safe: Safe, now: string): boolean {
  for (const key of safe.store.keys.automatic()) rotateWhenDue(safe, key, now);
  const overdue = safe.store.keys.overdue(now);
  for (const { id, deletion_date } of overdue) destroy(safe.store, id, deletion_date);
  return overdue.length > 0;
}

/**
 * A key that was disabled when a rotation was due gets it when it is enabled: one, however many were missed, and the
 * period counts from then on (as AWS KMS has it).
 */
export function rotateMissed(safe: Safe, key: KeyRow, now: string): void {
  if (isDue(nextRotation(key), now)) rotateAutomatically(safe, key.id, key.automatic_days, now);
}

function rotateWhenDue(safe: Safe, key: KeyRow, now: string): void {
  let due = nextRotation(key);
  while (isDue(due, now)) {
    rotateAutomatically(safe, key.id, key.automatic_days, due);
    due = nextRotation({ ...key, automatic_since: due });
  }
}

function nextRotation({ automatic_days, automatic_since }: KeyRow): string | null {
  return automatic_days === null || automatic_since === null ? null : daysAfter(automatic_since, automatic_days);
}

function isDue(time: string | null, now: string): time is string {
  return time !== null && Date.parse(time) <= Date.parse(now);
}

function rotateAutomatically(safe: Safe, keyId: string, days: number | null, at: string): void {
  // Only symmetric keys rotate by themselves; setAutomaticRotation refuses the others.
  const material = generateMaterial('SYMMETRIC_DEFAULT', safe.randomBytes);
  addVersion(safe, material, { keyId, at, origin: 'rotated-automatically', requestId: null });
  safe.store.keys.setAutomatic(keyId, days, at);
  safe.store.log.add({ at, call: 'RotateKey', keyId, requestId: null, principal: CLOCKWORK });
}

function destroy(store: Store, keyId: string, at: string): void {
  store.versions.erase(keyId);
  store.dependants.removeAll(keyId);
  store.aliases.removeAll(keyId);
  store.keys.setState(keyId, 'destroyed', at);
  store.log.add({ at, call: 'DeleteKey', keyId, requestId: null, principal: CLOCKWORK });
}
