import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

// What Linux says about processes; other systems have no /proc.
export const HAS_PROC = process.platform === 'linux';

export interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: readonly string[];
}

/** Every process that can be looked at. */
export function running(): readonly Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        // A dead process that nobody has asked about yet.
        if (state === 'Z') return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return [];
      }
    });
}

/** Processes whose command line names a folder. */
export function processesWith(folder: string): readonly Running[] {
  return running().filter(({ command }) => command.some((word) => word.includes(folder)));
}

/** These processes and all that they have started. */
export function withDescendants(roots: readonly Running[]): readonly Running[] {
  const all = running();
  const found = new Map(roots.map((root) => [root.pid, root]));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const one of all) if (found.has(one.parent)) found.set(one.pid, one);
  }
  return [...found.values()];
}

/** TCP sockets of these processes that listen, as the kernel lists them. */
export function listening(pids: readonly number[]): readonly string[] {
  const own = new Set(pids.flatMap(socketsOf));
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((cells) => cells[3] === '0A' && own.has(cells[9] ?? ''))
      .map((cells) => cells[1] ?? ''),
  );
}

function socketsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
