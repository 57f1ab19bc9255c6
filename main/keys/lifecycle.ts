import type { KeyDescription } from '../providers/index.ts';

/** States of a key in the inventory (NIST SP 800-57 part 1 rev. 5, section 7, in the words of key custodians). */
export const LIFECYCLE_STATES = [
  'active',
  'primary',
  'secondary',
  'retired',
  'archived',
  'revoked',
  'compromised',
  'pending-deletion',
  'destroyed',
] as const;
export type LifecycleState = (typeof LIFECYCLE_STATES)[number];

const NEXT: Readonly<Record<LifecycleState, readonly LifecycleState[]>> = {
  active: ['primary', 'secondary', 'retired', 'revoked', 'compromised', 'pending-deletion'],
  primary: ['active', 'secondary', 'retired', 'revoked', 'compromised', 'pending-deletion'],
  secondary: ['active', 'primary', 'retired', 'revoked', 'compromised', 'pending-deletion'],
  retired: ['active', 'primary', 'secondary', 'archived', 'revoked', 'compromised', 'pending-deletion'],
  archived: ['retired', 'compromised', 'pending-deletion'],
  revoked: ['active', 'primary', 'secondary', 'retired', 'compromised', 'pending-deletion'],
  // What is known to be compromised does not become trustworthy again, also not by way of a cancelled deletion: it
  // stays compromised until it is destroyed.
  compromised: ['destroyed'],
  'pending-deletion': ['retired', 'revoked', 'compromised', 'destroyed'],
  destroyed: [],
};

/** Whether a key may go from one state to another. */
export function mayBecome(from: LifecycleState, to: LifecycleState): boolean {
  return NEXT[from].includes(to);
}

/**
 * The state that the provider's view of a key amounts to. `primary` and `secondary` are the two keys of a replacement
 * while both are there: new work goes to the one, the other still reads. `retired`: disabled. What only people know
 * (`revoked`, `compromised`, `archived`) comes from the journal.
 * @param pair whether the key replaces another one, is replaced by another one, or stands alone
 */
export function lifecycleOf(key: KeyDescription, pair: 'replaces' | 'replaced' | 'alone'): LifecycleState {
  switch (key.state) {
    case 'pending-deletion':
      return 'pending-deletion';
    case 'disabled':
      return 'retired';
    case 'enabled':
      return pair === 'alone' ? 'active' : pair === 'replaces' ? 'primary' : 'secondary';
  }
}
