import { createReadStream } from 'node:fs';
import type { Result } from '../../shared/result.ts';
import {
  JournalDamagedError,
  openExport,
  openJournalReadOnly,
  verifyJournal,
  type JournalError,
  type JournalReader,
  type VerifyOptions,
  type VerifyReport,
} from '../journal/index.ts';
import { verifyAuthorisation, type AuthorisationReport } from './authorisation.ts';

/** The three answers of `journal verify`, apart, and the first thing that is wrong. */
export interface Verification {
  readonly ok: boolean;
  readonly origin: string;
  readonly workspaceId: string;
  readonly size: number;
  /** Base64, as in the checkpoint. */
  readonly root: string;
  readonly integrity: { readonly ok: boolean };
  /** Null when the journal was not whole, so that nothing could be replayed. */
  readonly authorisation: Omit<AuthorisationReport, 'problem'> | null;
  readonly anchoring: VerifyReport['anchoring'];
  readonly erased: number;
  readonly problem: {
    readonly kind: string;
    readonly log: string | null;
    readonly entry: number | null;
    readonly message: string;
  } | null;
}

/** Verifies the journal in a file: integrity and anchoring first; then, if it is whole, every authorisation in it. */
export async function verifyWhole(file: string, options: VerifyOptions = {}): Promise<Verification> {
  const report = await verifyJournal({ file }, options);
  return verification(report, report.integrity.ok ? authorisationOf(openJournalReadOnly({ file })) : null);
}

/** Verifies an export as {@link verifyWhole} does the journal it was made from. The file must be there. */
export async function verifyWholeExport(file: string, options: VerifyOptions = {}): Promise<Verification> {
  const { report, journal } = await openExport(createReadStream(file), options);
  return verification(report, journal === null ? null : authorisationOf(journal));
}

function verification(report: VerifyReport, authorisation: AuthorisationReport | null): Verification {
  const { origin, workspaceId, size, root, integrity, anchoring, erased } = report;
  const base = { origin, workspaceId, size, root, integrity, anchoring, erased };
  const problem = report.problem ?? null;
  if (problem !== null || authorisation === null)
    return { ok: false, ...base, authorisation: summary(authorisation), problem };
  const wrong = authorisation.problem;
  return {
    ok: authorisation.ok,
    ...base,
    authorisation: summary(authorisation),
    problem: wrong === null ? null : { ...wrong, log: origin },
  };
}

function summary(report: AuthorisationReport | null): Verification['authorisation'] {
  if (report === null) return null;
  const { ok, executions, erased } = report;
  return { ok, executions, erased };
}

function authorisationOf(journal: Result<JournalReader, JournalError>): AuthorisationReport {
  const unreadable = (entry: number, message: string): AuthorisationReport => ({
    ok: false,
    executions: 0,
    erased: 0,
    problem: { kind: 'unreadable', entry, message },
  });
  if (!journal.ok) return unreadable(0, journal.error.message);
  try {
    return verifyAuthorisation(journal.value);
  } catch (error) {
    if (error instanceof JournalDamagedError) return unreadable(error.entry, error.message);
    throw error;
  } finally {
    journal.value.close();
  }
}
