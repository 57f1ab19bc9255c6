import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Layout } from '../../workspace/index.ts';

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
  const close = (): void => {
    if (isOpen) closeSync(fd);
    isOpen = false;
  };
  return {
    write(piece) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      hash.update(bytes);
      for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    },
    place(name) {
      fsyncSync(fd);
      close();
      const sha256 = hash.digest('hex');
      for (let n = 1; ; n += 1) {
        const file = join(layout.exports, numbered(name, n));
        if (placed(beside, file) || contentsOf(file) === sha256) return ok({ file, sha256 });
      }
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

function contentsOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
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
