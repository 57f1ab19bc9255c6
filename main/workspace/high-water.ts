import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const markSchema = z.strictObject({
  size: z.int().nonnegative(),
  root: z.string().regex(/^[0-9a-f]{64}$/),
  /** Wall clock at the last append, and how long the machine had been up then: see clock.ts. */
  time: z.iso.datetime(),
  boot: z.string().max(100).nullable(),
  uptimeMs: z.int().nonnegative(),
});

/** The highest head this computer has seen of a journal. Kept outside the workspace folder. */
export type HighWater = z.infer<typeof markSchema>;

const fileOf = (home: string, workspaceId: string): string => join(home, 'heads', `${workspaceId}.json`);

/** What this computer knows of a journal's head. Missing is not unreadable: only the first is innocent. */
export type SeenHead =
  | { readonly kind: 'mark'; readonly mark: HighWater }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly file: string };

/** Reads the mark; it is missing on a computer that never wrote to this journal. */
export function readHighWater(home: string, workspaceId: string): SeenHead {
  const file = fileOf(home, workspaceId);
  try {
    return { kind: 'mark', mark: markSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing ? { kind: 'missing' } : { kind: 'unreadable', file };
  }
}

/** The mark, if there is one to compare with. */
export function markOf(seen: SeenHead): HighWater | null {
  return seen.kind === 'mark' ? seen.mark : null;
}

/**
 * Replaces the mark in one step, so that a crash or power cut leaves the old or the new one. On a full disk the old one
 * stays: the entry is in the journal already, and a mark that lags behind refuses nothing that is right.
 */
export function writeHighWater(home: string, workspaceId: string, mark: HighWater): void {
  const file = fileOf(home, workspaceId);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(mark), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
}
