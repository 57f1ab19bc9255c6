import { setNonce } from 'get-nonce';
import { z } from 'zod';

/** The nonce that main put into this document; styles made at run time carry it. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** Makes libraries live under a policy without inline styles and without code from strings. */
export function setNoncesBeforeAnythingElse(): void {
  setNonce(styleNonce);
  z.config({ jitless: true });
}
