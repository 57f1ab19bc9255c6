/** A folder on disk: its journal, people's keys and vaults, one writer at a time, and what gives it authority. */
export {
  acceptanceEntry,
  acceptanceHolds,
  AUTHORITY_KINDS,
  authorityAt,
  authorityFor,
  authorityFromGenesis,
  nameIn,
  outstandingAcceptances,
  withEntry,
  withoutPending,
  type Authority,
  type AuthorityEntry,
} from './authority.ts';
export { judgeClock, systemClock, type Clock, type ClockVerdict } from './clock.ts';
export { createWorkspace, type NewWorkspace } from './create.ts';
export type { AppendOptions } from './append.ts';
export { markOf, readHighWater } from './high-water.ts';
export { applicationFolder, layoutOf, type Layout } from './paths.ts';
export {
  changeProblem,
  delayOf,
  inForceTime,
  pendingChange,
  pendingPeople,
  rosterAfter,
  type PendingChange,
  type RosterState,
} from './roster-change.ts';
export { readPlainFile, withPlainFile, type Unread } from './plain-file.ts';
export { hasReserve } from './reserve.ts';
export { seal, unseal, type WorkspaceKey } from './secrets.ts';
export {
  authorityUpTo,
  entry,
  openForReading,
  openForWriting,
  type OpenOptions,
  type ReadableWorkspace,
  type Workspace,
} from './workspace.ts';
