import { ERRORS, type ConsoleError } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/result.ts';
import type { Console, ReadingDesk, WritingDesk } from '../../compose.ts';
import { failure, type Outcome, type Terminal } from './output.ts';

/** What every command gets. */
export interface Command {
  readonly console: Console;
  readonly folder: string;
  readonly home: string;
  readonly terminal: Terminal;
  /** Of Claviger. */
  readonly version: string;
  /** A command line to copy, for this workspace. @param rest what follows the name of the program */
  readonly hint: (rest: string) => string;
}

/** A failure with the exit code that belongs to its code. */
export function failed(error: ConsoleError): Outcome {
  return failure(error, ERRORS[error.code].exit);
}

/** Opens the workspace for reading, does the work, closes it. */
export async function reading(
  command: Command,
  work: (desk: ReadingDesk) => Promise<Outcome> | Outcome,
): Promise<Outcome> {
  return withDesk(command.console.read(command.folder), work);
}

/** Opens the workspace as its writer, does the work, closes it. */
export async function writing(
  command: Command,
  doing: string,
  work: (desk: WritingDesk) => Promise<Outcome> | Outcome,
): Promise<Outcome> {
  return withDesk(command.console.write(command.folder, doing), work);
}

async function withDesk<D extends { close(): void }>(
  desk: Result<D, ConsoleError>,
  work: (desk: D) => Promise<Outcome> | Outcome,
): Promise<Outcome> {
  if (!desk.ok) return failed(desk.error);
  try {
    return await work(desk.value);
  } finally {
    desk.value.close();
  }
}
