import { assertNever, fail } from '../../../shared/result.ts';
import type { Answer, CallContext, KeyProvider } from '../provider.ts';
import type { FaultCall, FaultKind, FaultPlan } from './faults.ts';
import type { StaleReads } from './reads.ts';
import { denied, noAnswer, throttled } from './refusals.ts';

/** Who makes the changes of `foreign-change` faults, as the log has it. */
export const SOMEBODY_ELSE = 'practice:somebody-else';

type Calls = Pick<KeyProvider, FaultCall>;

interface Misbehaviour {
  readonly inner: Calls;
  readonly stale: StaleReads;
  readonly faults: FaultPlan;
  /** The call of somebody else, with a request id of its own. */
  readonly foreignCall: () => CallContext;
}

/** Wraps a vault so that its calls misbehave as the fault plan says. */
export function misbehaving(world: Misbehaviour): Calls {
  return { ...misbehavingReads(world), ...misbehavingChanges(world), ...misbehavingUses(world) };
}

const ANY_CALL: readonly FaultKind[] = ['throttle', 'deny', 'lose-answer', 'lose-request'];

function misbehavingReads({ inner, stale, faults }: Misbehaviour) {
  const pass = <T>(call: FaultCall, act: () => Answer<T>) => meet(faults, call, act);
  const lag = <T>(call: FaultCall, act: () => Answer<T>, late: () => Answer<T>) => meet(faults, call, act, late);
  return {
    identify: () => pass('identify', () => inner.identify()),
    listKeys: () =>
      lag(
        'listKeys',
        () => inner.listKeys(),
        () => stale.listKeys(),
      ),
    describeKey: (keyId) =>
      lag(
        'describeKey',
        () => inner.describeKey(keyId),
        () => stale.describeKey(keyId),
      ),
    resolveAlias: (alias) =>
      lag(
        'resolveAlias',
        () => inner.resolveAlias(alias),
        () => stale.resolveAlias(alias),
      ),
    dependants: (keyId) => pass('dependants', () => inner.dependants(keyId)),
    lastUse: (keyId) => pass('lastUse', () => inner.lastUse(keyId)),
    findEvent: (intentId) => pass('findEvent', () => inner.findEvent(intentId)),
  } satisfies Partial<Calls>;
}

function misbehavingChanges({ inner, faults, foreignCall }: Misbehaviour) {
  const change = async <T>(name: FaultCall, call: CallContext, act: (call: CallContext) => Answer<T>) => {
    const foreign = faults.take(name, ['foreign-change']);
    if (!foreign.ok) return foreign;
    // Whatever comes of it: it was somebody else's call, and so was its answer.
    if (foreign.value !== null) await act(foreignCall());
    return meet(faults, name, () => act(call));
  };
  return {
    createKey: (input, call) =>
      // Somebody else would not put our tags on a key of theirs.
      change('createKey', call, (by) => inner.createKey(by === call ? input : { ...input, tags: {} }, by)),
    rotateKey: (keyId, call) => change('rotateKey', call, (by) => inner.rotateKey(keyId, by)),
    setAutomaticRotation: (keyId, days, call) =>
      change('setAutomaticRotation', call, (by) => inner.setAutomaticRotation(keyId, days, by)),
    createAlias: (alias, keyId, call) => change('createAlias', call, (by) => inner.createAlias(alias, keyId, by)),
    updateAlias: (alias, keyId, call) => change('updateAlias', call, (by) => inner.updateAlias(alias, keyId, by)),
    deleteAlias: (alias, call) => change('deleteAlias', call, (by) => inner.deleteAlias(alias, by)),
    enableKey: (keyId, call) => change('enableKey', call, (by) => inner.enableKey(keyId, by)),
    disableKey: (keyId, call) => change('disableKey', call, (by) => inner.disableKey(keyId, by)),
    scheduleKeyDeletion: (keyId, windowDays, call) =>
      change('scheduleKeyDeletion', call, (by) => inner.scheduleKeyDeletion(keyId, windowDays, by)),
    cancelKeyDeletion: (keyId, call) => change('cancelKeyDeletion', call, (by) => inner.cancelKeyDeletion(keyId, by)),
  } satisfies Partial<Calls>;
}

function misbehavingUses({ inner, faults }: Misbehaviour) {
  const pass = <T>(call: FaultCall, act: () => Answer<T>) => meet(faults, call, act);
  return {
    encrypt: (keyId, plaintext, context) => pass('encrypt', () => inner.encrypt(keyId, plaintext, context)),
    decrypt: (keyId, ciphertext, context) => pass('decrypt', () => inner.decrypt(keyId, ciphertext, context)),
    generateDataKey: (keyId, context) => pass('generateDataKey', () => inner.generateDataKey(keyId, context)),
    reEncrypt: (from, to) => pass('reEncrypt', () => inner.reEncrypt(from, to)),
    sign: (keyId, message) => pass('sign', () => inner.sign(keyId, message)),
    verify: (keyId, message, signature) => pass('verify', () => inner.verify(keyId, message, signature)),
    publicKey: (keyId) => pass('publicKey', () => inner.publicKey(keyId)),
    generateMac: (keyId, message) => pass('generateMac', () => inner.generateMac(keyId, message)),
    verifyMac: (keyId, message, mac) => pass('verifyMac', () => inner.verifyMac(keyId, message, mac)),
  } satisfies Partial<Calls>;
}

async function meet<T>(faults: FaultPlan, call: FaultCall, act: () => Answer<T>, late?: () => Answer<T>): Answer<T> {
  const fault = faults.take(call, late === undefined ? ANY_CALL : [...ANY_CALL, 'stale-read']);
  if (!fault.ok) return fault;
  switch (fault.value) {
    case null:
    case 'foreign-change':
      return act();
    case 'throttle':
      return fail(throttled());
    case 'deny':
      return fail(denied());
    case 'lose-request':
      return fail(noAnswer());
    case 'lose-answer':
      await act();
      return fail(noAnswer());
    case 'stale-read':
      return (late ?? act)();
    default:
      return assertNever(fault.value);
  }
}
