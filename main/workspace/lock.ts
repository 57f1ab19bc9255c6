import Database from 'better-sqlite3';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { z } from 'zod';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { clip } from '../../shared/text.ts';
import type { Layout } from './paths.ts';

const holderSchema = z.object({
  pid: z.int(),
  user: z.string().max(100),
  host: z.string().max(255),
  since: z.string().max(30),
  command: z.string().max(200),
});

export interface Lock {
  readonly release: () => void;
}

/**
 * Takes the single-writer lock of a workspace. The lock is the operating system's, taken through SQLite on a file of
 * its own, so it ends with the process however that ends; `lock.json` only says who to ask.
 * @param command what the holder is doing, for the person who is kept waiting
 */
export function takeLock(layout: Layout, command: string, now: Date): Result<Lock, ConsoleError> {
  const opened = openLock(layout.lock);
  if (!opened.ok) return opened;
  const db = opened.value;
  try {
    // Nothing is ever written to it: the lock can be had on a full disk.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && /^SQLITE_(?:BUSY|LOCKED)/.test(error.code)) {
      return fail(consoleError('workspace-locked', `${describeHolder(layout)} has this workspace open for writing.`));
    }
    return fail(consoleError('journal-read-only', 'The workspace cannot be locked for writing.'));
  }
  // Only for the person who is kept waiting: on a full disk the lock holds all the same.
  tellHolder(layout, command, now);
  return ok({
    release: () => {
      rmSync(layout.holder, { force: true });
      db.exec('ROLLBACK');
      db.close();
    },
  });
}

/** SQLite opens no path that is longer than its own limit, however short the system thinks it is. */
function openLock(file: string): Result<Database.Database, ConsoleError> {
  try {
    return ok(new Database(file, { timeout: 0 }));
  } catch (error) {
    if (!(error instanceof Database.SqliteError || error instanceof TypeError)) throw error;
    const what = `The lock file ${clip(file, 300)} cannot be opened.`;
    return fail(consoleError('workspace-unsuitable', what));
  }
}

function tellHolder(layout: Layout, command: string, now: Date): void {
  const holder = { pid: process.pid, user: userName(), host: hostname(), since: now.toISOString(), command };
  try {
    writeFileSync(layout.holder, JSON.stringify(holder), { mode: 0o600 });
  } catch {
    rmSync(layout.holder, { force: true });
  }
}

function describeHolder(layout: Layout): string {
  try {
    const { pid, user, host, since, command } = holderSchema.parse(JSON.parse(readFileSync(layout.holder, 'utf8')));
    return `${user}@${host} (process ${pid}, "claviger ${command}", since ${since})`;
  } catch {
    return 'Another program';
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown user';
  }
}
