import { randomBytes } from 'node:crypto';
import { rmSync, statfsSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import type { Layout } from './paths.ts';

/** Room for some thousand entries; bytes that do not compress, so that the file system cannot save them. */
export const RESERVE_BYTES = 2 * 1024 * 1024;
/** It is given up in pieces: each is enough to open journal and vaults and to record a run. */
const PIECE_BYTES = 512 * 1024;
/** With less than this left, the disk counts as full: nothing new is begun. */
export const FULL_BYTES = 1024 * 1024;

/** What the disk has left for a workspace. */
export type Room = 'enough' | 'full';

/**
 * Keeps room on the disk for what must be recorded even when the disk is full: the outcome of a call that was already
 * sent, and what a revocation writes. On a full disk a piece of it is given up, so that the journal can be
 * opened at all; then only what is urgent may be written.
 */
export function makeRoom(layout: Layout): Room {
  const free = freeBytes(layout);
  if (free < FULL_BYTES) {
    if (free < PIECE_BYTES) spendReserve(layout);
    return 'full';
  }
  if (reserveLeft(layout) < RESERVE_BYTES && free > RESERVE_BYTES + FULL_BYTES) {
    writeFileSync(layout.reserve, randomBytes(RESERVE_BYTES), { mode: 0o600 });
  }
  return 'enough';
}

/** Whether the whole room is kept. */
export function hasReserve(layout: Layout): boolean {
  return reserveLeft(layout) >= RESERVE_BYTES;
}

/** Gives a piece of the room up. @returns false when there was none left */
export function spendReserve(layout: Layout): boolean {
  const left = reserveLeft(layout);
  if (left === 0) return false;
  if (left <= PIECE_BYTES) rmSync(layout.reserve, { force: true });
  else truncateSync(layout.reserve, left - PIECE_BYTES);
  return true;
}

function reserveLeft(layout: Layout): number {
  return statSync(layout.reserve, { throwIfNoEntry: false })?.size ?? 0;
}

/** Bytes that this user may still write; plenty where the system does not say. */
function freeBytes(layout: Layout): number {
  try {
    const { bavail, bsize } = statfsSync(layout.folder);
    return bavail * bsize;
  } catch {
    return Number.MAX_SAFE_INTEGER;
  }
}
