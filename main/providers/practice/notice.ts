/** Shown wherever a Practice vault is: what it is for, and what it is not. */
export const PRACTICE_NOTICE =
  'Practice vault: for training, drills and tests only. Its keys are made and kept in software on this computer, ' +
  'without hardware protection. Never protect real data with them.';
