// Imported first by the console page: what follows must live under a policy without inline styles and generated code.
import { setNonce } from 'get-nonce';
import { z } from 'zod';

/** The nonce that main put into this document; styles made at run time carry it. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

setNonce(styleNonce);
z.config({ jitless: true });
