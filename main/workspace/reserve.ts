import { randomBytes } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import type { Layout } from './paths.ts';

/** Room for some thousand entries; bytes that do not compress, so that the file system cannot save them. */
export const RESERVE_BYTES = 2 * 1024 * 1024;

/**
 * Keeps room on the disk for what must be recorded even when the disk is full: the outcome of a call that was already
 * sent, and what a revocation writes (trust 27). Does nothing when the room is there or cannot be had.
 */
export function keepReserve(layout: Layout): void {
  if (hasReserve(layout)) return;
  try {
    writeFileSync(layout.reserve, randomBytes(RESERVE_BYTES), { mode: 0o600 });
  } catch {
    // A full disk: half a reserve is none.
    rmSync(layout.reserve, { force: true });
  }
}

/** Whether the room is kept. */
export function hasReserve(layout: Layout): boolean {
  return (statSync(layout.reserve, { throwIfNoEntry: false })?.size ?? 0) >= RESERVE_BYTES;
}

/** Gives the room up. @returns false when there was none */
export function spendReserve(layout: Layout): boolean {
  const had = hasReserve(layout);
  if (had) rmSync(layout.reserve, { force: true });
  return had;
}
