/** Rotating and creating keys: the wizards, and the parts of a plan's life that other screens show too. */
export { CreationWizard } from './creation-wizard.tsx';
export { PlanReader } from './plan-reader.tsx';
export { PlanFacts, Steps, Hanging } from './plan-stage.tsx';
export { Entries, Transcript } from './record-stage.tsx';
export { planSearch, RotationWizard } from './rotation-wizard.tsx';
export { RunPanel } from './run-panel.tsx';
export { SignOff } from './sign-off.tsx';
export { VerifyStage } from './verify-stage.tsx';
export { keyPlanOf, OPERATION_TEXT, planTitle } from './words.ts';
