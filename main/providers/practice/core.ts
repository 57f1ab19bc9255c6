import Database from 'better-sqlite3';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { CallContext, ProviderError } from '../provider.ts';
import type { RandomBytes } from './aead.ts';
import { checkCall } from './checks.ts';
import { catchUp } from './clockwork.ts';
import { describeIfLive } from './describe.ts';
import { busy, openedReadOnly, storageFailed } from './refusals.ts';
import type { Store } from './store.ts';

/** Tells the time; everything that happens by itself in a vault happens when this says so. */
export interface Clock {
  now(): Date;
}

/** An open vault, as its parts see it. */
export interface Core {
  readonly vaultId: string;
  readonly db: Database.Database;
  readonly store: Store;
  /** Null when the vault was opened for reading only. */
  readonly wrappingKey: Buffer | null;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Who uses keys through this opening; stands in the records of use. */
  readonly principal: string;
}

/** What a change needs besides {@link Core}: a vault opened for writing. */
export interface Writable extends Core {
  readonly wrappingKey: Buffer;
}

type Outcome<T> = Result<T, ProviderError>;

/**
 * Runs one call in one transaction, after everything that was due by the clock has been caught up with.
 * A refusal comes before the call's first write, so what was due stays done.
 */
export function transact<T>(core: Core, work: (now: string) => Outcome<T>): Outcome<T> {
  return guarded(() => {
    const now = core.clock.now().toISOString();
    const writable = asWritable(core);
    const run = core.db.transaction(() => {
      const erased = writable.ok && catchUp(writable.value, now);
      return { erased, outcome: work(now) };
    });
    const { erased, outcome } = writable.ok ? run.immediate() : run.deferred();
    // SECURITY: wrapped material of a destroyed key shall not live on in the write-ahead log.
    if (erased) core.db.pragma('wal_checkpoint(TRUNCATE)');
    return outcome;
  });
}

/** Like {@link transact}, for calls that need a vault opened for writing. */
export function transactWritable<T>(core: Core, work: (vault: Writable, now: string) => Outcome<T>): Outcome<T> {
  const writable = asWritable(core);
  return writable.ok ? transact(core, (now) => work(writable.value, now)) : writable;
}

/** A change that passed every check: the keys it touches (the first one is the event's), and how it is carried out. */
export interface Change<T> {
  readonly keyIds: readonly [string, ...string[]];
  readonly apply: () => T;
}

/**
 * Carries out a change and logs it: checks first, then what stale reads will show, the writes, and the event.
 * @param name the provider's name of the call, for example `DisableKey`
 */
export function carryOut<T>(
  core: Core,
  name: string,
  call: CallContext,
  check: (vault: Writable, now: string) => Outcome<Change<T>>,
): Outcome<T> {
  const anonymous = checkCall(call);
  if (anonymous !== null) return fail(anonymous);
  return transactWritable(core, (vault, now) => {
    const change = check(vault, now);
    if (!change.ok) return change;
    const { keyIds, apply } = change.value;
    const { store } = vault;
    store.before.remember(new Map(keyIds.map((id) => [id, describeIfLive(vault, id, now)])));
    const value = apply();
    store.log.add({ at: now, call: name, keyId: keyIds[0], requestId: call.intentId, principal: call.principal });
    return ok(value);
  });
}

/** Turns failures of the database into refusals; anything else is a bug and stays an exception. */
export function guarded<T>(work: () => Outcome<T>): Outcome<T> {
  try {
    return work();
  } catch (error: unknown) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return fail(error.code.startsWith('SQLITE_BUSY') ? busy() : storageFailed(error.code));
  }
}

function asWritable(core: Core): Outcome<Writable> {
  const { wrappingKey } = core;
  return wrappingKey === null ? fail(openedReadOnly()) : ok({ ...core, wrappingKey });
}
