import type { Connection } from '../../shared/connections.ts';
import type { ConsoleError } from '../../shared/errors.ts';
import type { Environment } from '../../shared/policy.ts';
import type { Result } from '../../shared/result.ts';
import type { DrillReport, ScreensDrill, ScreensDrillReport } from '../ceremonies/index.ts';
import type { Boundary, Defect, Unsealing, Verifier, WindowHost } from '../ipc/index.ts';
import type { InventoryKey } from '../keys/index.ts';
import type { Health, OperationContext, Progress } from '../operations/index.ts';
import type { PersonInput } from '../people/index.ts';
import type { KeyProvider } from '../providers/index.ts';
import type { Fragility } from '../signoff/index.ts';
import type { Clock, ReadableWorkspace, Workspace } from '../workspace/index.ts';

/** What the console gets from the machine it runs on; tests put their own in place. */
export interface Surroundings {
  /** The application folder: keys and high-water marks of workspaces. */
  readonly home: string;
  readonly clock: Clock;
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  progress(event: Progress): void;
  /** The person says that a clock far ahead is right. */
  readonly clockConfirmed: boolean;
  /** What only a console with windows needs; what is left out is this machine's. */
  readonly window?: Partial<WindowSurroundings>;
}

/** What a console with windows needs beside the rest. */
export interface WindowSurroundings {
  /** Does something later; the answer takes it back. */
  after(ms: number, then: () => void): () => void;
  /** Where keys are opened: a process of its own that ends with its work. */
  readonly unsealing: Unsealing;
  /** Where whole journals are verified: not on the thread that answers the windows. */
  readonly verifier: Verifier;
  /** Told about every defect that a page met; `correlationId` is what the page was told. */
  readonly report: (defect: Defect) => void;
}

export interface InitWish {
  readonly folder: string;
  readonly sample: boolean;
  /** The first roster; null: the sample's made-up people. */
  readonly people: readonly PersonInput[] | null;
  /** Asked for a person who has no key of their own. */
  readonly passphraseFor: (name: string) => string;
}

export interface Initialised {
  readonly workspace: string;
  readonly folder: string;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly fragile: readonly Fragility[];
}

/** A workspace opened for reading, with its vaults opened for reading where they can be. */
export interface ReadingDesk {
  readonly workspace: ReadableWorkspace;
  keys(environment: Environment | null): Promise<Result<readonly InventoryKey[], ConsoleError>>;
  provider(connection: Connection): Promise<Result<KeyProvider, ConsoleError>>;
  health(): Promise<Health>;
  close(): void;
}

/** A workspace opened by its one writer, with everything an operation needs. */
export interface WritingDesk extends ReadingDesk {
  readonly workspace: Workspace;
  readonly context: OperationContext;
  close(): void;
}

/** What a host gives to open the console's window. */
export interface WindowWish {
  /** The workspace to begin with; it need not be there yet. */
  readonly folder: string;
  readonly host: WindowHost;
  readonly version: string;
}

/** The console behind a window. */
export interface OpenWindow {
  readonly boundary: Boundary;
  /** Ends everything that is under way at its next safe point, and closes the workspace. */
  close(): Promise<void>;
}

/** A drill that is about to walk through the real screens. */
export interface PreparedDrill extends ScreensDrill {
  /** The workspace it takes place in. */
  readonly workspace: string;
  /** What the made-up people type. */
  readonly passphrase: string;
}

export interface Console {
  init(wish: InitWish): Result<Initialised, ConsoleError>;
  /** A workspace with the sample's people and estate, its genesis accepted by all of them. */
  makePractice(folder: string): Result<void, ConsoleError>;
  read(folder: string): Result<ReadingDesk, ConsoleError>;
  write(folder: string, command: string): Result<WritingDesk, ConsoleError>;
  drillRotation(folder: string, say: (line: string) => void): Promise<Result<DrillReport, ConsoleError>>;
  /** Decides where, on which key and with whom a drill on the real screens takes place. */
  prepareDrill(folder: string, say: (line: string) => void): Promise<Result<PreparedDrill, ConsoleError>>;
  /** Records it, when the window is closed again. @param digest of the plan that the screens made */
  concludeDrill(
    drilled: PreparedDrill,
    digest: string,
    elapsedMs: number,
  ): Promise<Result<ScreensDrillReport, ConsoleError>>;
  openWindow(wish: WindowWish): OpenWindow;
}
