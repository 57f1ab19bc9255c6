import type { Connection } from '../../shared/connections.ts';
import type { KeyPlan, Step } from '../../shared/plan.ts';
import type { RecordKind, RecordOf } from '../../shared/records.ts';
import type { ConsoleError } from '../../shared/errors.ts';
import type { Result } from '../../shared/result.ts';
import type { KeyProvider } from '../providers/index.ts';
import { entry, type AppendOptions, type Workspace } from '../workspace/index.ts';
import type { Gate } from './gate.ts';

/** A moment of a run, told to whoever watches. After each of them the process may die and `resume` will cope. */
export interface Progress {
  readonly plan: string;
  readonly step: string | null;
  readonly moment: 'approved' | 'checked' | 'intended' | 'answered' | 'recorded' | 'waiting' | 'settled' | 'finished';
  /** For people. */
  readonly text: string;
}

/** Whether the whole journal verifies, and the first thing that is wrong. */
export interface Soundness {
  readonly ok: boolean;
  readonly problem: { readonly entry: number | null; readonly message: string } | null;
}

/** What operations need of their surroundings. */
export interface OperationContext {
  readonly workspace: Workspace;
  /** Opens (once) the provider behind a connection. */
  provider(connection: Connection): Promise<Result<KeyProvider, ConsoleError>>;
  randomBytes(count: number): Uint8Array;
  /** Milliseconds that only move forward. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  progress(event: Progress): void;
  /** The person has confirmed that a clock far ahead is right. */
  readonly clockConfirmed: boolean;
  /** Verifies the whole journal somewhere else than on this thread; without it, here. */
  readonly verify?: () => Promise<Soundness>;
  /** Where people may hold or stop a run between two of its steps; without it runs go straight through. */
  readonly gate?: Gate;
}

/** A plan that is being carried out. */
export interface Run {
  readonly context: OperationContext;
  readonly plan: KeyPlan;
  readonly digest: string;
  readonly provider: KeyProvider;
  /** What each finished step brought to light. */
  readonly evidence: Map<string, RecordOf<'step.outcome'>['evidence']>;
}

/** Writes one record about a plan into the journal. */
export function record<K extends RecordKind>(
  workspace: Workspace,
  kind: K,
  subject: string | null,
  payload: Omit<RecordOf<K>, 'type'>,
  options?: AppendOptions,
): Result<void, ConsoleError> {
  return workspace.append([entry(kind, subject, payload)], options);
}

/** Tells the watcher about a moment of a run. */
export function tell(run: Run, step: Step | null, moment: Progress['moment'], text: string): void {
  run.context.progress({ plan: run.digest, step: step?.id ?? null, moment, text });
}
