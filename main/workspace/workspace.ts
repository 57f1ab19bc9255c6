import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import {
  JournalDamagedError,
  openJournal,
  openJournalReadOnly,
  type EntryDraft,
  type Journal,
  type JournalReader,
} from '../journal/index.ts';
import { journalAppender, type JournalAppender } from './append.ts';
import { AUTHORITY_KINDS, authorityAt, authorityFromGenesis, withEntry, type Authority } from './authority.ts';
import { openCheckpointKey } from './checkpoint-key.ts';
import { judgeClock, type Clock, type ClockVerdict } from './clock.ts';
import { markOf, readHighWater } from './high-water.ts';
import { takeLock } from './lock.ts';
import { layoutOf, type Layout } from './paths.ts';
import { makeRoom, type Room } from './reserve.ts';
import { loadWorkspaceKey, type WorkspaceKey } from './secrets.ts';
import { readMounts, unsuitableFolder } from './suitable-folder.ts';

/** A workspace opened for reading: needs no key, no network and no lock. */
export interface ReadableWorkspace {
  readonly layout: Layout;
  readonly id: string;
  readonly journal: JournalReader;
  /** Who may do what now: changes come into force by time alone. */
  readonly authority: Authority;
  /**
   * Reads on to where another process has written meanwhile, so that its changes of authority count here too.
   * @returns the entries that are new since the last time; null when there are none, as always for the writer itself
   * @throws JournalDamagedError on an entry that claims authority it does not have
   */
  readonly readOn: () => { readonly from: number; readonly size: number } | null;
  /** Why this copy is older than what this computer has seen, or null. */
  readonly rolledBack: string | null;
  /** Judges local time afresh. */
  readonly clock: () => ClockVerdict;
  close(): void;
}

/** A workspace opened by its one writer. */
export interface Workspace extends ReadableWorkspace, JournalAppender {
  readonly journal: Journal;
  readonly authority: Authority;
  readonly key: WorkspaceKey;
}

export interface OpenOptions {
  readonly folder: string;
  readonly home: string;
  readonly clock: Clock;
}

/** Opens a workspace for reading; also works on read-only media and while its writer is at work. */
export function openForReading(options: OpenOptions): Result<ReadableWorkspace, ConsoleError> {
  const layout = layoutOf(resolve(options.folder));
  if (!existsSync(layout.journal)) {
    return fail(consoleError('workspace-missing', `There is no workspace in ${layout.folder}.`));
  }
  const journal = openJournalReadOnly({ file: layout.journal });
  if (!journal.ok) return fail(consoleError(journal.error.code, journal.error.message));
  const size = journal.value.size();
  const authority = replay(journal.value, size);
  if (!authority.ok) {
    journal.value.close();
    return authority;
  }
  return ok(readable(options, layout, journal.value, follower(journal.value, authority.value, size)));
}

/**
 * Opens a workspace for writing: takes the lock, the keys and the journal, in this order.
 * @param command what for, shown to whoever finds the workspace locked
 */
export function openForWriting(options: OpenOptions & { readonly command: string }): Result<Workspace, ConsoleError> {
  const reading = openForReading(options);
  if (!reading.ok) return reading;
  const { layout, id } = reading.value;
  reading.value.close();
  const unsuitable = unsuitableFolder(layout.folder, readMounts());
  if (unsuitable !== null)
    return fail(consoleError('workspace-unsuitable', `The folder ${layout.folder} ${unsuitable}.`));
  const key = loadWorkspaceKey(options.home, id);
  if (!key.ok) return key;
  const signer = openCheckpointKey(layout.checkpointKey, key.value);
  if (!signer.ok) return signer;
  const lock = takeLock(layout, options.command, options.clock.now());
  if (!lock.ok) return lock;
  const room = makeRoom(layout);
  const journal = openJournal({ file: layout.journal, signer: signer.value });
  const authority = journal.ok
    ? replay(journal.value, journal.value.size())
    : fail(consoleError(journal.error.code, journal.error.message));
  if (!journal.ok || !authority.ok) {
    if (journal.ok) journal.value.close();
    lock.value.release();
    return authority.ok ? fail(consoleError('internal', 'The journal did not open.')) : authority;
  }
  return ok(writable(options, layout, room, journal.value, authority.value, key.value, lock.value.release));
}

/** Authority as far as the journal has been read. */
interface Follower {
  readonly authority: () => Authority;
  readonly readOn: ReadableWorkspace['readOn'];
}

