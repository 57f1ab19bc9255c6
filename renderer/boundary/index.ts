/** The page's side of the boundary, derived from the contract. */
export { createClient, pageClient, type Client, type Transport } from './client.ts';
export { staleAfter, useEvent, useEventLoop } from './events.ts';
export {
  ask,
  CallFailure,
  ClientContext,
  readAgain,
  readKey,
  useChange,
  useClient,
  useRead,
  type ReadOptions,
} from './hooks.ts';
