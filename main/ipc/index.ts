/**
 * The boundary's inner side: everything behind a message of a page. A message is read, its sender checked, its input
 * parsed, the work done by the rooms below, and the answer parsed on its way out.
 */
export { openBoundary } from './boundary.ts';
export type { Defect } from './defect.ts';
export type { Handler, Handlers, HandlersFor, Reply } from './handlers.ts';
export type { Desk, WindowPorts, WritingDesk } from './ports.ts';
export { registrar, type RegistrarPorts } from './registrar.ts';
export type { Boundary, Sender, WindowHost } from './sender.ts';
export { SIGNER_FILE, unsealingInChild, unsealingThrough, type Converse } from './unsealing/sign-in-child.ts';
export type { Unsealing } from './unsealing/unsealing.ts';
export type { Verifier } from './verifying/verifier.ts';
export { verifierInWorker } from './verifying/verify-in-worker.ts';
