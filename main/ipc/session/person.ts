import { CONTRACT, type CallName, type PageName, type Settings } from '../../../shared/contract/index.ts';
import type { Person } from '../../../shared/people.ts';
import type { Clock } from '../../workspace/index.ts';

/**
 * Whether a call means that somebody is there: the console's own changes do, which `person.here` is one of. What pages
 * read they read by themselves, and at an approval window may sit somebody else.
 */
function isSomebody(call: CallName, page: PageName): boolean {
  return page === 'console' && CONTRACT[call].kind === 'change';
}

export interface AtScreenPorts {
  readonly clock: Clock;
  after(ms: number, then: () => void): () => void;
  settings(): Settings;
  /** Somebody came or went. */
  changed(): void;
  /** Who was there has gone, or somebody else took their place. */
  left(): void;
}

/** Who is at the screen. Requests are made in their name; signing never goes by it (each signature is proven anew). */
export interface AtScreen {
  person(): Person['id'] | null;
  /** Milliseconds until they are locked out. */
  leftMs(): number;
  unlock(person: Person['id']): void;
  lock(): void;
  /** A call was made. */
  touched(call: CallName, page: PageName): void;
}

/** Keeps who is at the screen until they go, or nothing was done for as long as the settings say. */
export function atScreen(ports: AtScreenPorts): AtScreen {
  let person: string | null = null;
  let touchedAt = 0;
  let cancel: (() => void) | null = null;
  // The machine's own running time: it also runs while the machine sleeps, and no wall clock turns it back.
  const now = (): number => ports.clock.uptimeMs();
  const leftMs = (): number => Math.max(0, touchedAt + ports.settings().lockAfterMinutes * 60_000 - now());
  const become = (next: string | null): void => {
    const isLeft = person !== null && person !== next;
    person = next;
    if (isLeft) ports.left();
    ports.changed();
  };
  const lock = (): void => {
    cancel?.();
    cancel = null;
    if (person !== null) become(null);
  };
  const watch = (): void => {
    cancel?.();
    // Now and then, for the settings may change meanwhile.
    cancel = ports.after(Math.min(30_000, Math.max(1000, leftMs())), () => {
      if (leftMs() === 0) lock();
      else watch();
    });
  };
  const present = (): string | null => (person !== null && leftMs() === 0 ? (lock(), null) : person);
  return {
    person: present,
    leftMs,
    unlock(id) {
      touchedAt = now();
      watch();
      become(id);
    },
    lock,
    touched(call, page) {
      if (present() !== null && isSomebody(call, page)) touchedAt = now();
    },
  };
}