/** Follows a journal that another process writes. */
function follower(journal: JournalReader, begun: Authority, read: number): Follower {
  let kept = begun;
  let from = read;
  return {
    authority: () => kept,
    readOn: () => {
      const size = journal.size();
      if (size <= from) return null;
      for (const { skeleton, payload } of journal.entries({ kinds: AUTHORITY_KINDS, from, to: size })) {
        const { kind, time, subject, seq } = skeleton;
        const next = withEntry(kept, { kind, time, subject, payload });
        if (!next.ok) throw new JournalDamagedError(seq, next.error);
        kept = next.value;
      }
      const news = { from, size };
      from = size;
      return news;
    },
  };
}

function readable(
  options: OpenOptions,
  layout: Layout,
  journal: JournalReader,
  { authority, readOn }: Follower,
): ReadableWorkspace {
  const id = authority().workspaceId;
  const clock = (): ClockVerdict =>
    judgeClock(options.clock, journal.lastTime(), markOf(readHighWater(options.home, id)));
  // A time far ahead that nobody vouched for brings nothing into force.
  const now = (): string => {
    const { state, effective } = clock();
    return state === 'ahead' ? journal.lastTime() : effective.toISOString();
  };
  return {
    layout,
    id,
    journal,
    get authority() {
      return current(authority(), now);
    },
    readOn,
    rolledBack: rollBackOf(journal, options.home, id),
    clock,
    close: () => {
      journal.close();
    },
  };
}

function writable(
  options: OpenOptions,
  layout: Layout,
  room: Room,
  journal: Journal,
  authority: Authority,
  key: WorkspaceKey,
  release: () => void,
): Workspace {
  const base = readable(options, layout, journal, { authority: () => authority, readOn: () => null });
  const { id, clock } = base;
  const { home, clock: machine } = options;
  const rolledBack = (): string | null => rollBackOf(journal, home, id);
  let kept = authority;
  // What is appended may carry authority; the workspace's own is kept up to date.
  const appended = (drafts: readonly EntryDraft[], time: string): void => {
    for (const draft of drafts) {
      const next = withEntry(kept, { ...draft, time });
      if (next.ok) kept = next.value;
    }
  };
  const appender = journalAppender({ id, home, layout, room, journal, machine, clock, rolledBack, appended });
  return {
    ...base,
    journal,
    key,
    get authority() {
      return current(kept, () => appender.stamp());
    },
    append: (drafts, how) => appender.append(drafts, how),
    stamp: () => appender.stamp(),
    confirmClock: (by) => appender.confirmClock(by),
    close: () => {
      journal.close();
      release();
    },
  };
}

/** Looks at the clock only if something is waiting for it. */
function current(authority: Authority, now: () => string): Authority {
  return authority.pending.length === 0 ? authority : authorityAt(authority, now());
}

function replay(journal: JournalReader, size: number): Result<Authority, ConsoleError> {
  const invalid = (what: string): Result<never, ConsoleError> =>
    fail(consoleError('journal-invalid', `The journal claims authority it does not have: ${what}.`));
  try {
    const first = journal.entry(0)?.payload ?? null;
    if (first === null) return invalid('it has no genesis');
    let authority = authorityFromGenesis(first, journal.workspaceId);
    for (const { skeleton, payload } of journal.entries({ kinds: AUTHORITY_KINDS, to: size })) {
      const { kind, time, subject } = skeleton;
      if (authority.ok) authority = withEntry(authority.value, { kind, time, subject, payload });
    }
    return authority.ok ? authority : invalid(authority.error);
  } catch (error) {
    if (error instanceof JournalDamagedError) return invalid(error.message);
    throw error;
  }
}

/**
 * Authority as it was when an entry was written.
 * @returns null when the journal cannot be replayed up to there
 */
export function authorityUpTo(journal: JournalReader, seq: number, time: string): Authority | null {
  const before = replay(journal, seq);
  return before.ok ? authorityAt(before.value, time) : null;
}

/** Compares the journal with the highest head this computer has seen: shorter, or another history, is a roll-back. */
function rollBackOf(journal: JournalReader, home: string, id: string): string | null {
  const seen = readHighWater(home, id);
  if (seen.kind === 'unreadable') {
    return `What this computer has seen of the journal cannot be read (${seen.file}), so this may be an older copy.`;
  }
  const mark = markOf(seen);
  if (mark === null) return null;
  if (journal.size() < mark.size) {
    return `This journal ends after ${journal.size()} entries, but this computer has seen ${mark.size}.`;
  }
  if (Buffer.from(journal.rootAt(mark.size)).toString('hex') !== mark.root) {
    return `This journal has another history than the one this computer has seen (at ${mark.size} entries).`;
  }
  return null;
}

/** A journal entry as its writer gives it; the payload's `type` is the entry's kind. */
export function entry(kind: string, subject: string | null, payload: object): EntryDraft {
  return { kind, subject, payload: { ...payload, type: kind } };
}
