import { fail, ok, type Result } from '../../../shared/result.ts';
import type { KeyUsage, ProviderError } from '../provider.ts';
import { USAGE } from './material.ts';
import { keyDisabled, keyNotFound, keyPendingDeletion, wrongUsage } from './refusals.ts';
import type { KeyRow, Store } from './store.ts';

type Found = Result<KeyRow, ProviderError>;

/** The key, whatever its state. */
export function requireKey(store: Store, keyId: string, now: string): Found {
  const key = store.keys.find(keyId, now);
  return key === null ? fail(keyNotFound(keyId)) : ok(key);
}

/** The key, unless it is waiting for its deletion. */
export function requireNotPending(store: Store, keyId: string, now: string): Found {
  const key = requireKey(store, keyId, now);
  return key.ok && key.value.state === 'pending-deletion' ? fail(keyPendingDeletion(keyId)) : key;
}

/** The key, if it is enabled. */
export function requireEnabled(store: Store, keyId: string, now: string): Found {
  const key = requireNotPending(store, keyId, now);
  return key.ok && key.value.state === 'disabled' ? fail(keyDisabled(keyId)) : key;
}

/** The key, if it is enabled and made for this. */
export function requireUsable(store: Store, keyId: string, usage: KeyUsage, now: string): Found {
  const key = requireEnabled(store, keyId, now);
  if (!key.ok) return key;
  const made = USAGE[key.value.spec];
  return made === usage ? key : fail(wrongUsage(keyId, made, usage));
}
