import { GENESIS_KIND } from './entry.ts';
import { createErasureCheck } from './erasure-check.ts';
import { earliest, type Finding } from './findings.ts';
import { identityOf, type JournalIdentity } from './identity.ts';
import { HASH_SIZE } from './merkle.ts';
import { createOrderCheck, isOutOfOrder, type OrderCheck } from './order-check.ts';
import { createRowCheck, diagnoseRow, type CheckedRow } from './row-check.ts';
import type { StoredRow } from './reader.ts';
import { createTreeBuilder } from './tree-builder.ts';

/**
 * The core of every verification, of databases and of exports: rows go in one by one in their order, findings come
 * out. It holds one row at a time and the numbers of erased entries, so that its memory does not grow with the journal.
 */
export type LogCheck = {
  readonly row: (row: StoredRow) => void;
  /** Number of rows that were right so far. */
  readonly size: () => number;
  /** Number of all rows so far, and of those that had a payload beside them. */
  readonly seen: () => number;
  readonly payloads: () => number;
  readonly root: () => Uint8Array;
  readonly identity: () => JournalIdentity | null;
  /** Roots at the sizes asked for, as far as the rows were right. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
  readonly erased: () => number;
  /**
   * To be asked after the last row. `signed`: the head's root is the one of all these rows. `complete`: no row is
   * lacking; else it may have been the tombstone of what else is.
   */
  readonly finding: (end: { readonly signed: boolean; readonly complete: boolean }) => Finding | null;
};

type State = {
  size: number;
  seen: number;
  payloads: number;
  lastTime: string;
  identity: JournalIdentity | null;
  previous: StoredRow | null;
  /** The first row that was not right; rows after it are only looked at, not counted. */
  stopped: Finding | OrderCheck | null;
  /** The first row whose stored hashes are not those of the entries. */
  suspect: { readonly row: number; readonly first: number } | null;
};

/** Starts before entry 0. `wanted`: sizes at which the root is to be kept. */
export function createLogCheck(wanted: ReadonlySet<number>): LogCheck {
  const tree = createTreeBuilder();
  const checkRow = createRowCheck();
  const erasures = createErasureCheck();
  const roots = new Map<number, Uint8Array>(wanted.has(0) ? [[0, tree.root()]] : []);
  const state = emptyState();
  const accept = (row: CheckedRow): Finding | null => {
    const finding = checkContents(state, row) ?? erasures.see(row);
    if (finding !== null) return finding;
    const nodes = tree.add(row.skeleton);
    if (Buffer.compare(nodes, row.nodes) !== 0) state.suspect ??= suspectOf(row, nodes);
    state.size += 1;
    state.lastTime = row.time;
    if (wanted.has(state.size)) roots.set(state.size, tree.root());
    return null;
  };
  return {
    row(row) {
      state.seen += 1;
      if (row.body !== null) state.payloads += 1;
      if (state.stopped === null) {
        const checked = checkRow(row, state.size);
        state.stopped = checked === null ? stopAt(row, state) : accept(checked);
        state.previous = row;
      } else {
        seeAfterStop(state.stopped, row);
        erasures.peek(row);
      }
    },
    size: () => state.size,
    seen: () => state.seen,
    payloads: () => state.payloads,
    root: tree.root,
    identity: () => state.identity,
    roots,
    erased: erasures.count,
    finding: ({ signed, complete }) =>
      earliest([stoppedFinding(state.stopped), suspicion(state.suspect, signed), complete ? erasures.finding() : null]),
  };
}

function emptyState(): State {
  return { size: 0, seen: 0, payloads: 0, lastTime: '', identity: null, previous: null, stopped: null, suspect: null };
}

function stopAt(row: StoredRow, { size, previous }: State): Finding | OrderCheck {
  return isOutOfOrder(row, size) ? createOrderCheck(row, size, previous) : diagnoseRow(row, size);
}

function seeAfterStop(stopped: Finding | OrderCheck, row: StoredRow): void {
  if ('see' in stopped) stopped.see(row);
}

function stoppedFinding(stopped: Finding | OrderCheck | null): Finding | null {
  return stopped !== null && 'see' in stopped ? stopped.finding() : stopped;
}

function checkContents(state: State, row: CheckedRow): Finding | null {
  const { seq, kind, time, body } = row;
  if ((seq === 0) !== (kind === GENESIS_KIND)) {
    return { kind: 'genesis', entry: seq, message: 'There is one genesis, and it is entry 0.' };
  }
  if (seq === 0) {
    const identity = body === null ? null : identityOf(body);
    if (identity?.ok !== true) {
      const why = identity === null ? 'is not there' : identity.error;
      return { kind: 'genesis', entry: 0, message: `The genesis statement ${why}.` };
    }
    state.identity = identity.value;
  }
  if (time >= state.lastTime) return null;
  return { kind: 'reordered', entry: seq, message: `Entry ${seq} is dated before the entry before it.` };
}

function suspectOf(row: CheckedRow, nodes: Uint8Array): State['suspect'] {
  let level = 0;
  const same = (at: number) =>
    Buffer.compare(nodes.subarray(at, at + HASH_SIZE), row.nodes.subarray(at, at + HASH_SIZE)) === 0;
  while (level < nodes.length / HASH_SIZE - 1 && same(level * HASH_SIZE)) level += 1;
  // The hash at a level covers the 2^level entries up to this one.
  return { row: row.seq, first: row.seq + 1 - 2 ** level };
}

function suspicion(suspect: State['suspect'], signed: boolean): Finding | null {
  if (suspect === null) return null;
  const { row, first } = suspect;
  if (signed) {
    return {
      kind: 'derived-table',
      entry: row,
      message: `The hashes stored with entry ${row} are not the right ones.`,
    };
  }
  const which = first === row ? `Entry ${row} is` : `One of the entries ${first} to ${row} is`;
  return { kind: 'changed', entry: first, message: `${which} not what was hashed when it was written.` };
}
