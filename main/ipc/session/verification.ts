import type { OutputOf, VerificationView } from '../../../shared/contract/index.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { printable } from '../../../shared/text.ts';
import type { Verification as Report } from '../../operations/index.ts';
import { defectOf, type Defect } from '../defect.ts';
import type { Mark, Verifier, Verifying } from '../verifying/verifier.ts';
import type { EventHub } from './events.ts';

type Job = OutputOf<'journal.verify'>;

export interface VerificationPorts {
  readonly verifier: Verifier;
  /** A new name for a job. */
  readonly jobId: () => string;
  readonly events: EventHub;
  /** Names the open workspace; null when there is none. */
  readonly workspace: () => string | null;
  /** Effective time. */
  readonly now: () => string;
  readonly correlationId: () => string;
  readonly report: (defect: Defect) => void;
}

/** Pages are told so often at most, in entries. */
const TELL_EVERY = 5000;

/**
 * The verification of the whole journal: one at a time, beside everything else.
 *
 * SECURITY: what was found about one workspace's journal is never shown as another's.
 */
export class Verification {
  readonly #ports: VerificationPorts;
  #latest: Job | null = null;
  /** Whose journal the latest one is about. */
  #workspace: string | null = null;
  #underWay: Verifying | null = null;

  constructor(ports: VerificationPorts) {
    this.#ports = ports;
  }

  start(file: string, highWater: Mark | null, size: number): Result<Job, ConsoleError> {
    if (this.#underWay !== null) return fail(consoleError('busy', 'The journal is being verified already.'));
    const job: Job = { job: this.#ports.jobId(), state: 'running', done: 0, total: size, result: null };
    this.#latest = job;
    this.#workspace = this.#ports.workspace();
    let told = 0;
    this.#underWay = this.#ports.verifier.verify(file, highWater, (done, total) => {
      const tell = done - told >= TELL_EVERY || done === total;
      if (tell) told = done;
      this.#progressed(job.job, done, total, tell);
    });
    void this.#watch(job, this.#underWay);
    return ok(job);
  }

  latest(): Job | null {
    return this.#workspace === this.#ports.workspace() ? this.#latest : null;
  }

  cancel(): void {
    this.#underWay?.cancel();
  }

  /** Another workspace is open: what was found, or is being found, is about the former one. */
  forget(): void {
    this.#underWay?.cancel();
    this.#underWay = null;
    this.#latest = null;
  }

  #progressed(job: string, done: number, total: number, tell: boolean): void {
    if (this.#latest?.job !== job || this.#latest.state !== 'running') return;
    this.#latest = { ...this.#latest, done, total };
    if (tell) this.#ports.events.tell({ type: 'job.progress', job, done, total });
  }

  async #watch(job: Job, verifying: Verifying): Promise<void> {
    try {
      const found = await verifying.result;
      const last = this.#latest?.job === job.job ? this.#latest : job;
      if (found === null) this.#ended({ ...last, state: 'cancelled' });
      else {
        const total = Math.max(last.total, found.size);
        this.#ended({ ...last, state: 'done', done: found.size, total, result: view(found, this.#ports.now()) });
      }
    } catch (thrown) {
      const { report, correlationId } = this.#ports;
      report(defectOf(correlationId(), 'journal.verify', thrown));
      this.#ended({ ...job, state: 'failed' });
    }
  }

  #ended(job: Job): void {
    // It was forgotten meanwhile.
    if (this.#latest?.job !== job.job) return;
    this.#latest = job;
    this.#underWay = null;
    this.#ports.events.tell({ type: 'job.ended', job: job.job });
  }
}

function view(report: Report, at: string): VerificationView {
  const { ok: isSound, size, root, integrity, authorisation, anchoring, problem } = report;
  return {
    ok: isSound,
    size,
    root,
    integrity: integrity.ok,
    authorisation,
    anchoring: anchoringText(anchoring),
    problem:
      problem === null ? null : { kind: problem.kind, entry: problem.entry, message: printable(problem.message, 2000) },
    at,
  };
}

function anchoringText({ level, size }: Report['anchoring']): string {
  switch (level) {
    case 'none':
      return 'Nobody outside vouches for it: no kept checkpoint was held against it.';
    case 'checkpoint':
      return `It extends a kept checkpoint of ${size ?? 0} entries.`;
    case 'cosigners':
      return `It extends a checkpoint of ${size ?? 0} entries that witnesses have cosigned.`;
  }
}
