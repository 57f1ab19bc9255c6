import type { WindowPorts } from './ports.ts';
import type { Listings } from './session/listings.ts';
import type { Runs } from './session/runs.ts';
import type { Session } from './session/session.ts';
import type { Tasks } from './session/tasks.ts';
import type { Verification } from './session/verification.ts';
import type { ConsoleSigner } from './unsealing/console-signer.ts';
import type { OpenWorkspace } from './session/open-workspace.ts';
import type { PlanSources } from './views/plan-view.ts';

/** What the calls have to work with. */
export interface Room {
  readonly ports: WindowPorts;
  readonly session: Session;
  readonly tasks: Tasks;
  readonly runs: Runs;
  readonly signer: ConsoleSigner;
  readonly listings: Listings;
  readonly verification: Verification;
}

/** What views of an open workspace's plans are made from; brings its book up to date. */
export async function planSources({ runs }: Pick<Room, 'runs'>, { desk, book }: OpenWorkspace): Promise<PlanSources> {
  await book.update();
  return { workspace: desk.workspace, book, live: (digest) => runs.live(digest) };
}
