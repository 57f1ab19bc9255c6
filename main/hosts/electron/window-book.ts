import type { PageName } from '../../../shared/contract/index.ts';

/** A window that main has opened, as the boundary has to know it. */
export interface Entry {
  readonly page: PageName;
  /** Token of the document it shows; null before the first was served. */
  document: string | null;
}

/** Which windows main has opened, for which page, and which document each of them shows. By id of their contents. */
export interface WindowBook {
  opened(contents: number, page: PageName): void;
  /** Main has served a document to this window. */
  served(contents: number, token: string): void;
  find(contents: number): Readonly<Entry> | null;
  closed(contents: number): void;
}

export function windowBook(): WindowBook {
  const entries = new Map<number, Entry>();
  return {
    opened: (contents, page) => void entries.set(contents, { page, document: null }),
    served(contents, token) {
      const entry = entries.get(contents);
      if (entry !== undefined) entry.document = token;
    },
    find: (contents) => entries.get(contents) ?? null,
    closed: (contents) => void entries.delete(contents),
  };
}

/** Names of sessions, each for one window at a time, so that no two windows share anything. */
export interface Partitions {
  take(page: PageName): string;
  giveBack(partition: string): void;
}

/** Sessions live as long as the application: a name that was given back is taken again before a new one is made. */
export function partitions(): Partitions {
  const used = new Set<string>();
  return {
    take(page) {
      for (let n = 1; ; n += 1) {
        const name = `claviger-${page}-${n}`;
        if (used.has(name)) continue;
        used.add(name);
        return name;
      }
    },
    giveBack: (partition) => void used.delete(partition),
  };
}
