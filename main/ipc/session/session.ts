import type { Person } from '../../../shared/people.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { WindowPorts, WritingDesk } from '../ports.ts';
import { announce } from './announce.ts';
import { EventHub } from './events.ts';
import { follow } from './follow.ts';
import { damageError, openWorkspace, type OpenWorkspace } from './open-workspace.ts';
import { atScreen, type AtScreen } from './person.ts';
import { settingsKeeper, type SettingsKeeper } from './settings.ts';
import { Uses } from './uses.ts';

type Outcome<T> = Result<T, ConsoleError>;
type Work<T> = Outcome<T> | Promise<Outcome<T>>;

const LOOK_EVERY_MS = 2000;

/** What all windows share: the open workspace, who is at the screen, events and settings. */
export class Session {
  readonly events: EventHub;
  readonly settings: SettingsKeeper;
  readonly screen: AtScreen;
  readonly #ports: WindowPorts;
  readonly #uses = new Uses();
  #current: OpenWorkspace | null = null;
  #isOpening = false;
  #stopLooking: () => void = () => undefined;
  #whenLeft: () => void = () => undefined;

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
      left: () => {
        this.#whenLeft();
      },
    });
    const first = this.#opened(ports.folder);
    this.#current = first.ok ? first.value : null;
    this.#keepLooking();
  }

  /** @param work done whenever who was at the screen has gone */
  whenLeft(work: () => void): void {
    this.#whenLeft = work;
  }

  /** Whether another workspace is being opened: then nothing is begun in the present one. */
  isOpening(): boolean {
    return this.#isOpening;
  }

  /** Names the open workspace: its id and its folder, for a copy has the same id; null when there is none. */
  which(): string | null {
    return this.#current === null ? null : `${this.#current.desk.workspace.id} ${this.#current.folder}`;
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

  /**
   * Opens another workspace once nobody works on the present one any more; a failure leaves that one open.
   * @param mayReplace asked at the beginning, and again when nobody works on the present one
   */
  async open(folder: string, mayReplace: () => Outcome<void>): Promise<Outcome<OpenWorkspace>> {
    if (this.#isOpening) return fail(consoleError('busy', 'Another workspace is being opened.'));
    const may = mayReplace();
    if (!may.ok) return may;
    this.#isOpening = true;
    try {
      return await this.#replace(folder, mayReplace);
    } finally {
      this.#isOpening = false;
    }
  }

  #replace(folder: string, mayReplace: () => Outcome<void>): Promise<Outcome<OpenWorkspace>> {
    return this.#uses.alone(() => {
      const may = mayReplace();
      if (!may.ok) return may;
      const next = replace(this.#current, () => this.#opened(folder));
      if (!next.ok) return next;
      this.#current = next.value;
      this.#keepLooking();
      this.screen.lock();
      this.events.tell({ type: 'session.changed' });
      return next;
    });
  }

  /** Keeps the workspace open for work that goes on after its call was answered; to be released once. */
  hold(): () => void {
    return this.#uses.hold();
  }

  /** Notices what another console has written. A journal that is damaged there is told to who reads it. */
  lookAround(): void {
    try {
      if (this.#current !== null) follow(this.events, this.#current);
    } catch (thrown) {
      if (damageError(thrown) === null) throw thrown;
    }
  }

  /** Closes the workspace once nobody works on it any more. */
  async close(): Promise<void> {
    this.#stopLooking();
    this.events.close();
    this.screen.lock();
    await this.#uses.alone(() => {
      this.#current?.desk.close();
      this.#current = null;
    });
  }

  /** Where another console writes, what it writes is looked for now and then: nobody need do anything to see it. */
  #keepLooking(): void {
    this.#stopLooking();
    if (this.#current === null || this.#current.writing !== null) return;
    this.#stopLooking = this.#ports.after(LOOK_EVERY_MS, () => {
      this.lookAround();
      this.#keepLooking();
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
