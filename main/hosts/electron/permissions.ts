import type { WebAuthnAccount } from 'electron';
import { PAGES, type PageName } from '../../../shared/contract/index.ts';
import { isAddressOf } from './navigation.ts';

/** Who asks for a permission. */
export interface Asker {
  /** The page the window was opened for; null for anything else. */
  readonly page: PageName | null;
  readonly permission: string;
  /** Origin, or a URL of it (Electron gives either). */
  readonly origin: string;
  readonly isMainFrame: boolean;
}

/** The one permission there is: putting plain text on the clipboard after a click (copying a digest, a command). */
const GRANTED = 'clipboard-sanitized-write';

/**
 * SECURITY: every permission is refused, to be asked for and to be had, but one. Reading the clipboard is refused: it
 * may hold a passphrase. No page talks to a device; security keys go through WebAuthn, which needs none of these.
 */
export function isPermitted({ page, permission, origin, isMainFrame }: Asker): boolean {
  return permission === GRANTED && page !== null && isMainFrame && isAddressOf(page, origin);
}

/** What asks for an account of a security key. */
export interface AccountQuestion {
  readonly relyingPartyId: string;
  /** Origin of the asking frame; null when it is gone. */
  readonly origin: string | null;
  readonly accounts: readonly Pick<WebAuthnAccount, 'credentialId'>[];
}

/**
 * SECURITY: security keys answer to the approval page alone (trust 15). The page names the key it wants, so there is one
 * account; where a key brings several, nobody has chosen, and none is taken.
 * @returns the credential to use, or null to end the question
 */
export function chosenAccount({ relyingPartyId, origin, accounts }: AccountQuestion): string | null {
  const isApproval = relyingPartyId === new URL(PAGES.approval).hostname && origin === PAGES.approval;
  const [only, ...others] = accounts;
  return isApproval && only !== undefined && others.length === 0 ? only.credentialId : null;
}
