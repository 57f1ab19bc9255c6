import type { EventHub } from './events.ts';

/** An entry as far as pages are told of it. */
interface Told {
  readonly kind: string;
  readonly subject: string | null;
}

/** Tells pages what an append means for them: the journal grew, and which plans are to be read again. */
export function announce(events: EventHub, size: number, entries: readonly Told[]): void {
  events.tell({ type: 'journal.grew', size });
  const plans = new Set(entries.flatMap(({ subject }) => (subject === null ? [] : [subject])));
  for (const digest of plans) events.tell({ type: 'plan.changed', digest });
  if (entries.some(({ kind }) => kind === 'genesis.accepted')) events.tell({ type: 'session.changed' });
}
