import type { Policy } from '../../shared/policy.ts';
import type { KeyDescription } from '../providers/index.ts';
import type { LifecycleState } from './lifecycle.ts';

const DAY_MS = 86_400_000;
/** Tag by which a key sets its own rotation period, in days. */
export const PERIOD_TAG = 'rotation-days';

/** A tag that asks for more is not a period. */
const LONGEST_DAYS = 36_500;

/** When a key is to be rotated next. */
export interface RotationSchedule {
  readonly periodDays: number;
  /** When the present version came into being. */
  readonly lastRotatedAt: string;
  readonly nextRotationAt: string;
  /** Whole days left until then; negative when overdue. */
  readonly daysLeft: number;
  readonly due: 'ok' | 'due' | 'overdue' | 'not-scheduled';
}

/**
 * The rotation schedule of a key: its own tag, else the automatic period, else the policy's. Only a key
 * that new work is done with is ever due.
 */
export function scheduleOf(key: KeyDescription, state: LifecycleState, policy: Policy, now: Date): RotationSchedule {
  const own = Number(key.tags[PERIOD_TAG]);
  const periodDays =
    Number.isInteger(own) && own > 0 && own <= LONGEST_DAYS
      ? own
      : (key.rotation.automaticDays ?? policy.rotation.periodDays);
  const lastRotatedAt = key.versions.at(-1)?.createdAt ?? key.createdAt;
  const next = Date.parse(lastRotatedAt) + periodDays * DAY_MS;
  const daysLeft = Math.floor((next - now.getTime()) / DAY_MS);
  const due =
    state !== 'active' && state !== 'primary'
      ? 'not-scheduled'
      : daysLeft < 0
        ? 'overdue'
        : daysLeft <= policy.rotation.warnDays
          ? 'due'
          : 'ok';
  return { periodDays, lastRotatedAt, nextRotationAt: new Date(next).toISOString(), daysLeft, due };
}
