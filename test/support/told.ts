import type { JournalReader } from '../../main/journal/index.ts';
import type { JsonObject } from '../../shared/canonical-json.ts';
import { readRecord, type RecordKind, type RecordOf } from '../../shared/records.ts';

type Readable = Pick<JournalReader, 'entries' | 'size'>;

/** An entry as a test looks at it. */
export interface Told {
  readonly seq: number;
  readonly kind: string;
  readonly subject: string | null;
  readonly time: string;
  readonly payload: JsonObject;
}

/** What the journal has, oldest first. */
export function told(journal: Readable, query: { from?: number; subject?: string } = {}): readonly Told[] {
  return [...journal.entries(query)].map(({ skeleton: { seq, kind, subject, time }, payload }) => ({
    seq,
    kind,
    subject,
    time,
    payload: payload ?? {},
  }));
}

/** The last entry. */
export function lastTold(journal: Readable): Told | undefined {
  return told(journal, { from: journal.size() - 1 }).at(-1);
}

/** The text in a field of a payload; empty when there is none. */
export function textIn(payload: JsonObject, field: string): string {
  const value = payload[field];
  return typeof value === 'string' ? value : '';
}

/** All records of one kind, oldest first. */
export function recordsOf<K extends RecordKind>(journal: Readable, kind: K): readonly RecordOf<K>[] {
  return told(journal).flatMap(({ payload, ...entry }) => {
    const read = entry.kind === kind ? readRecord(kind, payload) : null;
    return read === null ? [] : [read];
  });
}

/** How often each kind of entry is there. */
export function counts(journal: Readable): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { kind } of told(journal)) found[kind] = (found[kind] ?? 0) + 1;
  return found;
}

/** What happened in a run, in order, as short words: `s1 intent`, `s1 done`, `s2 settled done-by-us`, `finished done`. */
export function story(journal: Readable, digest: string): readonly string[] {
  return told(journal, { subject: digest }).flatMap(({ payload }) => {
    const outcome = readRecord('step.outcome', payload);
    const settled = readRecord('step.settled', payload);
    const finished = readRecord('run.finished', payload);
    const intended = readRecord('step.intent', payload);
    if (intended !== null) return [`${intended.step} intent`];
    if (outcome !== null) return [`${outcome.step} ${outcome.outcome}`];
    if (settled !== null) return [`${settled.step} settled ${settled.verdict}`];
    return finished === null ? [] : [`finished ${finished.result}`];
  });
}
