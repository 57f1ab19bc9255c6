import type { Step } from '../../../shared/plan.ts';
import { assertNever } from '../../../shared/result.ts';
import type { Run } from '../context.ts';
import type { Change, Check } from './action.ts';
import { createKey, verifyKey } from './create-key.ts';
import { rotateKey, verifyRotation } from './rotate-key.ts';
import { takeSample, verifySample } from './sample.ts';
import { setAlias, setAutomaticRotation } from './settings.ts';

/** What a step does, with the step already filled in. */
export type BoundAction =
  | { readonly changes: false; perform(run: Run): ReturnType<Check<Step>['perform']> }
  | {
      readonly changes: true;
      readonly makesSomething: boolean;
      unexpected(run: Run): ReturnType<Change<Step>['unexpected']>;
      send(run: Run, call: Parameters<Change<Step>['send']>[2]): ReturnType<Change<Step>['send']>;
      holds(run: Run): ReturnType<Change<Step>['holds']>;
    };

/** The action that carries out a step. */
export function actionOf(step: Step): BoundAction {
  switch (step.action) {
    case 'take-sample':
      return check(takeSample, step);
    case 'rotate-key':
      return change(rotateKey, step);
    case 'verify-rotation':
      return check(verifyRotation, step);
    case 'create-key':
      return change(createKey, step);
    case 'create-alias':
    case 'update-alias':
      return change(setAlias, step);
    case 'set-automatic-rotation':
      return change(setAutomaticRotation, step);
    case 'verify-key':
      return check(verifyKey, step);
    case 'verify-sample':
      return check(verifySample, step);
    default:
      return assertNever(step);
  }
}

function check<S extends Step>(action: Check<S>, step: S): BoundAction {
  return { changes: false, perform: (run) => action.perform(step, run) };
}

function change<S extends Step>(action: Change<S>, step: S): BoundAction {
  return {
    changes: true,
    makesSomething: action.makesSomething === true,
    unexpected: (run) => action.unexpected(step, run),
    send: (run, call) => action.send(step, run, call),
    holds: (run) => action.holds(step, run),
  };
}
