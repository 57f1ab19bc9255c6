import type { EventHub } from './events.ts';
import { announce } from './announce.ts';
import type { OpenWorkspace } from './open-workspace.ts';

/** So many new entries are told one by one; after more than that pages read everything again. */
const TOLD = 1000;

/** Where another console writes the workspace: takes in what it has written meanwhile, and tells pages about it. */
export function follow(events: EventHub, { desk: { workspace } }: OpenWorkspace): void {
  const news = workspace.readOn();
  if (news === null) return;
  const { from, size } = news;
  if (size - from > TOLD) {
    events.tell({ type: 'journal.grew', size });
    events.tell({ type: 'events.lost' });
    return;
  }
  const entries = [...workspace.journal.entries({ from, to: size })];
  announce(
    events,
    size,
    entries.map(({ skeleton }) => skeleton),
  );
}
