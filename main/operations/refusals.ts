import { fail } from '../../shared/result.ts';
import { refusal, type Refusal } from '../signoff/index.ts';
import { entry, type Workspace } from '../workspace/index.ts';

const WINDOW_MS = 60_000;
/** More refusals than this within a minute are not journaled one by one: hostile calls must not fill the journal. */
export const REFUSAL_LIMITS = { all: 600, onePlan: 20 } as const;

/**
 * Journals a refusal, within limits. What cannot be journaled - a rolled-back copy, a full disk - is
 * refused all the same; the person is told either way.
 */
export function journalRefusal(workspace: Workspace, subject: string | null, refused: Refusal): void {
  const since = new Date(workspace.clock().effective.getTime() - WINDOW_MS).toISOString();
  let all = 0;
  let onePlan = 0;
  let suppressed = false;
  const recent = workspace.journal.entries({
    kinds: ['run.refused', 'refusals.suppressed'],
    newestFirst: true,
    limit: REFUSAL_LIMITS.all,
  });
  for (const { skeleton } of recent) {
    if (skeleton.time < since) break;
    if (skeleton.kind === 'refusals.suppressed') suppressed = true;
    all += 1;
    if (skeleton.subject === subject) onePlan += 1;
  }
  if (all < REFUSAL_LIMITS.all && onePlan < REFUSAL_LIMITS.onePlan) {
    const { code, message, signature } = refused;
    workspace.append([entry('run.refused', subject, { code, message, signature })]);
  } else if (!suppressed) {
    const until = new Date(workspace.clock().effective.getTime() + WINDOW_MS).toISOString();
    workspace.append([entry('refusals.suppressed', null, { until })]);
  }
}

/** A refusal as a failed result. */
export function refuse(code: Refusal['code'], what: string): { readonly ok: false; readonly error: Refusal } {
  return fail(refusal(code, what));
}
