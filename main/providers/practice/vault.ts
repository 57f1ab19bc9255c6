import { randomBytes as systemRandomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Dependant, KeyDescription, KeyProvider, ProviderError, ProviderEvent } from '../provider.ts';
import type { RandomBytes } from './aead.ts';
import { practiceAliases } from './aliases.ts';
import { practiceAuthentication } from './authentication.ts';
import { CAPABILITIES } from './capabilities.ts';
import type { Clock, Core } from './core.ts';
import { createDatabase, openForReading, openForWriting, removeDatabase, unreadable } from './database.ts';
import type { OpenDatabase, OpenError, Place } from './database.ts';
import { practiceEncryption } from './encryption.ts';
import { faultPlan, type Fault } from './faults.ts';
import { newId } from './ids.ts';
import { practiceLifecycle } from './lifecycle.ts';
import { isWrappingKey, makeWrappingCheck, SECRET_BYTES } from './material.ts';
import { misbehaving, SOMEBODY_ELSE } from './misbehaviour.ts';
import { PRACTICE_NOTICE } from './notice.ts';
import { practiceReads, staleReads } from './reads.ts';
import { openedReadOnly } from './refusals.ts';
import { plantKey, replaceDependants, type Seed } from './seed.ts';
import { prepareStore } from './store.ts';

/**
 * A key provider in one SQLite file, with real cryptography, that behaves as AWS KMS does and can misbehave on request.
 *
 * For practice only: its keys are software keys on this computer, not for real data (see {@link PRACTICE_NOTICE}).
 */
export interface PracticeVault extends KeyProvider {
  readonly kind: 'practice';
  readonly vaultId: string;
  /** {@link PRACTICE_NOTICE}, for every place that shows the vault. */
  readonly description: string;
  /** Replaces the faults that calls shall have; they are kept in the vault and hold for every process. */
  setFaults(faults: readonly Fault[]): Result<void, ProviderError>;
  /** The faults that are left. */
  faults(): readonly Fault[];
  /** Plants a key with a past. */
  seed(seed: Seed): Result<KeyDescription, ProviderError>;
  /** Replaces what is registered as depending on a key. */
  setDependants(keyId: string, dependants: readonly Dependant[]): Result<void, ProviderError>;
  /** The whole log of changes, oldest first. */
  events(): readonly ProviderEvent[];
  /** Closes the file and forgets the wrapping key. */
  close(): void;
}

interface Opening {
  readonly file: string;
  readonly clock: Clock;
  /** `node:crypto`'s when left out. */
  readonly randomBytes?: RandomBytes | undefined;
  /** Who uses keys through this opening, for the records of use; `claviger` when left out. */
  readonly principal?: string | undefined;
  /** How long a call waits for another process that is writing, in milliseconds; 5,000 when left out. */
  readonly busyMs?: number | undefined;
}

const BUSY_MS = 5_000;

/**
 * How to open a vault. For writing it takes the 32-byte wrapping key, which is copied; with `create` a new vault is made.
 * Opened for reading only it takes no key: what changes or uses keys is refused, faults do not happen, and what is due
 * by the clock is left for the next writer (but a key whose deletion is due is not shown).
 */
export type OpenPracticeVault = Opening &
  (
    | {
        readonly readonly?: false | undefined;
        readonly wrappingKey: Uint8Array;
        readonly create?: { readonly vaultId: string } | undefined;
      }
    | { readonly readonly: true; readonly wrappingKey?: undefined; readonly create?: undefined }
  );

interface VaultRow {
  readonly id: string;
  readonly wrapping_check: Buffer;
}

