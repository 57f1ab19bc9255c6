import { consoleError, screenMessage, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { clip } from '../../../shared/text.ts';
import {
  resumeAll,
  runPlan,
  steering,
  type LiveRun,
  type OperationContext,
  type RunReport,
  type Steering,
} from '../../operations/index.ts';
import type { Packet, Statement } from '../../signoff/index.ts';
import { defectOf, type Defect } from '../defect.ts';
import type { EventHub } from './events.ts';

export interface RunsPorts {
  readonly events: EventHub;
  /** Whether another workspace is being opened: then nothing begins in this one. */
  readonly isOpening: () => boolean;
  /** Keeps the workspace open until it is released. */
  readonly hold: () => () => void;
  readonly correlationId: () => string;
  readonly report: (defect: Defect) => void;
}

/** What is under way, and what was told about each of its steps. */
interface Working {
  readonly digests: readonly string[];
  readonly told: Map<string, Map<string, string>>;
  /** When it has ended, or has come to a point where it goes no further. */
  readonly atRest: PromiseWithResolvers<undefined>;
  /** Releases the workspace. */
  readonly release: () => void;
}

/**
 * Carries plans out, beside the calls that started them. One run at a time: of two on the same key that are admitted
 * at the same moment neither would know of the other.
 */
export class Runs {
  readonly #ports: RunsPorts;
  readonly #steering: Steering;
  #working: Working | null = null;
  #isFrozen = false;

  constructor(ports: RunsPorts) {
    this.#ports = ports;
    this.#steering = steering((digest) => {
      this.#changed(digest);
      if (this.#isFrozen && this.#steering.holding(digest) === 'held') this.#leave();
    });
  }

  isBusy(): boolean {
    return this.#working !== null;
  }

  /** Admits a plan with its signatures and carries it out; answers at once. */
  start(
    context: OperationContext,
    statement: Statement,
    packets: readonly Packet[],
    startedBy: string,
  ): Result<void, ConsoleError> {
    return this.#begin([statement.digest], 'run.start', async () => [
      await runPlan(this.#watched(context), statement.bytes, packets, startedBy),
    ]);
  }

  /** Settles and finishes what interruptions left open; answers at once. */
  resume(context: OperationContext, digests: readonly string[]): Result<void, ConsoleError> {
    return this.#begin(digests, 'run.resume', () => resumeAll(this.#watched(context)));
  }

  steer(digest: string, wish: 'hold' | 'go-on' | 'stop', by: string): Result<void, ConsoleError> {
    if (this.#ports.isOpening()) return fail(consoleError('busy', 'Another workspace is being opened.'));
    if (!this.#isAtWorkOn(digest)) {
      return fail(consoleError('not-running', 'Nothing is at work on this plan.'));
    }
    this.#steering.wish(digest, wish, by);
    return ok(undefined);
  }

  /** What this process knows of a run beside the journal; null when it is not at work on it. */
  live(digest: string): LiveRun | null {
    if (!this.#isAtWorkOn(digest)) return null;
    const told = this.#working?.told.get(digest) ?? new Map<string, string>();
    return { holding: this.#steering.holding(digest), told };
  }

  /** Lets what is under way come to its next safe point, and no further: `resume` goes on from there. */
  async freeze(): Promise<void> {
    const working = this.#working;
    if (working === null) return;
    this.#isFrozen = true;
    this.#steering.freeze();
    if (working.digests.some((digest) => this.#steering.holding(digest) === 'held')) this.#leave();
    await working.atRest.promise;
  }

  #isAtWorkOn(digest: string): boolean {
    return this.#working?.digests.includes(digest) === true;
  }

  #begin(
    digests: readonly string[],
    call: string,
    work: () => Promise<readonly RunReport[]>,
  ): Result<void, ConsoleError> {
    if (this.#working !== null) return fail(consoleError('busy', 'Another run is under way.'));
    if (this.#ports.isOpening()) return fail(consoleError('busy', 'Another workspace is being opened.'));
    const { hold } = this.#ports;
    this.#working = { digests, told: new Map(), atRest: Promise.withResolvers(), release: hold() };
    for (const digest of digests) this.#changed(digest);
    void this.#carryOut(digests, call, work);
    return ok(undefined);
  }

  async #carryOut(digests: readonly string[], call: string, work: () => Promise<readonly RunReport[]>): Promise<void> {
    try {
      for (const { plan, result, error } of await work()) {
        if (plan !== null && error !== null) this.#tell(plan, null, result, screenMessage(error));
      }
    } catch (thrown) {
      const { report, correlationId } = this.#ports;
      report(defectOf(correlationId(), call, thrown));
    }
    this.#leave();
    for (const digest of digests) {
      this.#steering.forget(digest);
      this.#changed(digest);
    }
  }

  /** Nothing is done for the run any more: it has ended, or is held for good. */
  #leave(): void {
    const working = this.#working;
    this.#working = null;
    working?.release();
    working?.atRest.resolve(undefined);
  }

  #watched(context: OperationContext): OperationContext {
    return {
      ...context,
      gate: this.#steering.gate,
      progress: (event) => {
        context.progress(event);
        this.#tell(event.plan, event.step, event.moment, event.text);
      },
    };
  }

  #tell(digest: string, step: string | null, phase: string, said: string): void {
    const text = clip(said, 2000);
    const told = this.#working?.told;
    if (step !== null) told?.set(digest, new Map([...(told.get(digest) ?? []), [step, text]]));
    this.#ports.events.tell({ type: 'run.told', digest, step, phase, text });
  }

  #changed(digest: string): void {
    this.#ports.events.tell({ type: 'plan.changed', digest });
  }
}
