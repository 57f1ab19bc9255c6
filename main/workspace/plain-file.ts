import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { fail, ok, type Result } from '../../shared/result.ts';

/** Why a file was not read: there is none, or what stands there is nothing to read from. */
export type Unread = 'missing' | 'not a regular file' | 'too long' | 'not readable';

/**
 * Works on an open file, if there is a regular one of at most so many bytes.
 *
 * SECURITY: others may write to the folder. A link would lead elsewhere, a device never ends, and opening a FIFO waits
 * for whoever writes to it: what is not a regular file is not opened, and looked at again once it is open.
 */
export function withPlainFile<T>(
  file: string,
  longest: number,
  work: (fd: number, size: number) => T,
): Result<T, Unread> {
  let fd: number | null = null;
  try {
    if (!lstatSync(file).isFile()) return fail('not a regular file');
    // Windows knows neither flag: undefined counts as none.
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = fstatSync(fd);
    if (!found.isFile()) return fail('not a regular file');
    return found.size > longest ? fail('too long') : ok(work(fd, found.size));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return fail(error.code === 'ENOENT' ? 'missing' : error.code === 'ELOOP' ? 'not a regular file' : 'not readable');
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** Reads a regular file of at most so many bytes; what is appended meanwhile is not read. */
export function readPlainFile(file: string, longest: number): Result<Buffer, Unread> {
  return withPlainFile(file, longest, (fd, size) => {
    const bytes = Buffer.alloc(size);
    let read = 0;
    for (let more = 1; more > 0 && read < size; read += more) more = readSync(fd, bytes, read, size - read, read);
    return bytes.subarray(0, read);
  });
}
