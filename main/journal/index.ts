/** The journal: an append-only, hash-chained log in one SQLite file, its signed heads, its proofs and their checks. */
export type { EntryDraft } from './entry.ts';
export { ERASED_KIND, GENESIS_KIND, KEY_CHANGED_KIND } from './entry.ts';
export { JournalDamagedError, type JournalError, type JournalErrorCode } from './errors.ts';
export {
  createJournal,
  openJournal,
  type CreateJournalOptions,
  type Journal,
  type OpenJournalOptions,
} from './journal.ts';
export { openJournalReadOnly, type JournalReader } from './journal-reader.ts';
export type { OnAppended } from './appender.ts';
export type { Entry, EntryQuery } from './reader.ts';
export {
  formatVkey,
  parseVkey,
  SIGNATURE_TYPE,
  verifierKey,
  type CheckpointSigner,
  type VerifierKey,
} from './signed-note.ts';
export {
  cosignCheckpoint,
  openCheckpoint,
  peekCheckpoint,
  type Checkpoint,
  type OpenedCheckpoint,
} from './checkpoint.ts';
export { parseTlogProof, verifyTlogProof, type TlogProof, type VerifiedProof } from './tlog-proof.ts';
export { leafHash } from './merkle.ts';
export { verifyConsistency, verifyInclusion } from './merkle-verify.ts';
export { verifyJournal, type VerifyOptions } from './verify.ts';
export type { HeadClaim, VerifyReport } from './conclusion.ts';
export type { Anchoring, Anchors } from './anchors.ts';
export type { Problem, ProblemKind } from './findings.ts';
export { openExport, type OpenedExport } from './export-reader.ts';
export { ExportError, exportJournal, readExport, verifyExport, type ExportedRow, type WriteLine } from './export.ts';
