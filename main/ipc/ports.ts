import type { Connection } from '../../shared/connections.ts';
import type { ConsoleError } from '../../shared/errors.ts';
import type { Result } from '../../shared/result.ts';
import type { Health, OperationContext } from '../operations/index.ts';
import type { KeyProvider } from '../providers/index.ts';
import type { Clock, ReadableWorkspace, Workspace } from '../workspace/index.ts';
import type { Defect } from './defect.ts';
import type { WindowHost } from './sender.ts';
import type { Unsealing } from './unsealing/unsealing.ts';
import type { Verifier } from './verifying/verifier.ts';

/** A workspace that is open for reading. */
export interface Desk {
  readonly workspace: ReadableWorkspace;
  provider(connection: Connection): Promise<Result<KeyProvider, ConsoleError>>;
  health(): Promise<Health>;
  close(): void;
}

/** A workspace that is open for writing. */
export interface WritingDesk extends Desk {
  readonly workspace: Workspace;
  readonly context: OperationContext;
}

/** What the boundary's inner side needs of its surroundings. */
export interface WindowPorts {
  readonly version: string;
  readonly host: WindowHost;
  /** The workspace to begin with; it need not be there yet. */
  readonly folder: string;
  /** The application folder: settings stand there. */
  readonly home: string;
  readonly clock: Clock;
  /** Milliseconds that only move forward. */
  monotonic(): number;
  /** Does something later; the answer takes it back. */
  after(ms: number, then: () => void): () => void;
  randomBytes(count: number): Uint8Array;
  read(folder: string): Result<Desk, ConsoleError>;
  write(folder: string): Result<WritingDesk, ConsoleError>;
  /** Makes a workspace with the sample's people and estate. */
  makePractice(folder: string): Result<void, ConsoleError>;
  readonly unsealing: Unsealing;
  readonly verifier: Verifier;
  readonly report: (defect: Defect) => void;
}

/** So many random bytes as lower-case hex. */
export function randomHex(ports: Pick<WindowPorts, 'randomBytes'>, count: number): string {
  return Buffer.from(ports.randomBytes(count)).toString('hex');
}
