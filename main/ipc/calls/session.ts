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
      const folder = freeFolder(ports.folder);
      const made = ports.makePractice(folder);
      return made.ok ? changed(await openAnother(room, folder)) : made;
    },
    'workspace.open': async ({ folder }) => changed(await openAnother(room, folder)),
    'person.lock': async () => {
      session.screen.lock();
      return view();
    },
    'clock.confirm': async () => changed(await session.writing(({ workspace }) => workspace.confirmClock())),
    'settings.read': () => ok(session.settings.read()),
    'settings.save': (settings) => session.settings.save(settings),
    'events.next': async ({ after }, { window }) => {
      // Pages ask for events all the time: so what another console writes is noticed without anybody doing anything.
      await session.reading((open) => {
        follow(session.events, open);
        return ok(undefined);
      });
      return ok(await session.events.next(window, after));
    },
  };
}

/** What was going on in the present workspace ends first; a run is never taken its workspace away from. */
async function openAnother(room: Room, folder: string): Promise<Result<OpenWorkspace, ConsoleError>> {
  if (room.runs.isBusy()) return fail(consoleError('busy', 'A run is under way in the present workspace.'));
  await room.tasks.endAll();
  room.verification.cancel();
  const opened = await room.session.open(folder);
  if (opened.ok) room.listings.forget();
  return opened;
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
