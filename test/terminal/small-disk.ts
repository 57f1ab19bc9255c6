import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own that can be filled to the last page and made read-only. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves so many free pages (4096 bytes) and no more; a second call starts afresh. */
  leave(pages: number): void;
  setReadOnly(isReadOnly: boolean): void;
  release(): void;
}

const mount = (...args: readonly string[]): boolean => spawnSync('mount', args).status === 0;
const FILLER = '.filler';

/** Makes a small disk in a folder that is not there yet, or says why this machine cannot. */
export function smallDisk(folder: string, kib: number): SmallDisk | string {
  if (process.platform !== 'linux') return 'only on Linux can these tests mount a small disk';
  if (process.getuid?.() !== 0) return 'only root can mount a small disk';
  mkdirSync(folder, { mode: 0o700 });
  if (!mount('-t', 'tmpfs', '-o', `size=${kib}k,mode=0700`, 'tmpfs', folder)) {
    return 'this machine does not let its root mount a tmpfs';
  }
  const filler = join(folder, FILLER);
  return {
    folder,
    leave: (pages) => {
      rmSync(filler, { force: true });
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail - pages) * bsize));
    },
    setReadOnly: (isReadOnly) => {
      if (!mount('-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder)) throw new Error('the disk was not remounted');
    },
    release: () => {
      spawnSync('umount', ['-l', folder]);
    },
  };
}
