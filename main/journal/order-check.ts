import { parseSkeleton } from './entry.ts';
import type { Finding } from './findings.ts';
import { leafFits } from './row-check.ts';
import type { StoredRow } from './reader.ts';

/**
 * A row that stands where another should. Which of the ways to spoil the order it was, only the rows after it can
 * tell: if the expected entry comes later it was moved, else it was removed.
 */
export type OrderCheck = {
  /** Looks at one of the rows that follow. */
  readonly see: (row: StoredRow) => void;
  /** To be asked after the last row. */
  readonly finding: () => Finding;
};

/** Whether the row claims to be another entry than the one expected here. */
export function isOutOfOrder(row: StoredRow, expected: number): boolean {
  return row.seq !== expected || (statedSeq(row) ?? expected) !== expected;
}

/** Starts with the first row that is out of order, and the one before it. */
export function createOrderCheck(row: StoredRow, expected: number, previous: StoredRow | null): OrderCheck {
  let comesLater = false;
  const found = (kind: Finding['kind'], entry: number, message: string): Finding => ({ kind, entry, message });
  return {
    see(later) {
      comesLater ||= statedSeq(later) === expected;
    },
    finding() {
      if (typeof row.seq !== 'number') return found('unreadable', expected, `Entry ${expected} has no number.`);
      if (row.seq < expected) return found('added', row.seq, `Entry ${row.seq} does not belong into the journal.`);
      const stated = statedSeq(row) ?? expected;
      const moved = found('reordered', expected, `Entry ${expected} stands in another place.`);
      if (comesLater && stated >= expected) return moved;
      // A row in its own place whose hash is another's was edited there.
      if (row.seq === expected && !leafFits(row)) {
        return found('changed', expected, `The skeleton of entry ${expected} is not the one that was hashed.`);
      }
      if (stated >= expected) return found('missing', expected, `Entry ${expected} is not there.`);
      // A copy of an earlier entry; of two different ones with one number, the first may be the intruder.
      const twins = stated === expected - 1 && previous?.skeleton !== row.skeleton;
      const entry = twins ? stated : expected;
      return found('added', entry, `There are two entries that claim number ${stated}.`);
    },
  };
}

function statedSeq(row: StoredRow): number | null {
  return typeof row.skeleton === 'string' ? (parseSkeleton(row.skeleton)?.seq ?? null) : null;
}
