import { fail, ok, type Result } from '../../../shared/result.ts';
import type { KeyVersion, ProviderError } from '../provider.ts';
import type { RandomBytes } from './aead.ts';
import { newId } from './ids.ts';
import { unwrapMaterial, wrapMaterial } from './material.ts';
import { materialDamaged } from './refusals.ts';
import type { Store, VersionRow } from './store.ts';

/** What it takes to store and read key material. */
export interface Safe {
  readonly vaultId: string;
  readonly store: Store;
  readonly wrappingKey: Buffer;
  readonly randomBytes: RandomBytes;
}

/** What is known of a version before it has an id and a number. */
export interface VersionOrigin {
  readonly keyId: string;
  readonly at: string;
  readonly origin: KeyVersion['origin'];
  readonly requestId: string | null;
}

/** Adds a version to a key, its material wrapped. Fills `material` with zeros. */
export function addVersion(safe: Safe, material: Buffer, { keyId, at, origin, requestId }: VersionOrigin): void {
  const { vaultId, store, wrappingKey, randomBytes } = safe;
  const id = newId(randomBytes);
  const wrapped = wrapMaterial(wrappingKey, material, { vaultId, keyId, versionId: id }, randomBytes);
  material.fill(0);
  const number = (store.versions.last(keyId)?.number ?? 0) + 1;
  store.versions.add({ id, key_id: keyId, number, created_at: at, request_id: requestId, origin, material: wrapped });
}

/** Lends a version's plaintext material to `work`, and fills it with zeros afterwards. */
export function withMaterial<T>(
  { vaultId, wrappingKey }: Safe,
  version: VersionRow,
  work: (material: Buffer) => T,
): Result<T, ProviderError> {
  const place = { vaultId, keyId: version.key_id, versionId: version.id };
  const material = version.material === null ? null : unwrapMaterial(wrappingKey, version.material, place);
  if (material === null) return fail(materialDamaged(version.key_id));
  try {
    return ok(work(material));
  } finally {
    // SECURITY: plaintext material lives no longer than the call that needs it.
    material.fill(0);
  }
}
