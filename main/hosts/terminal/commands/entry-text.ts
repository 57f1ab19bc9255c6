import type { JsonObject } from '../../../../shared/canonical-json.ts';
import { summaryOf } from '../../../compose.ts';
import { hangingRows } from '../layout.ts';

interface Entry {
  readonly seq: number;
  readonly time: string;
  readonly kind: string;
  readonly payload: JsonObject | null;
}

/** A sentence may be as long as the longest text in an entry: nothing that was searched for is cut off. */
const LONGEST = 4000;

/** Entries of the journal for people: each with a sentence, wrapped beside its number, time and kind. */
export function entryRows(entries: readonly Entry[], nameOf: (id: string) => string, width: number): readonly string[] {
  const cells = entries.map(({ seq, time, kind }) => [String(seq), time, kind]);
  const all = [['ENTRY', 'TIME (UTC)', 'KIND'], ...cells];
  const widths = [0, 1, 2].map((at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const label = (row: readonly string[]): string => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
  return [
    ...hangingRows(label(all[0] ?? []), 'CONTENTS', width),
    ...entries.flatMap(({ kind, payload }, index) =>
      hangingRows(label(cells[index] ?? []), summaryOf(kind, payload, nameOf, LONGEST), width),
    ),
  ];
}
