/** The Practice vault: the embedded provider for training, drills and tests; never for real data. */
export type { Clock } from './core.ts';
export type { OpenError, OpenErrorCode } from './database.ts';
export { FAULT_KINDS, type Fault, type FaultCall, type FaultKind } from './faults.ts';
export { SOMEBODY_ELSE } from './misbehaviour.ts';
export { PRACTICE_NOTICE } from './notice.ts';
export { SEEDER, type Seed } from './seed.ts';
export { openPracticeVault, type OpenPracticeVault, type PracticeVault } from './vault.ts';
