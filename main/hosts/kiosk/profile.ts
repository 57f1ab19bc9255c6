import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const PREFIX = 'claviger-kiosk-';
const ATTEMPTS = 100;
const PAUSE_MS = 50;

/** A fresh folder for a browser's profile, for this user alone. */
export function makeProfile(parent: string): string {
  // SECURITY: mkdtemp makes it with mode 0700, under a name that nobody could have prepared.
  return mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
}

/**
 * Takes a profile away with everything in it. Parts of the browser outlive it by a moment and write to the last: it is
 * gone when it stays gone.
 */
export async function removeProfile(profile: string): Promise<void> {
  for (let attempt = 1; existsSync(profile); attempt++) {
    try {
      await rm(profile, { recursive: true, force: true });
    } catch (error) {
      if (attempt >= ATTEMPTS) throw error;
    }
    await setTimeout(PAUSE_MS);
  }
}

/** Takes away what consoles that were killed have left behind. */
export function sweepProfiles(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-[A-Za-z0-9]{6}$`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      // SECURITY: the parent may be a folder for everybody: only real folders of this user are touched.
      const found = lstatSync(join(parent, name));
      // Windows knows no user ids; its folder for temporary files is each user's own.
      const own = process.getuid === undefined || found.uid === process.getuid();
      if (found.isDirectory() && own) rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // Somebody else has swept it.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
