import { CONTRACT, PAGES, type Call, type CallName, type PageName } from '../../shared/contract/index.ts';
import type { Sender } from './sender.ts';

/** What the contract says about a call; null when there is no such call. */
export function describedCall(name: string): { readonly name: CallName; readonly call: Call } | null {
  // SECURITY: own properties only: "toString" and "constructor" are no calls.
  if (!Object.hasOwn(CONTRACT, name)) return null;
  const known = name as CallName;
  return { name: known, call: CONTRACT[known] };
}

/** Why a sender may not make a call; the words stand in the journal. */
export type SenderProblem = 'unknown window' | 'other page' | 'child frame' | 'other origin' | 'other document';

/**
 * SECURITY: bindings exist in every frame of every document a window ever shows. A call counts only when it comes
 * from the main frame of a window that main opened, for a page that may make this call, on exactly that page's origin,
 * out of the very document that main served there last.
 * @param token what the message says its document's token is
 */
export function senderProblem(sender: Sender, call: Call, token: string): SenderProblem | null {
  const { page, document } = sender;
  const foreign = foreignProblem(sender);
  if (page === null || foreign !== null) return foreign ?? 'unknown window';
  if (document === null || document === '' || token !== document) return 'other document';
  return call.pages.includes(page) ? null : 'other page';
}

/** Why a sender is none of our pages, whatever it says; null when it is one. */
export function foreignProblem({ page, isMainFrame, origin }: Sender): SenderProblem | null {
  if (page === null || !Object.hasOwn(PAGES, page)) return 'unknown window';
  if (!isMainFrame) return 'child frame';
  return origin === PAGES[page] ? null : 'other origin';
}

/** The page of a sender that has been admitted. */
export function admittedPage(sender: Sender): PageName {
  if (sender.page === null) throw new Error('a sender without a page was admitted');
  return sender.page;
}
