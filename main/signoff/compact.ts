const BEGIN = '-----BEGIN SSH SIGNATURE-----';
const END = '-----END SSH SIGNATURE-----';
const COLUMNS = 70;

/** An armored SSHSIG as one line of base64: canonical JSON takes no line breaks. */
export function compactSignature(armored: string): string {
  return armored.replace(BEGIN, '').replace(END, '').replace(/\s+/g, '');
}

/** The armored form that OpenSSH writes, from {@link compactSignature}. */
export function armoredSignature(compact: string): string {
  const lines = compact.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [];
  return [BEGIN, ...lines, END, ''].join('\n');
}
