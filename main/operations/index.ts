/** Operations on keys: plan (a dry run), approve, execute, verify, and settle what an interruption left open. */
export { verifyAuthorisation, type AuthorisationReport } from './authorisation.ts';
export type { OperationContext, Progress } from './context.ts';
export { changeText, ENTRY_KINDS, summaryOf, type NameOf } from './entry-summary.ts';
export { canKeepSignature, gather, keepSignature, type Gathered, type GatheredPurpose } from './collect.ts';
export { recordDissent } from './dissent.ts';
export { steering, type Gate, type Holding, type Steering } from './gate.ts';
export { planBook, type BookedPlan, type PlanBook } from './plan-book.ts';
export { standingOf, whyOver, type Counted, type Standing, type TakenSeat } from './plan-state.ts';
export { rotationBlocked } from './rotatable.ts';
export { runView, type LiveRun } from './run-view.ts';
export { fitToRun } from './fitness.ts';
export { journaledPlan, type KeyEvent, keyHistory, runState, unfinishedRuns } from './history.ts';
export { makePlan } from './plan.ts';
export {
  additionProblem,
  enrolmentStatement,
  enrolWithPassphrase,
  newcomerWithKeys,
  proposePersonAddition,
  proposePersonRemoval,
  type Enrolment,
  type NewcomerWish,
} from './people.ts';
export { VALID_FOR_LIMITS_MS, type PlanRequest, type Wish } from './request.ts';
export { health, type Health, type HealthCheck } from './health.ts';
export { mayAnswer, noteSigned, signAnswer, toSign, type Answer, type Signed, type ToSign } from './sign.ts';
export { verifyWhole, verifyWholeExport, type Verification } from './verify.ts';
export { resumeAll, runPlan, type RunReport, type StepReport } from './run.ts';
