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

/** The highest head this computer has seen of a journal (trust 10). Kept outside the workspace folder. */
export type HighWater = z.infer<typeof markSchema>;

const fileOf = (home: string, workspaceId: string): string => join(home, 'heads', `${workspaceId}.json`);

/** Reads the mark; null when there is none, as on a computer that never wrote to this journal. */
export function readHighWater(home: string, workspaceId: string): HighWater | null {
  try {
    return markSchema.parse(JSON.parse(readFileSync(fileOf(home, workspaceId), 'utf8')));
  } catch {
    return null;
  }
}

/**
 * Replaces the mark in one step, so that a crash leaves the old or the new one. On a full disk the old one stays: the
 * entry is in the journal already, and a mark that lags behind refuses nothing that is right.
 */
export function writeHighWater(home: string, workspaceId: string, mark: HighWater): void {
  const file = fileOf(home, workspaceId);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(mark), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
}
