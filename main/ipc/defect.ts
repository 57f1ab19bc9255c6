import { printable } from '../../shared/text.ts';

/** A defect that a page met as `internal`. Says where, and never what the page had sent. */
export interface Defect {
  /** What the page was told. */
  readonly correlationId: string;
  readonly call: string;
  readonly what: string;
  /** Where it was thrown, without the message. */
  readonly stack: readonly string[];
}

/** Describes something that was thrown. */
export function defectOf(correlationId: string, call: string, thrown: unknown): Defect {
  const error = thrown instanceof Error ? thrown : null;
  const what = error === null ? 'something that is no error was thrown' : `${error.name}: ${error.message}`;
  const stack = (error?.stack ?? '').split('\n').filter((row) => /^\s+at /.test(row));
  return { correlationId, call, what: printable(what, 500), stack: stack.slice(0, 12).map((row) => row.trim()) };
}
