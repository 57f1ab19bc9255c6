import { consoleError, type ConsoleError } from '../../../shared/errors.ts';

/**
 * Turns an exception - always a defect, or a damaged journal - into an error for people. The stack is for the log of
 * defects on standard error, without values: messages may hold what somebody typed.
 */
export function describe(error: unknown, json: boolean): ConsoleError {
  if (error instanceof Error && error.name === 'JournalDamagedError') {
    return consoleError('journal-unreadable', `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`);
  }
  const name = error instanceof Error ? error.name : typeof error;
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((row) => /^\s+at /.test(row)) : [];
  if (!json) process.stderr.write(`${frames.slice(0, 8).join('\n')}\n`);
  return consoleError('internal', `Something went wrong that should not be able to (${name}).`);
}