/** Opens or makes a Practice vault. For practice only, never for real data. */
export function openPracticeVault(options: OpenPracticeVault): Result<PracticeVault, OpenError> {
  const problem = checkOptions(options);
  if (problem !== null) return fail(problem);
  const { file, create } = options;
  const place = { file, busyMs: options.busyMs ?? BUSY_MS };
  const opened = create === undefined ? openExisting(place, options.readonly === true) : createDatabase(place);
  if (!opened.ok) return opened;
  const { db, release } = opened.value;
  try {
    if (create !== undefined) found(db, options);
    const core = readVault(db, options);
    if (core.ok) return ok(composeVault(core.value, release));
    release();
    return core;
  } catch (error: unknown) {
    release();
    if (create !== undefined) removeDatabase(file);
    if (error instanceof Database.SqliteError) return fail(unreadable());
    throw error;
  }
}

function openExisting(place: Place, readonly: boolean): Result<OpenDatabase, OpenError> {
  return readonly ? openForReading(place) : openForWriting(place);
}

function checkOptions({ wrappingKey, create }: OpenPracticeVault): OpenError | null {
  if (wrappingKey !== undefined && wrappingKey.length !== SECRET_BYTES) {
    return { code: 'invalid-input', message: `A wrapping key is ${SECRET_BYTES} bytes long. Give the whole key.` };
  }
  if (create === undefined || /^[a-z0-9][a-z0-9-]{0,62}$/.test(create.vaultId)) return null;
  return {
    code: 'invalid-input',
    message: 'The vault id is not a valid name. Use up to 63 small letters, digits and dashes.',
  };
}

function found(db: Database.Database, { clock, wrappingKey, create, randomBytes }: OpenPracticeVault): void {
  if (create === undefined) return;
  const check = makeWrappingCheck(wrappingKey, create.vaultId, randomBytes ?? systemRandomBytes);
  db.prepare('INSERT INTO vault VALUES (1, ?, ?, ?)').run(create.vaultId, clock.now().toISOString(), check);
}

function readVault(db: Database.Database, options: OpenPracticeVault): Result<Core, OpenError> {
  const vault = db.prepare<[], VaultRow>('SELECT id, wrapping_check FROM vault').get();
  if (vault === undefined) {
    return fail({ code: 'not-a-vault', message: 'The vault was never finished. Delete the file and make it anew.' });
  }
  const { wrappingKey, clock, randomBytes = systemRandomBytes, principal = 'claviger' } = options;
  if (wrappingKey !== undefined && !isWrappingKey(wrappingKey, vault.id, vault.wrapping_check)) {
    const message = 'The wrapping key is not the one this vault was made with. Give the right key, or check the vault.';
    return fail({ code: 'wrong-wrapping-key', message });
  }
  return ok({
    vaultId: vault.id,
    db,
    store: prepareStore(db),
    wrappingKey: wrappingKey === undefined ? null : Buffer.from(wrappingKey),
    clock,
    randomBytes,
    principal,
  });
}

function composeVault(core: Core, release: () => void): PracticeVault {
  const faults = faultPlan(core.db);
  const inner = {
    ...practiceReads(core),
    ...practiceLifecycle(core),
    ...practiceAliases(core),
    ...practiceEncryption(core),
    ...practiceAuthentication(core),
  };
  const foreignCall = () => ({ intentId: newId(core.randomBytes), principal: SOMEBODY_ELSE });
  const readonly = core.wrappingKey === null;
  return {
    kind: 'practice',
    capabilities: CAPABILITIES,
    vaultId: core.vaultId,
    description: PRACTICE_NOTICE,
    ...(readonly ? inner : misbehaving({ inner, stale: staleReads(core), faults, foreignCall })),
    setFaults: (list) => (readonly ? fail(openedReadOnly()) : faults.set(list)),
    faults: () => faults.list(),
    seed: (seed) => plantKey(core, seed),
    setDependants: (keyId, dependants) => replaceDependants(core, keyId, dependants),
    events: () => core.store.log.all(),
    close: () => {
      // SECURITY: our copy of the wrapping key lives no longer than the opening.
      core.wrappingKey?.fill(0);
      release();
    },
  };
}
