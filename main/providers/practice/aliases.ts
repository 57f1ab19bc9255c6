import { fail, ok } from '../../../shared/result.ts';
import type { CallContext, KeyProvider, KeySpec } from '../provider.ts';
import { checkAlias } from './checks.ts';
import { carryOut, type Core } from './core.ts';
import { aliasExists, aliasNotFound, invalidInput } from './refusals.ts';
import { requireNotPending } from './require.ts';

/** The changes of aliases. */
export function practiceAliases(core: Core): Pick<KeyProvider, 'createAlias' | 'updateAlias' | 'deleteAlias'> {
  return {
    createAlias: async (alias, keyId, call) => createAlias(core, alias, keyId, call),
    updateAlias: async (alias, keyId, call) => updateAlias(core, alias, keyId, call),
    deleteAlias: async (alias, call) => deleteAlias(core, alias, call),
  };
}

function createAlias(core: Core, alias: string, keyId: string, call: CallContext) {
  const problem = checkAlias(alias);
  if (problem !== null) return fail(problem);
  return carryOut(core, 'CreateAlias', call, (vault, now) => {
    if (vault.store.aliases.target(alias) !== null) return fail(aliasExists(alias));
    const key = requireNotPending(vault.store, keyId, now);
    if (!key.ok) return key;
    const apply = () => {
      vault.store.aliases.put(alias, keyId);
    };
    return ok({ keyIds: [keyId], apply });
  });
}

function updateAlias(core: Core, alias: string, keyId: string, call: CallContext) {
  return carryOut(core, 'UpdateAlias', call, (vault, now) => {
    const { store } = vault;
    const from = store.aliases.target(alias);
    const former = from === null ? null : store.keys.find(from, now);
    if (former === null) return fail(aliasNotFound(alias));
    const key = requireNotPending(store, keyId, now);
    if (!key.ok) return key;
    if (family(former.spec) !== family(key.value.spec)) return fail(otherKind(former.spec, key.value.spec));
    const apply = () => {
      store.aliases.put(alias, keyId);
    };
    return ok({ keyIds: [keyId, former.id], apply });
  });
}

function deleteAlias(core: Core, alias: string, call: CallContext) {
  return carryOut(core, 'DeleteAlias', call, (vault) => {
    const target = vault.store.aliases.target(alias);
    if (target === null) return fail(aliasNotFound(alias));
    const apply = () => {
      vault.store.aliases.remove(alias);
    };
    return ok({ keyIds: [target], apply });
  });
}

// AWS KMS, UpdateAlias: "both symmetric or both asymmetric or both HMAC", and the same usage.
function family(spec: KeySpec): 'symmetric' | 'asymmetric' | 'hmac' {
  if (spec === 'SYMMETRIC_DEFAULT') return 'symmetric';
  return spec === 'HMAC_256' ? 'hmac' : 'asymmetric';
}

function otherKind(from: KeySpec, to: KeySpec) {
  return invalidInput(
    `The alias points at a ${from} key and cannot move to a ${to} key. Choose a key of the same kind and usage.`,
  );
}
