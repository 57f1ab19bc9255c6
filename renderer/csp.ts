import { setNonce } from 'get-nonce';

/** The nonce that main put into this document; styles made at run time carry it. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** Makes libraries live under a policy without inline styles. */
export function setNoncesBeforeAnythingElse(): void {
  setNonce(styleNonce);
}
