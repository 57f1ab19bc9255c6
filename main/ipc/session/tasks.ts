import type { Role } from '../../../shared/people.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { randomHex, type WindowPorts } from '../ports.ts';
import type { EventHub } from './events.ts';

/** How the new person's key comes: made and kept by the console, or their own. */
export type KeyWish = { readonly kind: 'console-held' } | { readonly kind: 'own'; readonly publicKey: string };

/** What an approval window is opened for. */
export type TaskWish =
  | { readonly kind: 'answer'; readonly digest: string; readonly person: string | null }
  | { readonly kind: 'unlock'; readonly person: string; readonly challenge: string }
  | {
      readonly kind: 'enrol';
      readonly name: string;
      readonly roles: readonly Role[];
      readonly key: KeyWish;
      readonly voucher: string;
      readonly requester: string;
      readonly ticket: string;
      readonly reason: string;
    }
  | { readonly kind: 'accept'; readonly person: string };
export type TaskKind = TaskWish['kind'];
export type WishOf<K extends TaskKind> = Extract<TaskWish, { kind: K }>;

/** Buttons of an approval window do nothing for so long after it was first read (trust in what was not read is none). */
export const INERT_MS = 1000;
const CLOSE_AFTER_MS = 2000;
const MOST_WINDOWS = 8;

interface Task {
  readonly id: string;
  readonly wish: TaskWish;
  readonly sameAs: string;
  readonly window: string;
  /** Names the workspace that it is about. */
  readonly workspace: string | null;
  firstRead: number | null;
  state: 'open' | 'working' | 'over';
}

type TaskPorts = Pick<WindowPorts, 'host' | 'monotonic' | 'after' | 'randomBytes'>;

/** What tasks are about. */
interface Around {
  /** Names the open workspace; null when there is none. */
  readonly workspace: () => string | null;
  /** Whether another workspace is being opened: then nothing is begun. */
  readonly isOpening: () => boolean;
}

/** What came of a task's work, and the plan that it was about or that came of it. */
type Completed<T> = Result<{ readonly digest: string | null; readonly value: T }, ConsoleError>;

/** SECURITY: only main opens approval windows, each for one task; what a window may do follows from its task alone. */
export class Tasks {
  readonly #ports: TaskPorts;
  readonly #events: EventHub;
  readonly #around: Around;
  /** How often somebody at the screen has gone. */
  #left = 0;
  /** By window. */
  readonly #tasks = new Map<string, Task>();
  /** Windows that the host is about to open, by what they are for. */
  readonly #opening = new Map<string, Promise<Task>>();

  constructor(ports: TaskPorts, events: EventHub, around: Around) {
    this.#ports = ports;
    this.#events = events;
    this.#around = around;
  }

