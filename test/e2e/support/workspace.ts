import { join } from 'node:path';
import {
  compose,
  thisMachine,
  type Boundary,
  type OpenWindow,
  type WindowSurroundings,
} from '../../../main/compose.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { startConsole, type ConsoleUnderTest, type ConsoleWish } from './console.ts';

export interface WorkspaceWish extends Omit<ConsoleWish, 'connect'> {
  /** Where the console's things are: given again, the same console is started anew. */
  readonly place?: Place;
  readonly window?: Partial<WindowSurroundings>;
  /** Stands around the boundary: hears and delays what passes. */
  readonly around?: (boundary: Boundary) => Boundary;
}
export interface Place {
  readonly home: string;
  readonly workspace: string;
}

/** The whole console: this machine's clock, a workspace of its own, the real boundary, a real browser. */
export interface WholeConsole extends ConsoleUnderTest {
  readonly place: Place;
  /** Closes the browser, then the workspace. */
  readonly end: () => Promise<void>;
}

export function newPlace(): Place {
  const folder = temporaryFolder();
  return { home: join(folder, 'home'), workspace: join(folder, 'workspace') };
}

/** Starts the whole console; the browser is closed after the test. */
export async function startWorkspace({
  place = newPlace(),
  window,
  around = (boundary) => boundary,
  ...wish
}: WorkspaceWish = {}): Promise<WholeConsole> {
  const whole = compose({
    ...thisMachine(place.home),
    ...(window === undefined ? {} : { window }),
  });
  let opened: OpenWindow | null = null;
  const started = await startConsole({
    ...wish,
    connect: (host) => {
      opened = whole.openWindow({ folder: place.workspace, host, version: '0.0.0-test' });
      return around(opened.boundary);
    },
  });
  let ended: Promise<void> | null = null;
  const end = (): Promise<void> => (ended ??= started.close().then(() => opened?.close()));
  // Whoever closes the browser, the workspace is closed after it.
  void started.closed.then(end);
  return { ...started, place, end };
}
