import type { JournalReader } from '../../journal/index.ts';

/** The journal's head as pages see it. */
export function headView(journal: JournalReader): { origin: string; size: number; root: string; time: string } {
  const size = journal.size();
  return {
    origin: journal.origin,
    size,
    root: Buffer.from(journal.rootAt(size)).toString('hex'),
    time: journal.lastTime(),
  };
}