  /**
   * Opens a window for a task, or brings the one to the front that is open for the same thing.
   * @param sameAs names the thing
   * @returns the task's id
   */
  async ask(wish: TaskWish, sameAs: string): Promise<Result<string, ConsoleError>> {
    if (this.#around.isOpening()) return fail(consoleError('busy', 'Another workspace is being opened.'));
    const same = [...this.#tasks.values()].find((task) => task.sameAs === sameAs && this.#isUpToDate(task));
    if (same !== undefined) {
      await this.#bringForward(same);
      return ok(same.id);
    }
    const underWay = this.#opening.get(sameAs);
    if (underWay !== undefined) return ok((await underWay).id);
    if (this.#tasks.size + this.#opening.size >= MOST_WINDOWS) {
      return fail(consoleError('busy', `${MOST_WINDOWS} approval windows are open.`));
    }
    const opened = this.#open(wish, sameAs).finally(() => this.#opening.delete(sameAs));
    this.#opening.set(sameAs, opened);
    return ok((await opened).id);
  }

  /** The task of a window, looked at: from now on its second runs. */
  async read(window: string): Promise<Result<{ readonly wish: TaskWish; readonly inertForMs: number }, ConsoleError>> {
    const task = await this.#find(window);
    if (task === null || !this.#isUpToDate(task)) return fail(taskOver());
    task.firstRead ??= this.#ports.monotonic();
    return ok({ wish: task.wish, inertForMs: inertMs(this.#ports, task) });
  }

  /** Does the work of a window's task, once: another try is possible only after a failure. */
  async complete<K extends TaskKind, T>(
    window: string,
    kind: K,
    work: (wish: WishOf<K>) => Promise<Completed<T>>,
  ): Promise<Result<T, ConsoleError>> {
    const task = await this.#find(window);
    const barred = task === null || !this.#isUpToDate(task) ? taskOver() : barrier(this.#ports, task, kind);
    if (task === null || barred !== null) return fail(barred ?? taskOver());
    task.state = 'working';
    const done = await this.#tried(task, () => work(task.wish as WishOf<K>));
    if (!done.ok) return done;
    this.#end(task, 'done', done.value.digest);
    this.#ports.after(CLOSE_AFTER_MS, () => void this.#ports.host.close(window));
    return ok(done.value.value);
  }

  /** The window has said that it is finished. */
  dismiss(window: string): void {
    void this.#ports.host.close(window);
  }

  /** The window is gone. */
  gone(window: string): void {
    const task = this.#tasks.get(window);
    this.#tasks.delete(window);
    if (task !== undefined) this.#end(task, 'cancelled', digestOf(task.wish));
  }

  /** Somebody at the screen has gone: what was begun in their name is over. */
  async endNamed(): Promise<void> {
    this.#left += 1;
    const named = [...this.#tasks.values()].filter((task) => task.wish.kind === 'enrol' && task.state !== 'working');
    for (const { window } of named) this.gone(window);
    await Promise.allSettled(named.map(({ window }) => this.#ports.host.close(window)));
  }

  /** Ends all tasks and closes their windows. */
  async endAll(): Promise<void> {
    await Promise.allSettled(this.#opening.values());
    const windows = [...this.#tasks.keys()];
    for (const window of windows) this.gone(window);
    await Promise.allSettled(windows.map((window) => this.#ports.host.close(window)));
  }

  async #open(wish: TaskWish, sameAs: string): Promise<Task> {
    const id = `t-${randomHex(this.#ports, 8)}`;
    const workspace = this.#around.workspace();
    const left = this.#left;
    const window = await this.#ports.host.openApproval();
    const task: Task = { id, wish, sameAs, window, workspace, firstRead: null, state: 'open' };
    this.#tasks.set(window, task);
    if (wish.kind === 'enrol' && left !== this.#left) {
      this.gone(window);
      void this.#ports.host.close(window);
    }
    return task;
  }

  // SECURITY: what a window was opened for in one workspace is never done in another.
  #isUpToDate({ state, workspace }: Task): boolean {
    return state !== 'over' && workspace === this.#around.workspace();
  }

  /** The second that people have to see what is in front of them begins anew. */
  async #bringForward(task: Task): Promise<void> {
    task.firstRead = null;
    await this.#ports.host.focus(task.window);
    // The page asks again what it is for, and counts its second anew.
    this.#events.tell({ type: 'session.changed' });
  }

  async #find(window: string): Promise<Task | null> {
    // A page may be quicker than the host that opened its window.
    if (!this.#tasks.has(window)) await Promise.allSettled(this.#opening.values());
    return this.#tasks.get(window) ?? null;
  }

  /** A failure opens the task again. */
  async #tried<T>(task: Task, work: () => Promise<Completed<T>>): Promise<Completed<T>> {
    let isDone = false;
    try {
      const done = await work();
      isDone = done.ok;
      return done;
    } finally {
      if (!isDone && task.state === 'working') task.state = 'open';
    }
  }

  /** Told once: a window that is closed while its work is being done may end twice. */
  #end(task: Task, outcome: 'done' | 'cancelled', digest: string | null): void {
    if (task.state === 'over') return;
    task.state = 'over';
    this.#events.tell({ type: 'task.ended', task: task.id, outcome, digest });
  }
}

function taskOver(): ConsoleError {
  return consoleError('task-over', 'What this window was opened for is over.');
}

function digestOf(wish: TaskWish): string | null {
  return wish.kind === 'answer' ? wish.digest : null;
}

function inertMs({ monotonic }: Pick<TaskPorts, 'monotonic'>, { firstRead }: Task): number {
  return firstRead === null ? INERT_MS : Math.max(0, Math.ceil(firstRead + INERT_MS - monotonic()));
}

/** Why a window may not do this now; null when it may. */
function barrier(ports: TaskPorts, task: Task, kind: TaskKind): ConsoleError | null {
  if (task.wish.kind !== kind) return consoleError('task-over', 'This window was opened for something else.');
  if (task.state === 'over') return taskOver();
  if (task.state === 'working') return consoleError('busy', 'This is being done already.');
  return inertMs(ports, task) > 0 ? consoleError('too-soon', 'The window has just opened.') : null;
}
