import type { EntryDraft } from '../../journal/index.ts';
import type { EventHub } from './events.ts';

/** Tells pages what an append means for them: the journal grew, and which plans are to be read again. */
export function announce(events: EventHub, size: number, drafts: readonly EntryDraft[]): void {
  events.tell({ type: 'journal.grew', size });
  const plans = new Set(drafts.flatMap(({ subject }) => (subject === null ? [] : [subject])));
  for (const digest of plans) events.tell({ type: 'plan.changed', digest });
  if (drafts.some(({ kind }) => kind === 'genesis.accepted')) events.tell({ type: 'session.changed' });
}
