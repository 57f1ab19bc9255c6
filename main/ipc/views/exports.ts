import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { withPlainFile, type Layout } from '../../workspace/index.ts';

/** Names may be taken by others at the same moment: so many are tried. */
const TRIES = 20;
const PIECE = 1_048_576;

type Where = Pick<Layout, 'exports'>;
/** A file that was written for people to take away; SHA-256 of its bytes, hex. */
export type Written = Result<{ file: string; sha256: string }, ConsoleError>;

/** A file that is written piece by piece and appears under its name when it is whole. */
export interface Draft {
  /** @throws the file system's error */
  write(piece: string | Uint8Array): void;
  /** Nothing is ever overwritten: a name that is taken by other contents gets a number. @throws as above */
  place(name: string): Written;
  /** To be called at the end, whatever came of it. */
  discard(): void;
}

/** Writes a file into the workspace's exports. */
export function writeExport(layout: Where, name: string, contents: Uint8Array): Written {
  const draft = openDraft(layout);
  if (!draft.ok) return draft;
  try {
    draft.value.write(contents);
    return draft.value.place(name);
  } catch (error) {
    if (!isFileError(error)) throw error;
    return fail(consoleError('export-failed', `${name} could not be written to ${layout.exports}.`));
  } finally {
    draft.value.discard();
  }
}

/** Whether a file that was written is still there as it was. */
export function isWritten({ file, sha256 }: { readonly file: string; readonly sha256: string }): boolean {
  const same = withPlainFile(file, Number.MAX_SAFE_INTEGER, (fd, size) => hashOf(fd, size) === sha256);
  return same.ok && same.value;
}

/**
 * Makes a new folder in the workspace's exports, for files that belong together.
 * SECURITY: never one that is there already: what somebody else has put into it is not ours.
 */
export function exportFolder(layout: Where, name: string): Result<string, ConsoleError> {
  try {
    mkdirSync(layout.exports, { recursive: true, mode: 0o700 });
    for (let n = 1; ; n += 1) {
      const folder = join(layout.exports, `${name}-${n}`);
      if (made(folder)) return ok(folder);
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
    return fail(consoleError('export-failed', `Nothing can be written to ${layout.exports}.`));
  }
}

/** @returns false when there is something of this name */
function made(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if (isFileError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Begins a file for the workspace's exports. */
export function openDraft(layout: Where): Result<Draft, ConsoleError> {
  const beside = join(layout.exports, `.draft-${randomBytes(6).toString('hex')}`);
  try {
    mkdirSync(layout.exports, { recursive: true, mode: 0o700 });
    return ok(draftOn(layout, beside, openSync(beside, 'wx', 0o600)));
  } catch (error) {
    if (!isFileError(error)) throw error;
    return fail(consoleError('export-failed', `Nothing can be written to ${layout.exports}.`));
  }
}

function draftOn(layout: Where, beside: string, fd: number): Draft {
  const hash = createHash('sha256');
  let isOpen = true;
  let size = 0;
  const close = (): void => {
    if (isOpen) closeSync(fd);
    isOpen = false;
  };
  return {
    write(piece) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      hash.update(bytes);
      size += bytes.length;
      for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    },
    place(name) {
      fsyncSync(fd);
      close();
      const sha256 = hash.digest('hex');
      // Read are only the first of that name and the latest: what is unchanged stands there already.
      const free = firstFree(layout.exports, name);
      const known = [free - 1, 1].map((n) => join(layout.exports, numbered(name, n)));
      const same = free === 1 ? undefined : known.find((file) => holds(file, sha256, size));
      if (same !== undefined) return ok({ file: same, sha256 });
      for (let n = free; n < free + TRIES; n += 1) {
        const file = join(layout.exports, numbered(name, n));
        if (placed(beside, file)) return ok({ file, sha256 });
      }
      return fail(consoleError('export-failed', `There is no free name like ${name} in ${layout.exports}.`));
    },
    discard() {
      close();
      rmSync(beside, { force: true });
    },
  };
}

/** @returns false when there is something of this name */
function placed(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (isFileError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The first number under which there is nothing of this name. */
function firstFree(folder: string, name: string): number {
  const taken = new Set(readdirSync(folder));
  let n = 1;
  while (taken.has(numbered(name, n))) n += 1;
  return n;
}

/** Whether a regular file has exactly these contents; one of another length is not read. */
function holds(file: string, sha256: string, size: number): boolean {
  const same = withPlainFile(file, size, (fd, found) => found === size && hashOf(fd, size) === sha256);
  return same.ok && same.value;
}

function hashOf(fd: number, size: number): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(Math.min(size, PIECE));
  let read = 0;
  for (let more = 1; more > 0 && read < size; read += more) {
    more = readSync(fd, piece, 0, Math.min(piece.length, size - read), read);
    hash.update(piece.subarray(0, more));
  }
  return hash.digest('hex');
}

/** `journal.jsonl`, `journal-2.jsonl`, ... */
function numbered(name: string, n: number): string {
  if (n === 1) return name;
  const dot = name.indexOf('.');
  return dot === -1 ? `${name}-${n}` : `${name.slice(0, dot)}-${n}${name.slice(dot)}`;
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
