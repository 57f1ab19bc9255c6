import { fail, ok, type Result } from '../../../shared/result.ts';
import type { KeyDescription, KeyProvider, ProviderError } from '../provider.ts';
import { transact, type Core } from './core.ts';
import { describe, describeIfLive } from './describe.ts';
import { aliasNotFound, keyNotFound } from './refusals.ts';
import { requireKey } from './require.ts';

type Reads = Pick<
  KeyProvider,
  'identify' | 'listKeys' | 'describeKey' | 'resolveAlias' | 'dependants' | 'lastUse' | 'findEvent'
>;

/** The reads of a vault. */
export function practiceReads(core: Core): Reads {
  const { store, vaultId } = core;
  return {
    identify: async () => ok({ provider: 'practice', vault: vaultId }),
    listKeys: async () => transact(core, (now) => ok(store.keys.list(now).map((key) => describe(core, key)))),
    describeKey: async (keyId) => transact(core, (now) => found(describeIfLive(core, keyId, now), keyNotFound(keyId))),
    resolveAlias: async (alias) =>
      transact(core, (now) => {
        const target = store.aliases.target(alias);
        const live = target !== null && store.keys.find(target, now) !== null;
        return found(live ? target : null, aliasNotFound(alias));
      }),
    dependants: async (keyId) =>
      transact(core, (now) => {
        const key = requireKey(store, keyId, now);
        if (!key.ok) return key;
        const aliases = store.aliases.names(keyId).map((name) => ({ kind: 'alias', name, pins: 'alias' }) as const);
        return ok([...aliases, ...store.dependants.list(keyId)]);
      }),
    lastUse: async (keyId) =>
      transact(core, (now) => {
        const key = requireKey(store, keyId, now);
        return key.ok ? ok(store.log.lastUse(keyId)) : key;
      }),
    findEvent: async (intentId) => transact(core, () => ok(store.log.find(intentId))),
  };
}

/** The reads that an eventually consistent cloud answers late. */
export type StaleReads = Pick<KeyProvider, 'listKeys' | 'describeKey' | 'resolveAlias'>;

/** Answers as things were before the last change. */
export function staleReads(core: Core): StaleReads {
  const read = <T>(pick: (keys: readonly KeyDescription[]) => Result<T, ProviderError>) =>
    transact(core, (now) => pick(keysBeforeLastChange(core, now)));
  return {
    listKeys: async () => read((keys) => ok(keys)),
    describeKey: async (keyId) =>
      read((keys) =>
        found(
          keys.find((key) => key.id === keyId),
          keyNotFound(keyId),
        ),
      ),
    resolveAlias: async (alias) =>
      read((keys) => found(keys.find((key) => key.aliases.includes(alias))?.id, aliasNotFound(alias))),
  };
}

function keysBeforeLastChange(core: Core, now: string): readonly KeyDescription[] {
  const before = core.store.before.read();
  return core.store.keys.list(now).flatMap((key) => {
    const was = before.get(key.id);
    if (was === null) return [];
    return [was ?? describe(core, key)];
  });
}

function found<T>(value: T | null | undefined, otherwise: ProviderError): Result<T, ProviderError> {
  return value === null || value === undefined ? fail(otherwise) : ok(value);
}
