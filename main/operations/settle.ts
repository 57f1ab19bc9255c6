import type { Evidence } from '../../shared/records.ts';
import type { BoundAction } from './actions/index.ts';
import type { Run } from './context.ts';
import { reading } from './reading.ts';

/** What was found out about a call whose answer never came. */
export interface Settlement {
  readonly verdict: 'done-by-us' | 'state-holds-author-unknown' | 'not-done' | 'unknown';
  readonly evidence: Evidence;
  /** Why, in a sentence. */
  readonly because: string;
}

/**
 * Finds out what became of a call, by the provider's log and its state, never by sending it again. Only the log can
 * say who did it; absence means "not done" only when the provider's log is complete or its delay has passed.
 */
export async function settle(
  run: Run,
  action: Extract<BoundAction, { changes: true }>,
  intent: string,
): Promise<Settlement> {
  const { provider, context } = run;
  const { authorship, settleDelayMs } = provider.capabilities;
  if (authorship !== 'synchronous') await context.sleep(settleDelayMs);
  const event = authorship === 'none' ? null : await reading(context, () => provider.findEvent(intent));
  if (event?.ok === false) return unknown(`The provider's log could not be read: ${event.error.message}`);
  const found = event?.value ?? null;
  if (authorship === 'synchronous' && found === null) {
    return { verdict: 'not-done', evidence: {}, because: "The provider's log is complete and does not have the call." };
  }
  const holds = await action.holds(run);
  if (!holds.ok) return unknown(`The provider's state could not be read: ${holds.error.message}`);
  if (found !== null && holds.value !== null) {
    return {
      verdict: 'done-by-us',
      evidence: holds.value,
      because: `The provider's log has the call, at ${found.at}.`,
    };
  }
  if (found !== null) return unknown("The provider's log has the call, but its effect is not to be seen.");
  if (holds.value !== null) {
    return {
      verdict: 'state-holds-author-unknown',
      evidence: holds.value,
      because: 'The effect is there; no log says whose it is.',
    };
  }
  if (authorship === 'none' && action.makesSomething) {
    return unknown('Nothing is to be seen, but no log says that nothing was made; it is not made a second time.');
  }
  return {
    verdict: 'not-done',
    evidence: {},
    because: `Neither log nor state show the call after ${settleDelayMs} ms.`,
  };
}

function unknown(because: string): Settlement {
  return { verdict: 'unknown', evidence: {}, because };
}
