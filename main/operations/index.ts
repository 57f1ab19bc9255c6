/** Operations on keys: plan (a dry run), approve, execute, verify, and settle what an interruption left open. */
export { verifyAuthorisation, type AuthorisationReport } from './authorisation.ts';
export type { OperationContext, Progress } from './context.ts';
export { fitToRun } from './fitness.ts';
export { journaledPlan, keyHistory, unfinishedRuns } from './history.ts';
export { makePlan } from './plan.ts';
export { VALID_FOR_LIMITS_MS, type PlanRequest, type Wish } from './request.ts';
export { health, type Health, type HealthCheck } from './health.ts';
export { mayAnswer, signAnswer, type Answer, type Signed } from './sign.ts';
export { verifyWhole, verifyWholeExport, type Verification } from './verify.ts';
export { resumeAll, runPlan, type RunReport, type StepReport } from './run.ts';
