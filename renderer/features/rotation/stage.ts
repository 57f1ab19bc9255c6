import type { PlanState } from '../../../shared/contract/index.ts';
import type { StageView } from '../../ui/wizard/index.ts';

export type Stage = 'choose' | 'plan' | 'sign-off' | 'execute' | 'verify' | 'record';

const AFTER = [
  { id: 'plan', label: 'Plan' },
  { id: 'sign-off', label: 'Sign-off' },
  { id: 'execute', label: 'Execute' },
  { id: 'verify', label: 'Verify' },
  { id: 'record', label: 'Record' },
] as const satisfies readonly StageView<Stage>[];

/** The stages of a rotation. */
export const ROTATION_STAGES: readonly StageView<Stage>[] = [{ id: 'choose', label: 'Choose' }, ...AFTER];
/** The stages of a creation: what is chosen is what the key shall be. */
export const CREATION_STAGES: readonly StageView<Stage>[] = [{ id: 'choose', label: 'Describe' }, ...AFTER];

const STAGE_OF: Readonly<Record<PlanState, Stage>> = {
  waiting: 'sign-off',
  dissented: 'sign-off',
  expired: 'sign-off',
  outdated: 'sign-off',
  ready: 'execute',
  running: 'execute',
  interrupted: 'verify',
  failed: 'verify',
  done: 'verify',
};

/** Where a plan in this state stands: coming back later lands there. */
export function stageOf(state: PlanState): Stage {
  return STAGE_OF[state];
}

const ORDER: readonly Stage[] = ['choose', 'plan', 'sign-off', 'execute', 'verify', 'record'];

/** Whether a stage of a plan in this state can be looked at: what was reached, and the record once it has run. */
export function canLookAt(stage: Stage, state: PlanState): boolean {
  if (stage === 'choose') return false;
  if (stage === 'record') return state === 'done' || state === 'failed';
  return ORDER.indexOf(stage) <= ORDER.indexOf(stageOf(state));
}
