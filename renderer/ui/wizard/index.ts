/** The frame that every wizard stands in: where one is, in which environment, and how to look back. */
export { WizardFrame, type StageView } from './frame.tsx';
