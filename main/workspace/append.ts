import type { JsonObject } from '../../shared/canonical-json.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { readRecord, RECORDS, type RecordKind } from '../../shared/records.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { utcMinute } from '../../shared/utc.ts';
import type { EntryDraft, Journal } from '../journal/index.ts';
import type { Clock, ClockVerdict } from './clock.ts';
import { readHighWater, writeHighWater } from './high-water.ts';
import type { Layout } from './paths.ts';
import { spendReserve, type Room } from './reserve.ts';

/** How something is appended. */
export interface AppendOptions {
  /** About a call that was sent already: may use the room that is kept for a full disk. */
  readonly urgent?: true;
  /** Refused as `expired` when the entry would be stamped later than this. */
  readonly notAfter?: string;
  /** The time to bear: what {@link JournalAppender.stamp} gave just now, for entries that speak of their own time. */
  readonly at?: string;
}

export interface AppendParts {
  readonly id: string;
  readonly home: string;
  readonly layout: Layout;
  readonly room: Room;
  readonly journal: Journal;
  readonly machine: Clock;
  /** Judges local time afresh. */
  readonly clock: () => ClockVerdict;
  /** Why nothing may be appended to this copy, or null; looked at afresh, as another copy may have gone on since. */
  readonly rolledBack: () => string | null;
  /** Told after each append. */
  readonly appended: (drafts: readonly EntryDraft[], time: string) => void;
}

/** The one way into a workspace's journal. */
export interface JournalAppender {
  append(drafts: readonly EntryDraft[], options?: AppendOptions): Result<void, ConsoleError>;
  /** The time that an entry would bear that is appended now. */
  stamp(): string;
  /**
   * A person vouches for the jump of the clock that there is now: recorded, and time goes on from there. A later jump
   * is another one. The word of a flag (`by` is null) holds for what it finds when it is first asked for, and no more.
   */
  confirmClock(by: string | null): Result<void, ConsoleError>;
}

/** Makes the way into a journal: checks what is written, stamps it, and moves this computer's high-water mark. */
export function journalAppender(parts: AppendParts): JournalAppender {
  let isFlagSpent = false;
  // SECURITY: a time far ahead that nobody vouched for must not get into the journal, not even with a refusal: every
  // honest entry after it would look late.
  const stampOf = ({ state, effective }: ClockVerdict): Stamp => {
    const isTrusted = state !== 'ahead';
    return { isTrusted, time: isTrusted ? effective.toISOString() : parts.journal.lastTime() };
  };
  const write = (drafts: readonly EntryDraft[], stamp: Stamp, options: AppendOptions): Result<void, ConsoleError> => {
    const rolledBack = parts.rolledBack();
    if (rolledBack !== null) return fail(consoleError('journal-rolled-back', rolledBack));
    if (parts.room === 'full' && options.urgent !== true) {
      return fail(consoleError('journal-full', 'The disk is full; the room that is left is kept for emergencies.'));
    }
    const time = options.at ?? stamp.time;
    if (options.notAfter !== undefined && time > options.notAfter) {
      return fail(consoleError('expired', `It was valid until ${utcMinute(options.notAfter)}.`));
    }
    checkRecords(drafts);
    const appended = appendSpending(parts, drafts, time, options.urgent === true);
    if (!appended.ok) return fail(consoleError(appended.error.code, appended.error.message));
    markHead(parts, time, stamp.isTrusted);
    parts.appended(drafts, time);
    return ok(undefined);
  };
  return {
    append: (drafts, options = {}) => write(drafts, stampOf(parts.clock()), options),
    stamp: () => stampOf(parts.clock()).time,
    confirmClock: (by) => {
      if (by === null && isFlagSpent) return ok(undefined);
      isFlagSpent ||= by === null;
      const { state, byMs, effective } = parts.clock();
      if (state !== 'ahead') return ok(undefined);
      // SECURITY: this entry alone bears the time that is vouched for, and moves the mark there. So the next jump is
      // measured from here by the uptime, and has to be confirmed again.
      const stamp = { time: effective.toISOString(), isTrusted: true };
      // Rounded up: what waits is postponed by it.
      const payload: JsonObject = { type: 'clock.confirmed', aheadSeconds: Math.ceil(byMs / 1000), by };
      return write([{ kind: 'clock.confirmed', subject: null, payload }], stamp, {});
    },
  };
}

/** The time that an entry bears, and whether the clocks can be believed. */
interface Stamp {
  readonly time: string;
  readonly isTrusted: boolean;
}

/**
 * What this version writes it must be able to read again, or verification would fail for ever.
 * @throws Error on a record that breaks its schema: a bug of the caller
 */
function checkRecords(drafts: readonly EntryDraft[]): void {
  for (const { kind, payload } of drafts) {
    if (Object.hasOwn(RECORDS, kind) && readRecord(kind as RecordKind, payload) !== null) continue;
    throw new Error(`not a record of kind ${kind}`);
  }
}

function appendSpending(
  { journal, layout }: AppendParts,
  drafts: readonly EntryDraft[],
  time: string,
  isUrgent: boolean,
): ReturnType<Journal['append']> {
  const appended = journal.append(drafts, time);
  const isFull = !appended.ok && appended.error.code === 'journal-full';
  return isFull && isUrgent && spendReserve(layout) ? journal.append(drafts, time) : appended;
}

/** Moves the mark up to the journal's head; the clocks in it only when they can be believed. */
function markHead({ journal, home, id, machine }: AppendParts, time: string, isTrusted: boolean): void {
  const size = journal.size();
  const root = Buffer.from(journal.rootAt(size)).toString('hex');
  const before = readHighWater(home, id);
  const clocks =
    isTrusted || before.kind !== 'mark'
      ? { time, boot: isTrusted ? machine.boot() : null, uptimeMs: machine.uptimeMs() }
      : { time: before.mark.time, boot: before.mark.boot, uptimeMs: before.mark.uptimeMs };
  writeHighWater(home, id, { size, root, ...clocks });
}
