import type { ConsoleEvent, OutputOf } from '../../../shared/contract/index.ts';

export type Heard = OutputOf<'events.next'>;

/** How long a question for events is kept waiting, and how many are kept for who is slow. */
export const EVENTS = { waitMs: 20_000, kept: 1000, atOnce: 500 } as const;

/**
 * What main tells pages without being asked. Pages ask for it and are kept waiting until there is something. Numbers go
 * up by one with each event; they begin anew with the process, and then everything is read again.
 */
export class EventHub {
  readonly #after: (ms: number, then: () => void) => () => void;
  readonly #waiting = new Map<string, () => void>();
  #kept: { readonly number: number; readonly event: ConsoleEvent }[] = [];
  #last = 0;
  #isClosed = false;

  /** @param after does something later; its answer takes that back */
  constructor(after: (ms: number, then: () => void) => () => void) {
    this.#after = after;
  }

  tell(event: ConsoleEvent): void {
    this.#last += 1;
    this.#kept.push({ number: this.#last, event });
    if (this.#kept.length > EVENTS.kept) this.#kept = this.#kept.slice(-EVENTS.kept);
    this.#releaseAll();
  }

  /** @param after number of the last event that the page has; null: it begins now */
  async next(window: string, after: number | null): Promise<Heard> {
    // One question at a time: a second one of the same window ends the first.
    this.forget(window);
    if (after === null) return { last: this.#last, events: [] };
    const heard = this.#since(after);
    return heard.events.length > 0 || this.#isClosed ? heard : this.#wait(window, after);
  }

  /** The window is gone: who waits there is let go. */
  forget(window: string): void {
    this.#waiting.get(window)?.();
  }

  /** Lets everybody go, and keeps nobody waiting any more. */
  close(): void {
    this.#isClosed = true;
    this.#releaseAll();
  }

  #releaseAll(): void {
    for (const window of [...this.#waiting.keys()]) this.forget(window);
  }

  #since(number: number): Heard {
    const last = this.#last;
    const oldest = this.#kept[0]?.number ?? last + 1;
    if (number > last || number < oldest - 1) return { last, events: [{ type: 'events.lost' }] };
    const events = this.#kept.filter((one) => one.number > number).slice(0, EVENTS.atOnce);
    return { last: events.at(-1)?.number ?? number, events: events.map(({ event }) => event) };
  }

  #wait(window: string, number: number): Promise<Heard> {
    return new Promise((done) => {
      const cancel = this.#after(EVENTS.waitMs, () => {
        this.forget(window);
      });
      this.#waiting.set(window, () => {
        this.#waiting.delete(window);
        cancel();
        done(this.#since(number));
      });
    });
  }
}
