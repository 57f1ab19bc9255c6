import type { Step } from '../../../shared/plan.ts';
import type { Evidence } from '../../../shared/records.ts';
import { fail, type Result } from '../../../shared/result.ts';
import type { CallContext, ProviderError } from '../../providers/index.ts';
import type { Run } from '../context.ts';

/** Why a step did not succeed. `notDone` is true only when it is proven that nothing was changed. */
export interface StepFailure {
  readonly code: 'provider-failed' | 'not-verified';
  readonly message: string;
  readonly notDone: boolean;
  /** A throttle: may be sent again, as a new journaled attempt. */
  readonly throttled: boolean;
  /** It may go away by itself: the provider was busy or did not answer. */
  readonly transient: boolean;
}

export type Done = Promise<Result<Evidence, StepFailure>>;

/** A step that only looks: it may be repeated at any time. */
export interface Check<S extends Step> {
  readonly changes: false;
  perform(step: S, run: Run): Done;
}

/** A step that changes something at the provider, and how to recognise that it has happened. */
export interface Change<S extends Step> {
  readonly changes: true;
  /** Doing it twice would leave a second thing behind: absence alone then never means that it was not done. */
  readonly makesSomething?: true;
  /** Reads what the step expects to find, just before the call; a sentence says what is different, null: as expected. */
  unexpected(step: S, run: Run): Promise<Result<string | null, ProviderError>>;
  send(step: S, run: Run, call: CallContext): Done;
  /** Reads the state: evidence when the step's effect is there, whoever brought it about; null when it is not. */
  holds(step: S, run: Run): Promise<Result<Evidence | null, ProviderError>>;
}

/** Turns a provider's error into the failure of a step. */
export function failed(error: ProviderError): { readonly ok: false; readonly error: StepFailure } {
  const { message, notDone, code, providerCode } = error;
  const text = `${message} (${providerCode})`;
  const transient = code === 'throttled' || code === 'no-answer' || code === 'internal';
  return fail({
    code: 'provider-failed',
    message: text,
    notDone,
    throttled: notDone && code === 'throttled',
    transient,
  });
}

/** A step that looked and did not find what must be there. */
export function notVerified(message: string): { readonly ok: false; readonly error: StepFailure } {
  return fail({ code: 'not-verified', message, notDone: true, throttled: false, transient: false });
}
