import type { CallsOf, SessionView, WorkspaceView } from '../../../shared/contract/index.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { ENVIRONMENTS } from '../../../shared/policy.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { outstandingAcceptances } from '../../workspace/index.ts';
import type { HandlersFor } from '../handlers.ts';
import type { Room } from '../room.ts';
import { follow } from '../session/follow.ts';
import { freeFolder, type OpenWorkspace } from '../session/open-workspace.ts';
import { whereIs } from '../views/connection-view.ts';
import { headView } from '../views/head.ts';
import { personRef, personView } from '../views/person-view.ts';

type Calls = Extract<
  CallsOf<'console'>,
  | 'session.read'
  | 'workspace.make-practice'
  | 'workspace.open'
  | 'person.here'
  | 'person.lock'
  | 'clock.confirm'
  | 'settings.read'
  | 'settings.save'
  | 'events.next'
>;

/** The session: the workspace, who is there, the clock, settings and events. */
export function sessionCalls(room: Room): HandlersFor<Calls> {
  const { session, ports } = room;
  const view = async (): Promise<Result<SessionView, ConsoleError>> => ok(await sessionView(room));
  const changed = async (done: Result<unknown, ConsoleError>): Promise<Result<SessionView, ConsoleError>> =>
    done.ok ? view() : done;
  return {
    'session.read': view,
    'workspace.make-practice': async () => {
      // One click of the first run: where a workspace is open, nobody asked for another.
      if (session.which() !== null) return fail(consoleError('workspace-exists', 'A workspace is open already.'));
      if (session.isOpening()) return fail(consoleError('busy', 'Another workspace is being opened.'));
      const folder = freeFolder(ports.folder);
      const made = ports.makePractice(folder);
      return made.ok ? changed(await openAnother(room, folder)) : made;
    },
    'workspace.open': async ({ folder }) => changed(await openAnother(room, folder)),
    // That it was called is all there is to it: the registrar's `admitted` has noted it.
    'person.here': () => ok({ lockAt: session.person() === null ? null : lockTime(room).toISOString() }),
    'person.lock': async () => {
      session.screen.lock();
      return view();
    },
    'clock.confirm': async () => changed(await session.asPerson(({ workspace }, { id }) => workspace.confirmClock(id))),
    'settings.read': () => ok(session.settings.read()),
    'settings.save': (settings) => session.settings.save(settings),
    'events.next': async ({ after }, { window }) => {
      // Pages ask for events all the time: so what another console writes is noticed without anybody doing anything.
      session.lookAround();
      return ok(await session.events.next(window, after));
    },
  };
}

/** A run is never taken its workspace away from; all else that was going on ends once the other workspace is open. */
async function openAnother(room: Room, folder: string): Promise<Result<OpenWorkspace, ConsoleError>> {
  const { runs, session, tasks, verification, listings } = room;
  const before = session.which();
  const mayReplace = (): Result<void, ConsoleError> =>
    runs.isBusy() ? fail(consoleError('busy', 'A run is under way in the present workspace.')) : ok(undefined);
  const opened = await session.open(folder, mayReplace);
  if (!opened.ok) return opened;
  if (session.which() !== before) verification.forget();
  listings.forget();
  await tasks.endAll();
  return opened;
}

/** When the person at the screen is locked out, as things stand. */
function lockTime({ ports, session }: Room): Date {
  const now = session.peek()?.desk.workspace.clock().effective ?? ports.clock.now();
  return new Date(now.getTime() + session.screen.leftMs());
}

async function sessionView({ ports, session }: Room): Promise<SessionView> {
  const open = session.peek();
  const clock = open?.desk.workspace.clock() ?? { effective: ports.clock.now(), state: 'right' as const, byMs: 0 };
  const workspace = await session.reading(async (there) => {
    follow(session.events, there);
    return ok(await workspaceView(there));
  });
  const person = session.person();
  const lockAt = new Date(clock.effective.getTime() + session.screen.leftMs()).toISOString();
  return {
    version: ports.version,
    host: ports.host.kind,
    sandboxed: ports.host.sandboxed,
    proposedFolder: freeFolder(ports.folder),
    workspace: workspace.ok ? workspace.value : null,
    person: person === null || open === null ? null : { ...personView(open.desk.workspace, person), lockAt },
    clock: { state: clock.state, seconds: Math.round(clock.byMs / 1000) },
    now: clock.effective.toISOString(),
  };
}

async function workspaceView({ folder, desk, writing, readOnlyBecause, book }: OpenWorkspace): Promise<WorkspaceView> {
  const { workspace } = desk;
  const { authority, journal } = workspace;
  await book.update();
  const environments = ENVIRONMENTS.map((environment) => ({
    environment,
    connections: authority.connections
      .filter((connection) => connection.environment === environment)
      .map(({ id, enforcement, identity }) => ({
        id,
        provider: identity.provider,
        enforcement,
        where: whereIs(identity),
      })),
  }));
  return {
    id: workspace.id,
    folder,
    sample: authority.roster.people.every(({ madeUp }) => madeUp),
    mode: writing === null ? 'reading' : 'writing',
    readOnlyBecause,
    environments,
    head: headView(journal),
    notAccepted: outstandingAcceptances(authority).map(personRef),
    openRuns: [...book.unfinished()].slice(0, 1000),
  };
}
