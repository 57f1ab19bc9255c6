import { BOUNDARY_ERRORS, type BoundaryError, type Call } from '../../shared/contract/index.ts';
import { consoleError, screenMessage, type ConsoleError, type ErrorCode } from '../../shared/errors.ts';

/** Failures after which doing the same again may help. */
const RETRYABLE = new Set<ErrorCode>([
  'busy',
  'clock-behind',
  'export-failed',
  'internal',
  'journal-full',
  'journal-read-only',
  'provider-failed',
  'settings-not-saved',
  'too-many-calls',
  'too-soon',
  'vault-failed',
  'workspace-locked',
  'wrong-passphrase',
]);

/** Whether a code may leave as the answer to a call. */
export function mayLeave(code: ErrorCode, call: Call | null): boolean {
  return (BOUNDARY_ERRORS as readonly ErrorCode[]).includes(code) || call?.errors.includes(code) === true;
}

/** The answer for something that is a defect of ours: nothing of it crosses. */
export function defectError(): ConsoleError {
  return consoleError('internal', 'Something went wrong inside Claviger.');
}

/** A failure as it crosses. */
export function failedAnswer(error: ConsoleError, correlationId: string): string {
  const { code } = error;
  const crossing: BoundaryError = {
    code,
    message: screenMessage(error).slice(0, 4000),
    retryable: RETRYABLE.has(code),
    correlationId,
  };
  return JSON.stringify({ ok: false, error: crossing });
}

/** A success as it crosses; the value has been checked. */
export function goodAnswer(value: unknown): string {
  return JSON.stringify({ ok: true, value });
}
