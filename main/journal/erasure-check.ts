import { ERASED_KIND } from './entry.ts';
import type { Finding } from './findings.ts';
import { parseObject } from './identity.ts';
import type { StoredRow } from './reader.ts';
import type { CheckedRow } from './row-check.ts';

/** Which payloads are gone, and which tombstones say so. */
export type ErasureCheck = {
  readonly see: (row: CheckedRow) => Finding | null;
  /** Only notes what a tombstone names: for rows after the first bad one. */
  readonly peek: (row: StoredRow) => void;
  readonly count: () => number;
  readonly finding: () => Finding | null;
};

/** Starts before entry 0. */
export function createErasureCheck(): ErasureCheck {
  const missing = new Set<number>();
  let count = 0;
  return {
    see({ seq, kind, body }) {
      if (body === null) {
        missing.add(seq);
        return null;
      }
      if (kind !== ERASED_KIND) return null;
      const erased = erasedEntry(body);
      if (erased === null || erased >= seq) {
        return { kind: 'changed', entry: seq, message: `The tombstone ${seq} names no entry before it.` };
      }
      if (!missing.delete(erased)) {
        const message = `Entry ${erased} was erased by entry ${seq}, but its payload is there, or was erased before.`;
        return { kind: 'payload-restored', entry: erased, message };
      }
      count += 1;
      return null;
    },
    peek(row) {
      const erased = row.kind === ERASED_KIND && row.body instanceof Uint8Array ? erasedEntry(row.body) : null;
      if (erased !== null) missing.delete(erased);
    },
    count: () => count,
    finding() {
      // Rows came in their order, so the first one noted is the earliest.
      const [entry] = missing;
      if (entry === undefined) return null;
      return {
        kind: 'payload-missing',
        entry,
        message: `The payload of entry ${entry} is gone, and no entry says why.`,
      };
    },
  };
}

function erasedEntry(body: Uint8Array): number | null {
  const entry = parseObject(body)?.['entry'];
  return typeof entry === 'number' && Number.isSafeInteger(entry) && entry > 0 ? entry : null;
}
