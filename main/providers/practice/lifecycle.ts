import { fail, ok, type Result } from '../../../shared/result.ts';
import type { CallContext, CreateKeyInput, KeyProvider, ProviderError } from '../provider.ts';
import { CAPABILITIES } from './capabilities.ts';
import { checkDays, checkNewKey, LIMITS } from './checks.ts';
import { daysAfter, rotateMissed } from './clockwork.ts';
import { carryOut, type Core } from './core.ts';
import { describe } from './describe.ts';
import { newId } from './ids.ts';
import { generateMaterial } from './material.ts';
import { keyNotPending, rotationLimit, specCannot } from './refusals.ts';
import { requireEnabled, requireKey, requireNotPending } from './require.ts';
import type { KeyRow } from './store.ts';
import { addVersion } from './versions.ts';

type Lifecycle = Pick<
  KeyProvider,
  | 'createKey'
  | 'rotateKey'
  | 'setAutomaticRotation'
  | 'enableKey'
  | 'disableKey'
  | 'scheduleKeyDeletion'
  | 'cancelKeyDeletion'
>;

/** The changes of keys, from their making to their deletion. */
export function practiceLifecycle(core: Core): Lifecycle {
  return {
    createKey: async (input, call) => createKey(core, input, call),
    rotateKey: async (keyId, call) => rotateKey(core, keyId, call),
    setAutomaticRotation: async (keyId, days, call) => setAutomaticRotation(core, keyId, days, call),
    enableKey: async (keyId, call) => enableKey(core, keyId, call),
    disableKey: async (keyId, call) => disableKey(core, keyId, call),
    scheduleKeyDeletion: async (keyId, windowDays, call) => scheduleKeyDeletion(core, keyId, windowDays, call),
    cancelKeyDeletion: async (keyId, call) => cancelKeyDeletion(core, keyId, call),
  };
}

function createKey(core: Core, input: CreateKeyInput, call: CallContext) {
  const problem = checkNewKey(input);
  if (problem !== null) return fail(problem);
  // RSA keys take a while to make: before the transaction, so that no other process waits for it.
  const material = generateMaterial(input.spec, core.randomBytes);
  try {
    return carryOut(core, 'CreateKey', call, (vault, now) => {
      const row = newKeyRow(input, newId(core.randomBytes), now);
      const apply = () => {
        vault.store.keys.add(row);
        addVersion(vault, material, { keyId: row.id, at: now, origin: 'created', requestId: call.intentId });
        return describe(vault, row);
      };
      return ok({ keyIds: [row.id], apply });
    });
  } finally {
    material.fill(0);
  }
}

/** A new, enabled key without automatic rotation. */
export function newKeyRow({ spec, description, tags }: CreateKeyInput, id: string, createdAt: string): KeyRow {
  return {
    id,
    spec,
    description,
    tags: JSON.stringify(tags),
    created_at: createdAt,
    state: 'enabled',
    deletion_date: null,
    automatic_days: null,
    automatic_since: null,
    on_demand_used: 0,
  };
}

function rotateKey(core: Core, keyId: string, call: CallContext): Result<void, ProviderError> {
  return carryOut(core, 'RotateKeyOnDemand', call, (vault, now) => {
    const key = requireEnabled(vault.store, keyId, now);
    if (!key.ok) return key;
    const { spec, on_demand_used } = key.value;
    if (!CAPABILITIES.rotatesInPlace.includes(spec)) {
      return fail(specCannot(keyId, spec, 'cannot be rotated in place', 'Make a new key and move the alias.'));
    }
    if (on_demand_used >= LIMITS.rotationsOnDemand) return fail(rotationLimit(keyId, LIMITS.rotationsOnDemand));
    const apply = () => {
      const material = generateMaterial(spec, core.randomBytes);
      addVersion(vault, material, { keyId, at: now, origin: 'rotated-on-demand', requestId: call.intentId });
      vault.store.keys.countOnDemand(keyId);
    };
    return ok({ keyIds: [keyId], apply });
  });
}

function setAutomaticRotation(core: Core, keyId: string, days: number | null, call: CallContext) {
  const { automaticMinDays, automaticMaxDays } = LIMITS;
  const problem = days === null ? null : checkDays('rotation period', days, automaticMinDays, automaticMaxDays);
  if (problem !== null) return fail(problem);
  return carryOut(core, days === null ? 'DisableKeyRotation' : 'EnableKeyRotation', call, (vault, now) => {
    const key = requireEnabled(vault.store, keyId, now);
    if (!key.ok) return key;
    const { spec, automatic_days, automatic_since } = key.value;
    if (!CAPABILITIES.automaticRotation.specs.includes(spec)) {
      return fail(specCannot(keyId, spec, 'has no automatic rotation', 'Plan its replacement instead.'));
    }
    // Saying the same again does not put the next rotation off; another period counts from now.
    const since = days === automatic_days ? automatic_since : now;
    const apply = () => {
      vault.store.keys.setAutomatic(keyId, days, days === null ? null : since);
    };
    return ok({ keyIds: [keyId], apply });
  });
}

function enableKey(core: Core, keyId: string, call: CallContext) {
  return carryOut(core, 'EnableKey', call, (vault, now) => {
    const key = requireNotPending(vault.store, keyId, now);
    if (!key.ok) return key;
    const apply = () => {
      vault.store.keys.setState(keyId, 'enabled', null);
      rotateMissed(vault, key.value, now);
    };
    return ok({ keyIds: [keyId], apply });
  });
}

function disableKey(core: Core, keyId: string, call: CallContext) {
  return carryOut(core, 'DisableKey', call, (vault, now) => {
    const key = requireNotPending(vault.store, keyId, now);
    if (!key.ok) return key;
    const apply = () => {
      vault.store.keys.setState(keyId, 'disabled', null);
    };
    return ok({ keyIds: [keyId], apply });
  });
}

function scheduleKeyDeletion(core: Core, keyId: string, windowDays: number, call: CallContext) {
  const problem = checkDays('waiting period', windowDays, LIMITS.windowMinDays, LIMITS.windowMaxDays);
  if (problem !== null) return fail(problem);
  return carryOut(core, 'ScheduleKeyDeletion', call, (vault, now) => {
    const key = requireNotPending(vault.store, keyId, now);
    if (!key.ok) return key;
    const apply = () => {
      const date = daysAfter(now, windowDays);
      vault.store.keys.setState(keyId, 'pending-deletion', date);
      return date;
    };
    return ok({ keyIds: [keyId], apply });
  });
}

function cancelKeyDeletion(core: Core, keyId: string, call: CallContext) {
  return carryOut(core, 'CancelKeyDeletion', call, (vault, now) => {
    const key = requireKey(vault.store, keyId, now);
    if (!key.ok) return key;
    if (key.value.state !== 'pending-deletion') return fail(keyNotPending(keyId));
    const apply = () => {
      vault.store.keys.setState(keyId, 'disabled', null);
    };
    return ok({ keyIds: [keyId], apply });
  });
}
