import type { CallName, Settings } from '../../../shared/contract/index.ts';
import type { Person } from '../../../shared/people.ts';
import type { Clock } from '../../workspace/index.ts';

/** Calls that pages make by themselves: they do not mean that somebody is there. */
const BY_ITSELF = new Set<CallName>(['events.next', 'session.read', 'health.read', 'journal.verification']);

export interface AtScreenPorts {
  readonly clock: Clock;
  after(ms: number, then: () => void): () => void;
  settings(): Settings;
  /** Somebody came or went. */
  changed(): void;
}

/** Who is at the screen. Requests are made in their name; signing never goes by it (each signature is proven anew). */
export interface AtScreen {
  person(): Person['id'] | null;
  /** Milliseconds until they are locked out. */
  leftMs(): number;
  unlock(person: Person['id']): void;
  lock(): void;
  /** A call was made. */
  touched(call: CallName): void;
}

/** Keeps who is at the screen until they go, or nothing was done for as long as the settings say. */
export function atScreen(ports: AtScreenPorts): AtScreen {
  let person: string | null = null;
  let touchedAt = 0;
  let cancel: (() => void) | null = null;
  // The machine's own running time: it also runs while the machine sleeps, and no wall clock turns it back.
  const now = (): number => ports.clock.uptimeMs();
  const leftMs = (): number => Math.max(0, touchedAt + ports.settings().lockAfterMinutes * 60_000 - now());
  const lock = (): void => {
    cancel?.();
    cancel = null;
    if (person === null) return;
    person = null;
    ports.changed();
  };
  const watch = (): void => {
    cancel?.();
    // Now and then, for the settings may change meanwhile.
    cancel = ports.after(Math.min(30_000, Math.max(1000, leftMs())), () => {
      if (leftMs() === 0) lock();
      else watch();
    });
  };
  const present = (): string | null => {
    if (person !== null && leftMs() === 0) lock();
    return person;
  };
  return {
    person: present,
    leftMs,
    unlock(id) {
      person = id;
      touchedAt = now();
      watch();
      ports.changed();
    },
    lock,
    touched(call) {
      if (present() !== null && !BY_ITSELF.has(call)) touchedAt = now();
    },
  };
}
