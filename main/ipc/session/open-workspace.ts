import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { consoleError, screenMessage, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { clip, printable } from '../../../shared/text.ts';
import { JournalDamagedError, type EntryDraft } from '../../journal/index.ts';
import { planBook, verifyWhole, type PlanBook, type Verification } from '../../operations/index.ts';
import { entry, layoutOf, type Workspace } from '../../workspace/index.ts';
import type { Desk, WindowPorts, WritingDesk } from '../ports.ts';

/** The workspace behind the window. */
export interface OpenWorkspace {
  /** Absolute. */
  readonly folder: string;
  readonly desk: Desk;
  /** Null: it is open for reading only. */
  readonly writing: WritingDesk | null;
  /** Why it is open for reading only. */
  readonly readOnlyBecause: string | null;
  readonly book: PlanBook;
}

/** Told after each append. */
export type OnAppend = (drafts: readonly EntryDraft[]) => void;

/**
 * Opens a workspace for writing, or for reading when it cannot be written.
 * @param onAppend told about everything that gets into the journal through this window
 */
export function openWorkspace(
  ports: WindowPorts,
  folder: string,
  onAppend: OnAppend,
): Result<OpenWorkspace, ConsoleError> {
  const absolute = resolve(folder);
  if (!existsSync(layoutOf(absolute).journal)) {
    return fail(consoleError('workspace-missing', `There is no workspace in ${absolute}.`));
  }
  const writing = ports.write(absolute);
  if (writing.ok && writing.value.workspace.rolledBack === null) {
    const desk = watched(ports, writing.value, onAppend);
    const book = planBook(desk.workspace.journal);
    const opened = admitted(ports, { folder: absolute, desk, writing: desk, readOnlyBecause: null, book });
    if (opened.ok) noteOpening(ports, writing.value);
    return opened;
  }
  const because = writing.ok ? rolledBackBecause(writing.value) : screenMessage(writing.error);
  if (writing.ok) writing.value.close();
  const reading = ports.read(absolute);
  if (!reading.ok) return reading;
  return admitted(ports, {
    folder: absolute,
    desk: reading.value,
    writing: null,
    readOnlyBecause: because.slice(0, 1000),
    book: planBook(reading.value.workspace.journal),
  });
}

function rolledBackBecause({ workspace }: WritingDesk): string {
  return screenMessage(consoleError('journal-rolled-back', workspace.rolledBack ?? 'This copy is older.'));
}

/**
 * SECURITY: the program that shows the pages shows people what they sign, and sees what they type: which one it was is
 * evidence. What cannot be journaled, on a full disk, keeps nobody out: a revocation must still be possible.
 */
function noteOpening({ host, version }: WindowPorts, { workspace }: WritingDesk): void {
  const { kind, browser, sandboxed } = host;
  const shown = { browser: browser === null ? null : printable(browser, 1000), version: clip(version, 40), sandboxed };
  workspace.append([entry('console.opened', null, { host: kind, ...shown })]);
}

// SECURITY: as root the browser runs without its sandbox, so a flaw in it would reach this process's keys.
function admitted({ host }: WindowPorts, open: OpenWorkspace): Result<OpenWorkspace, ConsoleError> {
  if (host.sandboxed || !hasRealProvider(open.desk)) return ok(open);
  open.desk.close();
  const what = 'This workspace has connections to real providers, and the window runs without a sandbox.';
  return fail(consoleError('practice-only', what));
}

/** Whether anything but Practice vaults is behind a workspace. */
export function hasRealProvider({ workspace }: Pick<Desk, 'workspace'>): boolean {
  return workspace.authority.connections.some(({ identity }) => identity.provider !== 'practice');
}

/** The same desk; what is appended through it is told. */
function watched(ports: WindowPorts, desk: WritingDesk, onAppend: OnAppend): WritingDesk {
  const { workspace: inner } = desk;
  const workspace: Workspace = {
    ...inner,
    // A getter again: authority moves on with the journal.
    get authority() {
      return inner.authority;
    },
    append: (drafts, options) => {
      const appended = inner.append(drafts, options);
      if (appended.ok) onAppend(drafts);
      return appended;
    },
    confirmClock: (by) => {
      const confirmed = inner.confirmClock(by);
      if (confirmed.ok) onAppend([]);
      return confirmed;
    },
  };
  const verify = (): Promise<Verification> => verifyAside(ports, workspace);
  return { ...desk, workspace, context: { ...desk.context, workspace, verify } };
}

/** A journal that is larger is not verified on the thread that answers the windows. */
const SMALL = 5000;

/** Verifies the journal before a run without keeping the windows waiting. */
async function verifyAside({ verifier }: WindowPorts, { layout, journal }: Workspace): Promise<Verification> {
  if (journal.size() <= SMALL) return verifyWhole(layout.journal);
  const verified = await verifier.verify(layout.journal, null, () => undefined).result;
  if (verified === null) throw new Error('a verification that nobody can cancel was cancelled');
  return verified;
}

/** A folder for a new workspace: the one wished for, or one beside it when there is something in it already. */
export function freeFolder(folder: string): string {
  const wished = resolve(folder);
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? wished : `${wished}-${n}`;
    if (isFree(candidate)) return candidate;
  }
}

/** What cannot even be looked for counts as free: making a workspace there then says what is wrong with the place. */
function isFree(folder: string): boolean {
  if (!existsSync(folder)) return true;
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

/** Turns a damaged journal into the failure it is for people. */
export function damageError(thrown: unknown): ConsoleError | null {
  return thrown instanceof JournalDamagedError
    ? consoleError('journal-unreadable', `Entry ${thrown.entry} of the journal is damaged.`)
    : null;
}
