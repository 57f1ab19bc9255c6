import type { Person } from '../../../shared/people.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { WindowPorts, WritingDesk } from '../ports.ts';
import { announce } from './announce.ts';
import { EventHub } from './events.ts';
import { damageError, openWorkspace, type OpenWorkspace } from './open-workspace.ts';
import { atScreen, type AtScreen } from './person.ts';
import { settingsKeeper, type SettingsKeeper } from './settings.ts';
import { Uses } from './uses.ts';

type Outcome<T> = Result<T, ConsoleError>;
type Work<T> = Outcome<T> | Promise<Outcome<T>>;

/** What all windows share: the open workspace, who is at the screen, events and settings. */
export class Session {
  readonly events: EventHub;
  readonly settings: SettingsKeeper;
  readonly screen: AtScreen;
  readonly #ports: WindowPorts;
  readonly #uses = new Uses();
  #current: OpenWorkspace | null = null;

  /** Begins with the workspace of the folder that the host names, if there is one. */
  constructor(ports: WindowPorts) {
    this.#ports = ports;
    this.events = new EventHub((ms, then) => ports.after(ms, then));
    this.settings = settingsKeeper(ports.home);
    this.screen = atScreen({
      clock: ports.clock,
      after: (ms, then) => ports.after(ms, then),
      settings: () => this.settings.read(),
      changed: () => {
        this.events.tell({ type: 'session.changed' });
      },
    });
    const first = this.#opened(ports.folder);
    this.#current = first.ok ? first.value : null;
  }

  /** The open workspace, for a moment's look. */
  peek(): OpenWorkspace | null {
    return this.#current;
  }

  /** The person at the screen, as the roster has them now. */
  person(): Person | null {
    const id = this.screen.person();
    return this.#current?.desk.workspace.authority.roster.people.find((one) => one.id === id) ?? null;
  }

  /** Works on the open workspace, which stays open until the work is done; `no-workspace` when there is none. */
  reading<T>(work: (open: OpenWorkspace) => Work<T>): Promise<Outcome<T>> {
    return this.#uses.during(() =>
      this.#current === null
        ? fail(consoleError('no-workspace', 'No workspace is open.'))
        : undamaged(this.#current, work),
    );
  }

  /** Works on the workspace as its writer; `read-only` when it is open for reading only. */
  writing<T>(work: (desk: WritingDesk, open: OpenWorkspace) => Work<T>): Promise<Outcome<T>> {
    return this.reading((open) => (open.writing === null ? fail(readOnly(open)) : work(open.writing, open)));
  }

  /** The same, in the name of the person at the screen; `nobody-unlocked` when there is none. */
  asPerson<T>(work: (desk: WritingDesk, person: Person, open: OpenWorkspace) => Work<T>): Promise<Outcome<T>> {
    return this.writing((desk, open) => {
      const who = this.person();
      return who === null ? fail(consoleError('nobody-unlocked', 'Nobody is unlocked.')) : work(desk, who, open);
    });
  }

  /** Opens another workspace once nobody works on the present one any more; a failure leaves that one open. */
  open(folder: string): Promise<Outcome<OpenWorkspace>> {
    return this.#uses.alone(() => {
      const next = replace(this.#current, () => this.#opened(folder));
      if (!next.ok) return next;
      this.#current = next.value;
      this.screen.lock();
      this.events.tell({ type: 'session.changed' });
      return next;
    });
  }

  /** Keeps the workspace open for work that goes on after its call was answered; to be released once. */
  hold(): () => void {
    return this.#uses.hold();
  }

  /** Closes the workspace once nobody works on it any more. */
  async close(): Promise<void> {
    this.events.close();
    this.screen.lock();
    await this.#uses.alone(() => {
      this.#current?.desk.close();
      this.#current = null;
    });
  }

  #opened(folder: string): Outcome<OpenWorkspace> {
    return openWorkspace(this.#ports, folder, (drafts) => {
      if (this.#current !== null) announce(this.events, this.#current.desk.workspace.journal.size(), drafts);
    });
  }
}

function readOnly({ readOnlyBecause }: OpenWorkspace): ConsoleError {
  return consoleError('read-only', `The workspace is open for reading only. ${readOnlyBecause ?? ''}`.trim());
}

async function undamaged<T>(open: OpenWorkspace, work: (open: OpenWorkspace) => Work<T>): Promise<Outcome<T>> {
  try {
    return await work(open);
  } catch (thrown) {
    const damage = damageError(thrown);
    if (damage === null) throw thrown;
    return fail(damage);
  }
}

/** Opens the next workspace before the present one is closed, so that a failure leaves it open. */
function replace(current: OpenWorkspace | null, open: () => Outcome<OpenWorkspace>): Outcome<OpenWorkspace> {
  const next = open();
  if (!next.ok) return next;
  if (current !== null && current.folder === next.value.folder && current.writing !== null) {
    // It is open for writing already, and its lock is ours: what was opened beside it could only read.
    next.value.desk.close();
    return ok(current);
  }
  current?.desk.close();
  return next;
}
