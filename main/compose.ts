import { drill } from './compose/drill.ts';
import { read, write } from './compose/desks.ts';
import { init, makePractice } from './compose/init.ts';
import type { Console, Surroundings } from './compose/surroundings.ts';
import { concludeDrill, prepareDrill } from './compose/screens-drill.ts';
import { openWindow } from './compose/window.ts';

/** Wires the rooms together. The only place that does; its parts stand in `compose/`. */
export function compose(surroundings: Surroundings): Console {
  return {
    init: (wish) => init(surroundings, wish),
    makePractice: (folder) => makePractice(surroundings, folder),
    read: (folder) => read(surroundings, folder),
    write: (folder, command) => write(surroundings, folder, command),
    drillRotation: (folder, say) => drill(surroundings, folder, say),
    prepareDrill: (folder, say) => prepareDrill(surroundings, folder, say),
    concludeDrill: (drilled, digest, elapsedMs) => concludeDrill(surroundings, drilled, digest, elapsedMs),
    openWindow: (wish) => openWindow(surroundings, wish),
  };
}

export type { ScreensDrillReport } from './ceremonies/index.ts';
export { thisMachine } from './compose/machine.ts';
export type {
  Console,
  Initialised,
  InitWish,
  OpenWindow,
  PreparedDrill,
  ReadingDesk,
  Surroundings,
  WindowSurroundings,
  WindowWish,
  WritingDesk,
} from './compose/surroundings.ts';

// Hosts reach the rooms through this file only: what they call on an open desk.
export {
  SIGNER_FILE,
  unsealingThrough,
  type Boundary,
  type Defect,
  type Sender,
  type Unsealing,
  type Verifier,
  type WindowHost,
} from './ipc/index.ts';
export { exportJournal, parseVkey } from './journal/index.ts';
export { answersTo, type InventoryKey } from './keys/index.ts';
export {
  changeText,
  enrolmentStatement,
  enrolWithPassphrase,
  keyHistory,
  makePlan,
  mayAnswer,
  newcomerWithKeys,
  proposePersonAddition,
  proposePersonRemoval,
  resumeAll,
  runPlan,
  signAnswer,
  summaryOf,
  verifyWhole,
  verifyWholeExport,
} from './operations/index.ts';
export {
  allowedSigners,
  findPerson,
  newcomerFileSchema,
  passphraseProblem,
  peopleFileSchema,
  unlockConsoleKey,
} from './people/index.ts';
export { PRACTICE_NOTICE } from './providers/index.ts';
export { SAMPLE_PASSPHRASE } from './sample/index.ts';
export { makeSshSignature, mayApprove, readStatement, seat, wordsOf } from './signoff/index.ts';
export {
  acceptanceEntry,
  acceptanceHolds,
  applicationFolder,
  layoutOf,
  outstandingAcceptances,
  markOf,
  nameIn,
  readHighWater,
} from './workspace/index.ts';
