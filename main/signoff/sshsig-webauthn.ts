/** Algorithm name of signatures that a browser made with a security key, PROTOCOL.u2f, "webauthn signatures". */
export const WEBAUTHN_ALGORITHM = 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com';
/** Relying-party id of the approval page, which a security key stores as its application. */
export const APPROVAL_APPLICATION = 'approval.claviger.localhost';
/** The only origin whose signatures count. */
export const APPROVAL_ORIGIN = `https://${APPROVAL_APPLICATION}`;

/**
 * Says why the client data of a browser's signature does not ask for exactly these bytes on the approval page, or
 * `null`. Rules: WebAuthn level 3 sections 5.8.1 and 7.2, steps for type, challenge, origin, crossOrigin.
 */
export function clientDataProblem(clientData: Uint8Array, origin: string, challenge: Uint8Array): string | null {
  if (origin !== APPROVAL_ORIGIN) return 'The signature was made on another page than the approval page.';
  const fields = readClientData(clientData);
  if (fields === null) return 'The client data of the browser cannot be read.';
  if (fields['type'] !== 'webauthn.get') return 'The client data of the browser is not about a signature.';
  const encoded = Buffer.from(challenge).toString('base64url');
  if (fields['challenge'] !== encoded) return 'The browser was asked to sign something else.';
  if (fields['origin'] !== origin) return 'The signature was made on another page than the approval page.';
  // SECURITY: a page that frames the approval page could guide the person's hand.
  const cross = fields['crossOrigin'];
  if ((cross !== undefined && cross !== false) || 'topOrigin' in fields) {
    return 'The signature was made inside another page.';
  }
  // SECURITY: section 5.8.1.2 fixes the first fields byte by byte, and OpenSSH compares them so. What is accepted here,
  // an auditor's ssh-keygen accepts too, and a second `challenge` cannot hide behind the first.
  const start = `{"type":"webauthn.get","challenge":"${encoded}","origin":"${origin}"`;
  const text = Buffer.from(clientData).toString('utf8');
  if (!text.startsWith(start) || !/^(?:\}$|,"crossOrigin":false[,}])/.test(text.slice(start.length))) {
    return 'The client data of the browser does not have the order that the standard fixes.';
  }
  return null;
}

function readClientData(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
