import Table from 'cli-table3';
import { styleText } from 'node:util';
import type { ConsoleError } from '../../../shared/errors.ts';

/** What a command leaves: one document for scripts, lines for people, and the exit code. */
export interface Outcome {
  readonly exit: number;
  readonly json: object;
  /** Printed on standard output when JSON was not asked for; without the final line break. */
  readonly text: string;
  /** The text goes out exactly as it is: it is a file somebody redirects. */
  readonly raw?: boolean;
  /** Printed on standard error, before the error, when JSON was not asked for. */
  readonly said?: string;
}

/** Where a command's words go. */
export interface Terminal {
  readonly json: boolean;
  /** Progress and remarks for people: standard error. */
  readonly say: (line: string) => void;
  /** Colours a part of an outcome's text, where standard output is a terminal and NO_COLOR is not set. */
  readonly paint: Paint;
  /** The same for what is said on standard error. */
  readonly paintSaid: Paint;
  /** Columns of standard output; null when it is not a terminal. */
  readonly columns: number | null;
  /** The same of standard error. */
  readonly columnsSaid: number | null;
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const painter =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    styleText(style, text, { stream });

const columnsOf = (stream: NodeJS.WriteStream): number | null => (stream.isTTY ? stream.columns : null);

/** A terminal over this process's streams. */
export function processTerminal(json: boolean): Terminal {
  return {
    json,
    say: (line) => {
      process.stderr.write(`${line}\n`);
    },
    paint: painter(process.stdout),
    paintSaid: painter(process.stderr),
    columns: columnsOf(process.stdout),
    columnsSaid: columnsOf(process.stderr),
  };
}

/** The outcome of a failure: exit code by the error's kind. */
export function failure(error: ConsoleError, exit: number): Outcome {
  return { exit, json: { error: { code: error.code, message: error.message } }, text: '' };
}

/** A plain table for people: aligned columns, no frame, fit for copying. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const nothing = '';
  const out = new Table({
    head: [...head],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: nothing,
      'top-mid': nothing,
      'top-left': nothing,
      'top-right': nothing,
      bottom: nothing,
      'bottom-mid': nothing,
      'bottom-left': nothing,
      'bottom-right': nothing,
      left: nothing,
      'left-mid': nothing,
      mid: nothing,
      'mid-mid': nothing,
      right: nothing,
      'right-mid': nothing,
      middle: nothing,
    },
  });
  out.push(...rows.map((row) => [...row]));
  return out
    .toString()
    .split('\n')
    .map((row) => row.trimEnd())
    .join('\n');
}
