import type { Database } from 'better-sqlite3';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { KeyProvider, ProviderError } from '../provider.ts';
import { guarded } from './core.ts';
import { invalidInput } from './refusals.ts';

/** A call that can be made to misbehave. */
export type FaultCall = Exclude<keyof KeyProvider, 'kind' | 'capabilities'>;

const CALLS: Readonly<Record<FaultCall, 'read' | 'lagging-read' | 'change' | 'use'>> = {
  identify: 'read',
  listKeys: 'lagging-read',
  describeKey: 'lagging-read',
  resolveAlias: 'lagging-read',
  dependants: 'read',
  lastUse: 'read',
  findEvent: 'read',
  createKey: 'change',
  rotateKey: 'change',
  setAutomaticRotation: 'change',
  createAlias: 'change',
  updateAlias: 'change',
  deleteAlias: 'change',
  enableKey: 'change',
  disableKey: 'change',
  scheduleKeyDeletion: 'change',
  cancelKeyDeletion: 'change',
  encrypt: 'use',
  decrypt: 'use',
  generateDataKey: 'use',
  reEncrypt: 'use',
  sign: 'use',
  verify: 'use',
  publicKey: 'use',
  generateMac: 'use',
  verifyMac: 'use',
};

/**
 * How a call misbehaves.
 * - `throttle`: refused, nothing done (`throttled`).
 * - `deny`: refused for lack of permission, nothing done (`denied`).
 * - `lose-answer`: carried out, then answers `no-answer`.
 * - `lose-request`: not carried out, answers `no-answer` all the same.
 * - `stale-read`: `describeKey`, `listKeys` and `resolveAlias` answer as things were before the last change.
 * - `foreign-change`: just before the call, somebody else does the same change. Goes together with any of the others.
 */
export const FAULT_KINDS = ['throttle', 'deny', 'lose-answer', 'lose-request', 'stale-read', 'foreign-change'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  /** `*` for every call that can misbehave in this way. */
  readonly call: FaultCall | '*';
  readonly kind: FaultKind;
  /** How many more times; 1 or more. */
  readonly times: number;
}

/** The faults that a vault still has in store, kept in its file, so that they hold for every process. */
export interface FaultPlan {
  /** Replaces all faults. */
  set(faults: readonly Fault[]): Result<void, ProviderError>;
  list(): readonly Fault[];
  /** Takes one use of the first fault of these kinds that meets the call; `null` when there is none. Durable. */
  take(call: FaultCall, kinds: readonly FaultKind[]): Result<FaultKind | null, ProviderError>;
}

/** Prepares the faults of one connection. */
export function faultPlan(db: Database): FaultPlan {
  const clear = db.prepare('DELETE FROM faults');
  const add = db.prepare<[Fault]>('INSERT INTO faults (call, kind, times) VALUES (@call, @kind, @times)');
  const all = db.prepare<[], Fault & { seq: number }>('SELECT seq, call, kind, times FROM faults ORDER BY seq');
  const drop = db.prepare<[number]>('DELETE FROM faults WHERE seq = ?');
  const spend = db.prepare<[number]>('UPDATE faults SET times = times - 1 WHERE seq = ?');
  const takeOne = db.transaction((call: FaultCall, kinds: readonly FaultKind[]): FaultKind | null => {
    const fault = all.all().find((it) => kinds.includes(it.kind) && (it.call === '*' || it.call === call));
    if (fault === undefined) return null;
    (fault.times === 1 ? drop : spend).run(fault.seq);
    return fault.kind;
  });
  const replace = db.transaction((faults: readonly Fault[]) => {
    clear.run();
    for (const fault of faults) add.run(fault);
  });
  return {
    set: (faults) => {
      const problem = faults.map(checkFault).find((it) => it !== null);
      if (problem !== undefined) return fail(problem);
      return guarded(() => {
        replace.immediate(faults);
        return ok(undefined);
      });
    },
    list: () => all.all().map(({ call, kind, times }) => ({ call, kind, times })),
    // Looks first without the write lock: most vaults have no faults.
    take: (call, kinds) => guarded(() => ok(all.get() === undefined ? null : takeOne.immediate(call, kinds))),
  };
}

function checkFault({ call, kind, times }: Fault): ProviderError | null {
  if (call !== '*' && !Object.hasOwn(CALLS, call)) return invalidInput(`There is no call "${call}" to misbehave.`);
  if (!FAULT_KINDS.includes(kind)) return invalidInput(`There is no fault "${kind}".`);
  if (!Number.isSafeInteger(times) || times < 1) {
    return invalidInput('A fault happens a whole number of times. Choose 1 or more.');
  }
  const wants = kind === 'stale-read' ? 'lagging-read' : kind === 'foreign-change' ? 'change' : null;
  if (wants === null || call === '*' || CALLS[call] === wants) return null;
  return invalidInput(`The call ${call} cannot have the fault ${kind}. Choose another call or another fault.`);
}
