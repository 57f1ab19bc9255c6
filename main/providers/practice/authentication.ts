import { fail, type Result } from '../../../shared/result.ts';
import type { KeyProvider, KeyUsage, ProviderError } from '../provider.ts';
import { checkSize, LIMITS } from './checks.ts';
import { transactWritable, type Core, type Writable } from './core.ts';
import { USAGE } from './material.ts';
import { materialDamaged, specCannot } from './refusals.ts';
import { requireEnabled, requireUsable } from './require.ts';
import { macMatches, macWith, publicHalf, signWith, verifyWith } from './signing.ts';
import type { KeyRow } from './store.ts';
import { withMaterial } from './versions.ts';

type Authentication = Pick<KeyProvider, 'sign' | 'verify' | 'publicKey' | 'generateMac' | 'verifyMac'>;
type Outcome<T> = Result<T, ProviderError>;
type Work<T> = (material: Buffer, key: KeyRow) => T;

/** The uses of keys that sign or make message authentication codes. */
export function practiceAuthentication(core: Core): Authentication {
  const over = <T>(message: Uint8Array, request: Request, work: Work<T>): Outcome<T> => {
    const problem = checkSize('message', message, LIMITS.messageBytes);
    return problem === null ? useKey(core, request, work) : fail(problem);
  };
  return {
    sign: async (keyId, message) =>
      over(message, { keyId, usage: 'SIGN_VERIFY', operation: 'Sign' }, (material, { spec }) =>
        signWith(spec, material, message),
      ),
    verify: async (keyId, message, signature) =>
      over(message, { keyId, usage: 'SIGN_VERIFY', operation: 'Verify' }, (material, { spec }) =>
        verifyWith(spec, material, message, signature),
      ),
    publicKey: async (keyId) => publicKey(core, keyId),
    generateMac: async (keyId, message) =>
      over(message, { keyId, usage: 'GENERATE_VERIFY_MAC', operation: 'GenerateMac' }, (material) =>
        macWith(material, message),
      ),
    verifyMac: async (keyId, message, mac) =>
      over(message, { keyId, usage: 'GENERATE_VERIFY_MAC', operation: 'VerifyMac' }, (material) =>
        macMatches(material, message, mac),
      ),
  };
}

interface Request {
  readonly keyId: string;
  readonly usage: KeyUsage;
  readonly operation: string;
}

function useKey<T>(core: Core, { keyId, usage, operation }: Request, work: Work<T>): Outcome<T> {
  return transactWritable(core, (vault, now) => {
    const key = requireUsable(vault.store, keyId, usage, now);
    if (!key.ok) return key;
    const result = withLastVersion(vault, key.value, work);
    if (result.ok) vault.store.log.recordUse(keyId, { at: now, operation, principal: core.principal });
    return result;
  });
}

// Reading the public half is no use of the key: it stands in no record of use, in AWS KMS neither.
function publicKey(core: Core, keyId: string): Outcome<Uint8Array> {
  return transactWritable(core, (vault, now) => {
    const key = requireEnabled(vault.store, keyId, now);
    if (!key.ok) return key;
    const { spec } = key.value;
    if (USAGE[spec] === 'SIGN_VERIFY') return withLastVersion(vault, key.value, publicHalf);
    return fail(specCannot(keyId, spec, 'has no public key', 'Choose an RSA or elliptic curve key.'));
  });
}

function withLastVersion<T>(vault: Writable, key: KeyRow, work: Work<T>): Outcome<T> {
  const version = vault.store.versions.last(key.id);
  return version === null ? fail(materialDamaged(key.id)) : withMaterial(vault, version, (bytes) => work(bytes, key));
}
